// Collects what a request shows of the intent model's features, then asks the model.
//
//   IntentReader reader(IntentModel::shipped());      // one per thread: holds memory to reuse
//   reader.begin();
//   reader.add(IntentShape::has_system);
//   reader.add_wording(user_text_bytes, phrases, words);
//   reader.add_answer(answer_bytes, answer_words);
//   IntentReading reading = reader.read();
//
// Cost: that of text/intent/request_form.h and about 0.3 us. Not thread-safe.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "text/intent/intent_model.h"
#include "text/intent/request_form.h"
#include "text/lexicon.h"

namespace stillwatch {

class IntentReader {
 public:
  explicit IntentReader(const IntentModel& model) : model_(model), form_(model.labels()) {}

  void begin();
  void add(IntentShape shape) { add(IntentFeatureKind::shape, static_cast<std::size_t>(shape)); }
  void add_if(bool shows, IntentShape shape) {
    if (shows) add(shape);
  }
  // The user's text of the newest turn in normal form, the phrases near its ends, and its words.
  void add_wording(std::string_view bytes, const PhraseSet& phrases, std::size_t words);
  void add_system(const PhraseSet& phrases);
  void add_answer(std::string_view bytes, std::size_t words);

  // Places of the features shown so far, without the bias.
  [[nodiscard]] std::span<const std::uint16_t> active() const { return active_; }
  [[nodiscard]] IntentReading read() const { return model_.read(active_); }

 private:
  void add(IntentFeatureKind kind, std::size_t number) { active_.push_back(model_.place_of(kind, number)); }
  void add_phrases(IntentFeatureKind kind, const PhraseSet& phrases);

  const IntentModel& model_;
  RequestForm form_;
  std::vector<std::uint16_t> active_;
  std::size_t prompt_words_ = 0;
};

}  // namespace stillwatch
