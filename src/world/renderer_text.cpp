// What is asked and what is answered.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "world/renderer.h"
#include "world/text/phrases.h"
#include "world/text/rewriter.h"
#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

// Lengths in words, the same for everybody. Longer corpus texts keep their length up to the bound.
std::size_t draw_question_words(Random& random) {
  return static_cast<std::size_t>(std::clamp(random.log_normal(66.0, 0.60), 38.0, 600.0));
}
std::size_t draw_answer_words(Random& random) {
  return static_cast<std::size_t>(std::clamp(random.log_normal(88.0, 0.75), 8.0, 700.0));
}

void fill_command(std::string_view text, std::string& out, Random& random) {
  fill_marks(text, out, [&](std::string_view mark, std::string& to) {
    if (mark == "I")
      append_identifier(random, to);
    else if (mark == "N")
      append_number(random, to);
    else
      return false;
    return true;
  });
}

}  // namespace

const Thread& Renderer::neighbour(const Thread& thread, Random& random) const {
  if (thread.use == CorpusUse::translation) {  // the next documents of the same collection
    const auto here = static_cast<std::size_t>(&thread - corpus_.threads.data());
    const std::size_t there = std::min(here + 1 + random.below(8), corpus_.threads.size() - 1);
    const Thread& next = corpus_.threads[there];
    return next.use == CorpusUse::translation && next.language == thread.language ? next : thread;
  }
  const auto& shelf = corpus_.shelves[thread.language];
  const auto& topic = thread.use != CorpusUse::questions ? shelf.all
                      : thread.task ? shelf.tasks[static_cast<std::size_t>(thread.area)][thread.era]
                                    : shelf.by_topic[thread.topic];
  return topic.empty() ? thread : corpus_.threads[topic[random.below(topic.size())]];
}

// Stands in for a translation: a text of the target language, always the same one for the same content, or
// the thread itself where the corpus has no text in that language.
const Thread& Renderer::translated(const Conversation& conversation) const {
  const Thread& thread = corpus_.threads[conversation.thread];
  const auto language =
      std::find(corpus_.languages.begin(), corpus_.languages.end(), target_code(conversation.target));
  if (language == corpus_.languages.end()) return thread;
  const auto& shelf = corpus_.shelves[static_cast<std::size_t>(language - corpus_.languages.begin())].all;
  return shelf.empty() ? thread : corpus_.threads[shelf[conversation.seed % shelf.size()]];
}

void Renderer::append_question(const Conversation& conversation, std::size_t words, std::string& out) {
  const Thread& thread = corpus_.threads[conversation.thread];
  const std::string_view text = corpus_.turn(thread, 0).question;
  if (conversation.opening == Opening::verbatim) {
    out.append(text);
  } else {
    rewrite(text, language(thread), conversation.seed, out, words);
  }
}

void Renderer::append_passage(const Thread& like, std::size_t words, std::string& out, Random& random) {
  const std::size_t most =
      std::max<std::size_t>(6, words / 20);  // long texts are put together from more parts
  for (std::size_t tries = 0; tries < most && words > 6; ++tries) {
    const Thread& thread = neighbour(like, random);
    const CorpusTurn& turn = corpus_.turn(thread, random.below(thread.turns));
    const bool answers = turn.answer.size() > 40 && thread.use != CorpusUse::translation;
    const std::string_view text = answers ? turn.answer : turn.question;
    const std::size_t written = rewrite(text, language(thread), random.next(), out, words);
    words -= std::min(words, written);
    out += '\n';
  }
}

