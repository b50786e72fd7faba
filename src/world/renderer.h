// Turns events of a plan into exchanges: the only place where a world's text comes into being.
//
//   Renderer renderer(plan, corpus, options.seed);
//   const Exchange& exchange = renderer.render(event);     // valid until the next call of forget()
//
// A turn's text depends on the plan alone, so that two renderers on two threads give the same text, and a
// turn that is quoted elsewhere is the very text that was issued. Turns are kept until forget(), because
// neighbours in time share conversations; call it every few thousand events. One renderer per thread; the
// plan and the corpus are shared.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "exchange/exchange.h"
#include "world/plan.h"

namespace stillwatch::world {

class Renderer {
 public:
  Renderer(const WorldPlan& plan, const Corpus& corpus, std::uint64_t seed)
      : plan_(plan), corpus_(corpus), seed_(seed) {}

  const Exchange& render(const Event& event);
  void forget();

  // The text of one turn, for tests: what was asked, and what was issued.
  struct Turn {
    std::string system;                     // only of turn 0 of a form
    std::string asked;                      // user text, or the tool's result
    std::string answered;                   // the answer's text
    std::string reasoning;                  // visible thinking, for some models
    std::string tool_name, tool_arguments;  // the answer's tool call, when there is one
    std::string carried;                    // what later requests quote instead of `answered`; empty: that
  };
  const Turn& turn(std::uint32_t conversation, std::uint16_t number);

 private:
  void ask_first(const Conversation& conversation, Turn& turn, Random& random);
  void ask_later(const Conversation& conversation, std::uint16_t number, Turn& turn, Random& random);
  void answer(const Conversation& conversation, std::uint16_t number, Turn& turn, Random& random);
  void fill_form(const Conversation& conversation, std::string_view text, std::size_t words, std::string& out,
                 Random& random);
  const Thread& translated(const Conversation& conversation) const;
  void append_question(const Conversation& conversation, std::size_t words, std::string& out);
  void append_passage(const Thread& like, std::size_t words, std::string& out, Random& random);
  void carry(const Conversation& conversation, std::uint16_t number, Turn& turn);
  void quote(const Conversation& by, std::size_t which, bool reasoning, std::string& out);
  std::size_t append_answer_words(const Thread& like, const CorpusTurn& turn, std::size_t words,
                                  std::string& out, Random& random);
  const Thread& neighbour(const Thread& thread, Random& random) const;
  [[nodiscard]] std::string_view language(const Thread& thread) const {
    return corpus_.languages[thread.language];
  }

  void describe(const Event& event, const AccountPlan& account, const Conversation& conversation);
  void locate(const Event& event, const AccountPlan& account);
  void converse(const Event& event, const AccountPlan& account, const Conversation& conversation);
  void add_turn(const Turn& turn, bool with_answer, std::uint32_t& message);
  void close(const Event& event, const Turn& last);

  const WorldPlan& plan_;
  const Corpus& corpus_;
  std::uint64_t seed_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Turn>> turns_;
  Exchange exchange_;
  std::string id_, session_, conversation_, response_id_, enduser_;
};

}  // namespace stillwatch::world
