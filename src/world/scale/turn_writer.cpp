#include "world/scale/turn_writer.h"

#include <algorithm>

namespace stillwatch::world {
namespace {

// Streams of random choices, one for each purpose, so that each can be written without the others.
enum Purpose : std::uint64_t { kAsked = 11, kSystem, kAnswered, kReasoning, kCall, kCarried };

constexpr std::size_t kShortestQuestion = 20;
constexpr std::size_t kMostWordsLater = 600;

template <class List>
const auto& one_of(const List& list, Draws& draws) {
  return list[draws.below(list.size())];
}

}  // namespace

// Lengths are those of world/renderer.h, the same for everybody.
TurnWriter::TurnWriter(const WorldPlan& plan, const Corpus& corpus, const SlottedTexts& texts,
                       const FormPieces& forms)
    : plan_(plan),
      corpus_(corpus),
      texts_(texts),
      forms_(forms),
      question_words_(66.0, 0.60, 38.0, 600.0),
      answer_words_(88.0, 0.75, 8.0, 700.0),
      refusals_(escaped_phrases(refusals())),
      follow_ups_(escaped_phrases(short_follow_ups())),
      leads_(escaped_phrases(passage_leads())),
      commands_(cut_commands(tool_commands())) {}

Turn TurnWriter::resolve(std::uint32_t conversation, std::uint16_t number) const {
  while (plan_.conversations[conversation].parent != kNone &&
         number < plan_.conversations[conversation].parent_turns)
    conversation = plan_.conversations[conversation].parent;
  return {conversation, number};
}

std::uint64_t TurnWriter::seed_of(Turn turn) const {
  return mix64(plan_.conversations[turn.conversation].seed ^ mix64(turn.number + 1U));
}

const Thread& TurnWriter::neighbour(const Thread& thread, Draws& draws) const {
  if (thread.use == CorpusUse::translation) {  // the next documents of the same collection
    const auto here = static_cast<std::size_t>(&thread - corpus_.threads.data());
    const Thread& next = corpus_.threads[std::min(here + 1 + draws.below(8), corpus_.threads.size() - 1)];
    return next.use == CorpusUse::translation && next.language == thread.language ? next : thread;
  }
  const auto& shelf = corpus_.shelves[thread.language];
  const auto& near = thread.use != CorpusUse::questions ? shelf.all
                     : thread.task ? shelf.tasks[static_cast<std::size_t>(thread.area)][thread.era]
                                   : shelf.by_topic[thread.topic];
  return near.empty() ? thread : corpus_.threads[near[draws.below(near.size())]];
}

// A translation is a text of the target language, always the same one for the same content.
const Thread& TurnWriter::source_of_answer(const Conversation& conversation) const {
  const Thread& thread = corpus_.threads[conversation.thread];
  if (conversation.target == kNoTarget) return thread;
  const auto language =
      std::find(corpus_.languages.begin(), corpus_.languages.end(), target_code(conversation.target));
  if (language == corpus_.languages.end()) return thread;
  const auto& shelf = corpus_.shelves[static_cast<std::size_t>(language - corpus_.languages.begin())].all;
  return shelf.empty() ? thread : corpus_.threads[shelf[conversation.seed % shelf.size()]];
}

std::size_t TurnWriter::append_question(const Conversation& conversation, std::size_t words,
                                        LineBuffer& out) const {
  const std::uint32_t text = SlottedTexts::question(corpus_.threads[conversation.thread].first_turn);
  return conversation.opening == Opening::verbatim
             ? texts_.append_verbatim(text, out)
             : texts_.append_varied(text, conversation.seed, words, out);
}

std::size_t TurnWriter::append_passage(const Thread& like, std::size_t words, Draws& draws,
                                       LineBuffer& out) const {
  const std::size_t most = std::max<std::size_t>(6, words / 20);
  std::size_t written = 0;
  for (std::size_t tries = 0; tries < most && written + 6 < words; ++tries) {
    const Thread& thread = neighbour(like, draws);
    const std::size_t turn = thread.first_turn + draws.below(thread.turns);
    const bool answers = corpus_.turns[turn].answer.size() > 40 && thread.use != CorpusUse::translation;
    const std::uint32_t text = answers ? SlottedTexts::answer(turn) : SlottedTexts::question(turn);
    written += texts_.append_varied(text, draws.next(), words - written, out);
    out.append("\\n");
  }
  return written;
}

std::size_t TurnWriter::append_answer_words(const Thread& like, std::size_t turn, std::size_t words,
                                            Draws& draws, LineBuffer& out) const {
  const std::size_t first = like.first_turn + std::min<std::size_t>(turn, like.turns - 1U);
  std::size_t written = texts_.append_varied(SlottedTexts::answer(first), draws.next(), words, out);
  for (int tries = 0; tries < 6 && written + 25 < words; ++tries) {
    const Thread& thread = neighbour(like, draws);
    const std::size_t more = thread.first_turn + draws.below(thread.turns);
    if (corpus_.turns[more].answer.empty()) continue;
    if (written > 0) out.append("\\n\\n");
    written += texts_.append_varied(SlottedTexts::answer(more), draws.next(), words - written, out);
  }
  return written;
}

// An answer, or the reasoning before it, that was issued earlier: as it was, or told in other words.
std::size_t TurnWriter::quote(const Conversation& by, std::size_t which, bool reasoning_wanted,
                              LineBuffer& out) const {
  constexpr std::size_t kBytesPerWord = 6;
  const Turn cited = resolve(by.cited[which], 0);
  const std::size_t before = out.size();
  const bool retold = by.carries == Carries::retold;
  if (reasoning_wanted && !retold) reasoning(cited, out);
  if (out.size() == before) answer(cited, retold ? by.seed ^ (which + 1) : 0, out);
  return (out.size() - before) / kBytesPerWord;
}

std::size_t TurnWriter::fill_mark(const Conversation& conversation, const FormPiece& piece, std::size_t words,
                                  Draws& draws, LineBuffer& out) const {
  const Thread& thread = corpus_.threads[conversation.thread];
  switch (piece.mark) {
    case Mark::none:
    case Mark::name:
    case Mark::number:
      return 0;
    case Mark::task:
      return append_question(conversation, words, out);
    case Mark::passage:
      return append_passage(thread, words, draws, out);
    case Mark::answer:
    case Mark::trace:
      if (piece.which < conversation.cited_count)
        return quote(conversation, piece.which, piece.mark == Mark::trace, out);
      return append_answer_words(neighbour(thread, draws), 0, 60, draws, out);
    case Mark::id:
      out.append_hex(draws.next(), 6);
      return 1;
    case Mark::repo: {
      const bool owned = conversation.owner != kNone;
      texts_.append_name(mix64(owned ? plan_.accounts[conversation.owner].seed : conversation.seed), out);
      return 1;
    }
    case Mark::target:
      out.append(target_languages().at(conversation.target));
      return 1;
    case Mark::limit:
      out.append(static_cast<char>('3' + draws.below(7)));
      return 1;
    case Mark::phrase:
      out.append(piece.phrases->at(draws.below(piece.phrases->size())));
      return 1;
  }
  return 0;
}

// Returns the words that stand for marks.
std::size_t TurnWriter::fill_form(const Conversation& conversation, std::span<const FormPiece> pieces,
                                  std::size_t words, Draws& draws, LineBuffer& out) const {
  std::size_t written = 0;
  for (const FormPiece& piece : pieces) {
    out.append(piece.constant);
    written += fill_mark(conversation, piece, words, draws, out);
  }
  return written;
}

void TurnWriter::system(Turn turn, LineBuffer& out) const {
  const Conversation& conversation = plan_.conversations[turn.conversation];
  if (conversation.form == kNone || turn.number != 0) return;
  Draws draws(seed_of(turn), kSystem);
  fill_form(conversation, forms_.system(conversation.form), kShortestQuestion, draws, out);
}

void TurnWriter::asked(Turn turn, LineBuffer& out) const {
  const Conversation& conversation = plan_.conversations[turn.conversation];
  const bool form_follows = conversation.form != kNone && turn.number == conversation.parent_turns;
  turn.number == 0 || form_follows ? ask_first(turn, out) : ask_later(turn, out);
}

void TurnWriter::ask_first(Turn turn, LineBuffer& out) const {
  const Conversation& conversation = plan_.conversations[turn.conversation];
  const Thread& thread = corpus_.threads[conversation.thread];
  Draws draws(seed_of(turn), kAsked);
  const std::size_t drawn = question_words_.pick(draws);
  const std::size_t wanted = conversation.words > 0 ? conversation.words : drawn;
  std::size_t have = 0;
  if (conversation.form != kNone) {
    const std::size_t fixed = forms_.words(conversation.form);
    const std::size_t room = std::max(kShortestQuestion, wanted - std::min(wanted, fixed));
    have = fixed + fill_form(conversation, forms_.user(conversation.form), room, draws, out);
  } else {
    have = append_question(conversation, std::max(kShortestQuestion, wanted), out);
  }
  if (conversation.opening == Opening::verbatim || conversation.terse || wanted < have + 10) return;
  out.append("\\n\\n");
  if (thread.language == 0) {
    out.append(one_of(leads_, draws));
    out.append("\\n");
  }
  append_passage(thread, wanted - have, draws, out);
}

void TurnWriter::ask_later(Turn turn, LineBuffer& out) const {
  const Conversation& conversation = plan_.conversations[turn.conversation];
  const Thread& thread = corpus_.threads[conversation.thread];
  Draws draws(seed_of(turn), kAsked);
  if (conversation.agentic) {  // what the tool returned
    append_passage(thread, std::max<std::size_t>(8, question_words_.pick(draws)), draws, out);
    return;
  }
  if (thread.language == 0 && draws.one_in(10)) return out.append(one_of(follow_ups_, draws));
  std::size_t text = thread.first_turn + turn.number;
  if (turn.number >= thread.turns) {
    const Thread& other = neighbour(thread, draws);
    text = other.first_turn + (other.turns > 1 ? 1 + draws.below(other.turns - 1U) : 0);
  }
  texts_.append_varied(SlottedTexts::question(text), draws.next(), kMostWordsLater, out);
}

const ToolWording* TurnWriter::call(Turn turn) const {
  const Conversation& conversation = plan_.conversations[turn.conversation];
  if (!conversation.agentic || conversation.terse) return nullptr;
  if (conversation.form != kNone && !forms_.answer(conversation.form).empty()) return nullptr;
  Draws draws(seed_of(turn) ^ conversation.sample, kCall);
  if (draws.one_in(5)) return nullptr;
  const auto& tools = toolsets()[conversation.toolset];
  return &tools[draws.below(tools.size())];
}

void TurnWriter::append_command(Draws& draws, LineBuffer& out) const {
  for (const FormPiece& piece : one_of(commands_, draws)) {
    out.append(piece.constant);
    if (piece.mark == Mark::name) texts_.append_name(draws.next(), out);
    if (piece.mark == Mark::number) out.append_number(2 + draws.below(4'000) / (1 + draws.below(40)));
  }
}

void TurnWriter::arguments(Turn turn, const ToolWording& tool, LineBuffer& out) const {
  Draws draws(seed_of(turn) ^ plan_.conversations[turn.conversation].sample, kCall + 100);
  out.append(tool.name == "search"  ? "{\"query\":\""
             : tool.name == "query" ? "{\"sql\":\""
                                    : "{\"command\":\"");
  append_command(draws, out);
  out.append("\"}");
}

void TurnWriter::answer(Turn turn, std::uint64_t said, LineBuffer& out) const {
  const Conversation& conversation = plan_.conversations[turn.conversation];
  const Thread& source = source_of_answer(conversation);
  Draws draws(seed_of(turn) ^ mix64(conversation.sample + (said << 16)), kAnswered);
  if (conversation.form != kNone && !forms_.answer(conversation.form).empty())
    return out.append(forms_.answer(conversation.form));
  if (conversation.terse) {
    out.append("Score: ");
    out.append_number(1 + draws.below(10));
    out.append("/10. ");
    append_answer_words(source, turn.number, 12 + draws.below(20), draws, out);
    return;
  }
  if (!conversation.agentic && draws.one_in(100)) return out.append(one_of(refusals_, draws));
  const std::size_t words = call(turn) != nullptr ? 12 + draws.below(60) : answer_words_.pick(draws);
  if (conversation.tagged) {
    out.append("<reasoning>\\n");
    append_answer_words(source, turn.number, 20 + words / 2, draws, out);
    out.append("\\n</reasoning>\\n");
  }
  if (append_answer_words(source, turn.number, words, draws, out) == 0) out.append(one_of(refusals_, draws));
}

void TurnWriter::answered(Turn turn, LineBuffer& out) const { answer(turn, 0, out); }

void TurnWriter::carried(Turn turn, LineBuffer& out) const {
  const bool issued = plan_.conversations[turn.conversation].carries == Carries::issued;
  answer(turn, issued ? 0 : std::uint64_t{kCarried}, out);
}

void TurnWriter::reasoning(Turn turn, LineBuffer& out) const {
  const Conversation& conversation = plan_.conversations[turn.conversation];
  if (conversation.model != kReasoningModel || conversation.terse) return;
  Draws draws(seed_of(turn) ^ conversation.sample, kReasoning);
  const std::size_t words = 20 + answer_words_.pick(draws) / 2;
  append_answer_words(source_of_answer(conversation), turn.number, words, draws, out);
}

}  // namespace stillwatch::world
