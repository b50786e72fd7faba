#include "bench/intent_forms.h"

#include <fmt/format.h>

#include "text/intent/intent_model.h"

namespace stillwatch {
namespace {

constexpr std::size_t kFillings = 40;
constexpr std::size_t kTaskBytes = 1200, kAnswerBytes = 3000;  // longest texts that fill slots

void replace_all(std::string& text, std::string_view slot, const std::string& by) {
  for (std::size_t at = text.find(slot); at != std::string::npos; at = text.find(slot, at + by.size()))
    text.replace(at, slot.size(), by);
}

std::string unescaped(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size()) {
      text += line[++i] == 'n' ? '\n' : line[i];
    } else {
      text += line[i];
    }
  }
  return text;
}

// What a model would answer, as far as its length and form go.
std::string answer_to(Intent intent, const SlotTexts& slots, bool learn, const std::string& language,
                      const std::string& given, Random& random) {
  if (intent == Intent::trace_cleaning) return given;
  if (intent == Intent::task_generation) {
    std::string list;
    for (std::uint64_t n = 1 + random.below(6); n > 0; --n)
      list += fmt::format("{}. {}\n", n, slots.task(learn, language, random));
    return list;
  }
  if (intent == Intent::rubric_grading && random.chance(0.6)) {
    const std::uint64_t points = random.below(11);
    switch (random.below(4)) {
      case 0:
        return std::to_string(points);
      case 1:
        return fmt::format("{{\"score\": {}}}", points);
      case 2:
        return random.chance(0.5) ? "A" : "B";
      default:
        return fmt::format("Score: {}. The answer is clear but misses a step.", points);
    }
  }
  return slots.answer(learn, language, random);
}

LabelledRequest filled(const std::string& line, Intent intent, const std::string& language, bool learn,
                       const SlotTexts& slots, Random& random) {
  std::string text = unescaped(line);
  const std::string& given = slots.answer(learn, language, random);
  replace_all(text, "{answer2}", slots.answer(learn, language, random));
  replace_all(text, "{answer}", given);
  replace_all(text, "{n}", std::to_string(3 + random.below(18)));
  replace_all(text, "{id}", std::to_string(1000 + random.below(90000)));
  replace_all(text, "{task}", slots.task(learn, language, random));
  LabelledRequest request;
  request.intent = intent;
  request.source = "examples";
  request.learn = learn;
  constexpr std::string_view kSystemEnd = " >> ";
  const std::size_t system =
      line.find(kSystemEnd) == std::string::npos ? std::string::npos : text.find(kSystemEnd);
  request.user = system == std::string::npos ? text : text.substr(system + kSystemEnd.size());
  if (system != std::string::npos) request.system = text.substr(0, system);
  request.answer = answer_to(intent, slots, learn, language, given, random);
  return request;
}

}  // namespace

void SlotTexts::add(const LabelledRequest& request) {
  auto& tasks = tasks_[request.learn ? 1 : 0];
  auto& answers = answers_[request.learn ? 1 : 0];
  if (request.user.size() <= kTaskBytes) tasks.push_back(request.user);
  if (!request.answer.empty() && request.answer.size() <= kAnswerBytes) answers.push_back(request.answer);
}

void SlotTexts::add_own(const ExampleList& list) {
  auto& own = (list.name == "task" ? own_tasks_ : own_answers_)[list.language];
  own.insert(own.end(), list.lines.begin(), list.lines.end());
}

bool SlotTexts::empty() const {
  return tasks_[0].empty() || tasks_[1].empty() || answers_[0].empty() || answers_[1].empty();
}

const std::string& SlotTexts::task(bool learn, const std::string& language, Random& random) const {
  const auto own = own_tasks_.find(language);
  return own != own_tasks_.end() && random.chance(0.7) ? pick(own->second, random)
                                                       : pick(tasks_[learn ? 1 : 0], random);
}

const std::string& SlotTexts::answer(bool learn, const std::string& language, Random& random) const {
  const auto own = own_answers_.find(language);
  return own != own_answers_.end() && random.chance(0.5) ? pick(own->second, random)
                                                         : pick(answers_[learn ? 1 : 0], random);
}

Status fill_examples(const std::vector<ExampleList>& lists, SlotTexts& slots,
                     std::vector<LabelledRequest>& to) {
  if (slots.empty())
    return Error{Code::not_found, "no short questions and answers to fill the examples with"};
  for (const ExampleList& list : lists) {
    if (list.name == "task" || list.name == "answer") slots.add_own(list);
  }
  Random random(20260601);
  for (const ExampleList& list : lists) {
    if (list.name == "task" || list.name == "answer") continue;
    const auto intent = intent_named(list.name);
    if (!intent) return Error{Code::usage, fmt::format("no such class of examples: {}", list.name)};
    for (std::size_t i = 0; i < list.lines.size(); ++i) {
      for (std::size_t n = 0; n < kFillings; ++n)
        to.push_back(filled(list.lines[i], *intent, list.language, i % 2 == 0, slots, random));
    }
  }
  return Done{};
}

}  // namespace stillwatch
