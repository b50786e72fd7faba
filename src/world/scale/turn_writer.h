// What is asked and what is answered in any turn of a plan, written into a log's JSON: the fast counterpart
// of world/renderer.h, with the same rules for what a turn consists of and other words.
//
//   TurnWriter turns(plan, corpus, texts, forms);
//   const Turn turn = turns.resolve(event.conversation, 3);        // maybe of an exported chat
//   turns.asked(turn, out);   turns.answered(turn, out);           // the insides of JSON strings
//   if (auto call = turns.call(turn)) { call->name ... turns.arguments(turn, *call, out); }
//
// A turn's text depends on the plan alone: written again it is the same, so that histories and quotes are
// written where they stand and nothing is kept. Thread-safe.
#pragma once

#include <optional>

#include "world/plan.h"
#include "world/scale/draws.h"
#include "world/scale/form_pieces.h"
#include "world/scale/line_buffer.h"
#include "world/scale/slotted_texts.h"
#include "world/text/wordings.h"

namespace stillwatch::world {

struct Turn {
  std::uint32_t conversation = 0;
  std::uint16_t number = 0;
};

class TurnWriter {
 public:
  TurnWriter(const WorldPlan& plan, const Corpus& corpus, const SlottedTexts& texts, const FormPieces& forms);

  // The conversation that a turn comes from, which may be one that is carried over.
  [[nodiscard]] Turn resolve(std::uint32_t conversation, std::uint16_t number) const;
  // The form's system prompt; writes nothing where there is none.
  void system(Turn turn, LineBuffer& out) const;
  void asked(Turn turn, LineBuffer& out) const;
  void answered(Turn turn, LineBuffer& out) const;
  // The visible thinking before the answer; writes nothing where there is none.
  void reasoning(Turn turn, LineBuffer& out) const;
  // What later requests show as the answer.
  void carried(Turn turn, LineBuffer& out) const;
  // The answer's tool call, if it has one.
  [[nodiscard]] const ToolWording* call(Turn turn) const;
  void arguments(Turn turn, const ToolWording& tool, LineBuffer& out) const;

 private:
  struct Passage {
    const Thread* like;
    std::size_t words;
  };
  void ask_first(Turn turn, LineBuffer& out) const;
  void ask_later(Turn turn, LineBuffer& out) const;
  std::size_t fill_form(const Conversation& conversation, std::span<const FormPiece> pieces,
                        std::size_t words, Draws& draws, LineBuffer& out) const;
  std::size_t fill_mark(const Conversation& conversation, const FormPiece& piece, std::size_t words,
                        Draws& draws, LineBuffer& out) const;
  std::size_t append_question(const Conversation& conversation, std::size_t words, LineBuffer& out) const;
  std::size_t append_passage(const Thread& like, std::size_t words, Draws& draws, LineBuffer& out) const;
  // `said`: which way of saying it again; 0 is what was issued.
  void answer(Turn turn, std::uint64_t said, LineBuffer& out) const;
  std::size_t append_answer_words(const Thread& like, std::size_t turn, std::size_t words, Draws& draws,
                                  LineBuffer& out) const;
  std::size_t quote(const Conversation& by, std::size_t which, bool reasoning, LineBuffer& out) const;
  void append_command(Draws& draws, LineBuffer& out) const;
  [[nodiscard]] const Thread& neighbour(const Thread& thread, Draws& draws) const;
  [[nodiscard]] const Thread& source_of_answer(const Conversation& conversation) const;
  [[nodiscard]] std::uint64_t seed_of(Turn turn) const;

  const WorldPlan& plan_;
  const Corpus& corpus_;
  const SlottedTexts& texts_;
  const FormPieces& forms_;
  QuantileTable question_words_, answer_words_;
  std::vector<std::string> refusals_, follow_ups_, leads_;
  std::vector<std::vector<FormPiece>> commands_;
};

}  // namespace stillwatch::world
