#include "world/scale/form_pieces.h"

#include "base/parallel.h"
#include "world/scale/slotted_texts.h"
#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

bool set_command_mark(std::string_view name, FormPiece& piece) {
  piece.mark = name == "I" ? Mark::name : name == "N" ? Mark::number : Mark::none;
  return piece.mark != Mark::none;
}

// False for an unknown mark, which is text.
bool set_form_mark(std::string_view name, FormPiece& piece) {
  struct Known {
    std::string_view name;
    Mark mark;
  };
  constexpr Known kKnown[] = {{"task", Mark::task}, {"passage", Mark::passage}, {"id", Mark::id},
                              {"repo", Mark::repo}, {"target", Mark::target},   {"limit", Mark::limit}};
  for (const Known& known : kKnown) {
    if (name == known.name) piece.mark = known.mark;
  }
  if (name.starts_with("answer")) piece.mark = Mark::answer;
  if (name.starts_with("trace")) piece.mark = Mark::trace;
  if (piece.mark == Mark::answer || piece.mark == Mark::trace)
    piece.which = static_cast<std::uint8_t>(name.back() - '1');
  if (piece.mark != Mark::none) return true;
  piece.phrases = slot(name);
  if (piece.phrases != nullptr) piece.mark = Mark::phrase;
  return piece.phrases != nullptr;
}

std::vector<FormPiece> cut_at_marks(std::string_view text, bool (*set_mark)(std::string_view, FormPiece&)) {
  std::vector<FormPiece> pieces;
  std::string constant;
  fill_marks(text, constant, [&](std::string_view name, std::string& before) {
    FormPiece piece;
    if (!set_mark(name, piece)) return false;
    append_escaped(before, piece.constant);
    before.clear();
    pieces.push_back(std::move(piece));
    return true;
  });
  if (constant.empty()) return pieces;
  pieces.emplace_back();
  append_escaped(constant, pieces.back().constant);
  return pieces;
}

}  // namespace

FormPieces::FormPieces(const std::vector<Form>& forms, unsigned threads) : cut_(forms.size()) {
  parallel_for(forms.size(), threads, [&](std::size_t i, unsigned) {
    cut_[i].system = cut_at_marks(forms[i].system, set_form_mark);
    cut_[i].user = cut_at_marks(forms[i].user, set_form_mark);
    append_escaped(forms[i].answer, cut_[i].answer);
    cut_[i].words = count_words(forms[i].user);
  });
}

std::vector<std::string> escaped_phrases(const PhraseList& list) {
  std::vector<std::string> phrases(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) append_escaped(list.at(i), phrases[i]);
  return phrases;
}

std::vector<std::vector<FormPiece>> cut_commands(const PhraseList& list) {
  std::vector<std::vector<FormPiece>> commands;
  for (std::size_t i = 0; i < list.size(); ++i)
    commands.push_back(cut_at_marks(list.at(i), set_command_mark));
  return commands;
}

}  // namespace stillwatch::world
