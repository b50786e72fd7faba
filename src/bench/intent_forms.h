// Own example requests, filled with questions and answers (bench/intent_texts.h).
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "bench/intent_texts.h"

namespace stillwatch {

// What fills {task} and {answer}: short texts of corpus files, by half, and own ones by language.
class SlotTexts {
 public:
  void add(const LabelledRequest& request);
  void add_own(const ExampleList& list);
  // A question or answer; of `language` when it has own ones, sometimes English all the same.
  [[nodiscard]] const std::string& task(bool learn, const std::string& language, Random& random) const;
  [[nodiscard]] const std::string& answer(bool learn, const std::string& language, Random& random) const;
  [[nodiscard]] const std::string& any_answer(Random& random) const { return pick(answers_[0], random); }
  [[nodiscard]] bool empty() const;

 private:
  using Texts = std::vector<std::string>;
  static const std::string& pick(const Texts& texts, Random& random) {
    return texts[random.below(texts.size())];
  }
  std::array<Texts, 2> tasks_, answers_;  // by `learn`
  std::map<std::string, Texts> own_tasks_, own_answers_;
};

// Appends every example, filled several times.
Status fill_examples(const std::vector<ExampleList>& lists, SlotTexts& slots,
                     std::vector<LabelledRequest>& to);

}  // namespace stillwatch