void Renderer::fill_form(const Conversation& conversation, std::string_view text, std::size_t words,
                         std::string& out, Random& random) {
  const Thread& thread = corpus_.threads[conversation.thread];
  fill_marks(text, out, [&](std::string_view mark, std::string& to) {
    if (mark == "task") {
      append_question(conversation, words, to);
    } else if (mark == "passage") {
      append_passage(thread, words, to, random);
    } else if (mark.starts_with("answer") || mark.starts_with("trace")) {
      const std::size_t which = static_cast<std::size_t>(mark.back() - '1');
      if (which < conversation.cited_count) {
        quote(conversation, which, mark.starts_with("trace"), to);
      } else {  // somebody else's answer: never issued here
        append_answer_words(thread, corpus_.turn(neighbour(thread, random), 0), 60, to, random);
      }
    } else if (mark == "id") {
      append_hex(random.next(), 6, to);
    } else if (mark == "repo") {
      Random project(conversation.owner == kNone ? conversation.seed
                                                 : plan_.accounts[conversation.owner].seed);
      append_identifier(project, to);
    } else if (mark == "target") {
      to.append(target_languages().at(conversation.target));
    } else if (mark == "limit") {
      to += static_cast<char>('3' + random.below(7));
    } else if (const PhraseList* values = slot(mark)) {
      to.append(values->pick(random));
    } else {
      return false;
    }
    return true;
  });
}

// An answer, or the reasoning before it, that was issued earlier: as it was, or told in other words.
void Renderer::quote(const Conversation& by, std::size_t which, bool reasoning, std::string& out) {
  const std::uint32_t index = by.cited[which];
  const Turn& cited = turn(index, 0);
  const std::string& text = reasoning && !cited.reasoning.empty() ? cited.reasoning : cited.answered;
  if (by.carries != Carries::retold) {
    out.append(text);
    return;
  }
  const Conversation& source = plan_.conversations[index];
  rewrite(text, language(corpus_.threads[source.thread]), by.seed ^ which, out);
}

// What later requests of this conversation show as this turn's answer.
void Renderer::carry(const Conversation& conversation, std::uint16_t number, Turn& turn) {
  if (conversation.carries == Carries::issued) return;
  const Thread& thread = corpus_.threads[conversation.thread];
  const std::uint64_t seed = mix64(conversation.seed ^ mix64(0x63617272 + number));
  if (conversation.carries == Carries::retold) {
    rewrite(turn.answered, language(thread), seed, turn.carried);
    return;
  }
  Random random(seed);  // another service's answer: another sample of the same model of answers
  const CorpusTurn& source = corpus_.turn(thread, std::min<std::size_t>(number, thread.turns - 1U));
  append_answer_words(thread, source, draw_answer_words(random), turn.carried, random);
  if (turn.carried.empty()) turn.carried.append(refusals().pick(random));
}

void Renderer::ask_first(const Conversation& conversation, Turn& turn, Random& random) {
  constexpr std::size_t kShortestQuestion = 20;
  const Thread& thread = corpus_.threads[conversation.thread];
  // Questions are cut and filled up to one distribution of lengths, with or without a form around them.
  const std::size_t drawn = draw_question_words(random);
  const std::size_t wanted = conversation.words > 0 ? conversation.words : drawn;
  if (conversation.form != kNone) {
    const Form& form = plan_.forms[conversation.form];
    const std::size_t fixed = count_words(form.user);
    const std::size_t room = std::max(kShortestQuestion, wanted - std::min(wanted, fixed));
    fill_form(conversation, form.system, room, turn.system, random);
    fill_form(conversation, form.user, room, turn.asked, random);
  } else {
    append_question(conversation, std::max(kShortestQuestion, wanted), turn.asked);
  }
  if (conversation.opening == Opening::verbatim || conversation.terse) return;
  const std::size_t have = count_words(turn.asked);
  if (wanted < have + 10) return;
  turn.asked += "\n\n";
  if (thread.language == 0) turn.asked.append(passage_leads().pick(random)).append("\n");
  append_passage(thread, wanted - have, turn.asked, random);
}

void Renderer::ask_later(const Conversation& conversation, std::uint16_t number, Turn& turn, Random& random) {
  const Thread& thread = corpus_.threads[conversation.thread];
  if (conversation.agentic) {  // what the tool returned
    append_passage(thread, std::max<std::size_t>(8, draw_question_words(random)), turn.asked, random);
    return;
  }
  if (thread.language == 0 && random.chance(0.10)) {
    turn.asked.append(short_follow_ups().pick(random));
    return;
  }
  if (number < thread.turns) {
    rewrite(corpus_.turn(thread, number).question, language(thread), random.next(), turn.asked, 600);
    return;
  }
  const Thread& other = neighbour(thread, random);
  const std::size_t which = other.turns > 1 ? 1 + random.below(other.turns - 1U) : 0;
  rewrite(corpus_.turn(other, which).question, language(other), random.next(), turn.asked, 300);
}

