// The forms of a plan (world/plan.h), cut at their marks, as they lie in a log's JSON.
//
//   const FormPieces forms(plan.forms, threads);
//   for (const FormPiece& piece : forms.user(conversation.form)) { out.append(piece.constant); ... piece.mark
//   ... }
//
// Immutable after construction. Cost: a copy of all forms.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "world/plan.h"
#include "world/text/phrases.h"

namespace stillwatch::world {

enum class Mark : std::uint8_t {
  none,
  task,
  passage,
  answer,
  trace,
  id,
  repo,
  target,
  limit,
  phrase,
  name,
  number
};

struct FormPiece {
  std::string constant;  // escaped; comes before what the mark stands for
  Mark mark = Mark::none;
  std::uint8_t which = 0;               // of answer and trace, from 0
  const PhraseList* phrases = nullptr;  // of phrase
};

class FormPieces {
 public:
  FormPieces(const std::vector<Form>& forms, unsigned threads);

  [[nodiscard]] std::span<const FormPiece> system(std::uint32_t form) const { return cut_[form].system; }
  [[nodiscard]] std::span<const FormPiece> user(std::uint32_t form) const { return cut_[form].user; }
  [[nodiscard]] std::string_view answer(std::uint32_t form) const { return cut_[form].answer; }
  // Words of the user part with its marks.
  [[nodiscard]] std::size_t words(std::uint32_t form) const { return cut_[form].words; }

 private:
  struct CutForm {
    std::vector<FormPiece> system, user;
    std::string answer;
    std::size_t words = 0;
  };
  std::vector<CutForm> cut_;
};

// Escaped copies of a list's phrases.
[[nodiscard]] std::vector<std::string> escaped_phrases(const PhraseList& list);
// Commands of tool calls, cut at {I} (a name) and {N} (a number).
[[nodiscard]] std::vector<std::vector<FormPiece>> cut_commands(const PhraseList& list);

}  // namespace stillwatch::world