std::size_t Renderer::append_answer_words(const Thread& like, const CorpusTurn& turn, std::size_t words,
                                          std::string& out, Random& random) {
  std::size_t written = rewrite(turn.answer, language(like), random.next(), out, words);
  for (int tries = 0; tries < 6 && written + 25 < words; ++tries) {
    const Thread& thread = neighbour(like, random);
    const std::string_view more = corpus_.turn(thread, random.below(thread.turns)).answer;
    if (more.empty()) continue;
    if (!out.empty()) out += "\n\n";
    written += rewrite(more, language(thread), random.next(), out, words - written);
  }
  return written;
}

void Renderer::answer(const Conversation& conversation, std::uint16_t number, Turn& turn, Random& random) {
  const Thread& thread =
      conversation.target == kNoTarget ? corpus_.threads[conversation.thread] : translated(conversation);
  const CorpusTurn& source = corpus_.turn(thread, std::min<std::size_t>(number, thread.turns - 1U));
  if (conversation.form != kNone && !plan_.forms[conversation.form].answer.empty()) {
    turn.answered.append(plan_.forms[conversation.form].answer);
    return;
  }
  if (conversation.terse) {
    turn.answered = fmt::format("Score: {}/10. ", 1 + random.below(10));
    append_answer_words(thread, source, 12 + random.below(20), turn.answered, random);
    return;
  }
  if (!conversation.agentic && random.chance(0.01)) {
    turn.answered.append(refusals().pick(random));
    return;
  }
  const bool calls_tool = conversation.agentic && random.chance(0.8);
  const std::size_t words = calls_tool ? 12 + random.below(60) : draw_answer_words(random);
  if (conversation.tagged) {
    turn.answered += "<reasoning>\n";
    append_answer_words(thread, source, 20 + words / 2, turn.answered, random);
    turn.answered += "\n</reasoning>\n";
  }
  append_answer_words(thread, source, words, turn.answered, random);
  if (turn.answered.empty()) turn.answered.append(refusals().pick(random));
  if (conversation.model == kReasoningModel) {
    append_answer_words(thread, source, 20 + words / 2, turn.reasoning, random);
  }
  if (!calls_tool) return;
  const auto& tools = toolsets()[conversation.toolset];
  const ToolWording& tool = tools[random.below(tools.size())];
  turn.tool_name = tool.name;
  turn.tool_arguments = "{\"";
  turn.tool_arguments += tool.name == "search" ? "query" : tool.name == "query" ? "sql" : "command";
  turn.tool_arguments += "\":\"";
  fill_command(tool_commands().pick(random), turn.tool_arguments, random);
  turn.tool_arguments += "\"}";
}

const Renderer::Turn& Renderer::turn(std::uint32_t index, std::uint16_t number) {
  const Conversation* conversation = &plan_.conversations[index];
  if (conversation->parent != kNone) {
    if (number < conversation->parent_turns) return turn(conversation->parent, number);
  }
  auto& slot_for = turns_[(static_cast<std::uint64_t>(index) << 16) | number];
  if (slot_for) return *slot_for;
  auto fresh = std::make_unique<Turn>();
  Random random(mix64(conversation->seed ^ mix64(number + 1U)));
  if (number == 0 || (number == conversation->parent_turns && conversation->form != kNone))
    ask_first(*conversation, *fresh, random);
  else
    ask_later(*conversation, number, *fresh, random);
  if (conversation->sample != 0) random = random.fork("sample").fork(std::to_string(conversation->sample));
  answer(*conversation, number, *fresh, random);
  carry(*conversation, number, *fresh);
  // Looked up again: quoting other turns may have moved the table.
  auto& stored = turns_[(static_cast<std::uint64_t>(index) << 16) | number];
  stored = std::move(fresh);
  return *stored;
}

}  // namespace stillwatch::world
