#include "bench/text_budget.h"

#include <array>
#include <span>
#include <string>

#include "bench/thread_clock.h"
#include "text/intent/intent_reader.h"
#include "text/lexicon.h"
#include "text/projection.h"
#include "text/prompt_reading.h"
#include "text/skeleton.h"
#include "text/text_keys.h"
#include "text/winnow.h"
#include "trace/turn_reader.h"

namespace stillwatch {
namespace {

constexpr std::size_t kBatch = 64;  // exchanges: some 200 KB of text

enum Step : std::uint8_t {
  kNormal,
  kWords,
  kTextHash,
  kWinnow,
  kReadPrompt,
  kProject,
  kSkeleton,
  kShapes,
  kIntent,
  kSteps
};
constexpr std::array<std::string_view, kSteps> kStepNames = {
    "normal form and words", "words again", "whole hash", "winnowing",
    "read prompt",           "projection",  "skeleton",   "shapes",
    "form and intent"};

struct Text {
  std::string bytes;
  bool prompt = false;
  std::vector<std::uint16_t> found;
  PromptReading reading;
};

}  // namespace

struct TextBudget::State {
  explicit State(std::string_view secret)
      : keys(secret),
        model(IntentModel::shipped()),
        lexicon(keys.words, model.phrases()),
        skeleton(keys.words),
        intent(model) {
    readers.resize(2 * kBatch, TurnReader(keys.words));
    texts.resize(2 * kBatch);
  }

  template <class Work>
  void time(Step step, const Work& work) {
    steps[step].add(thread_seconds([&] {
      for (std::size_t i = 0; i < used; ++i) work(texts[i], readers[i]);
    }));
  }

  void run();

  TextKeys keys;
  const IntentModel& model;
  Lexicon lexicon;
  Skeleton skeleton;
  IntentReader intent;
  Winnower winnower;
  WordList again;
  std::vector<TurnReader> readers;
  std::vector<Text> texts;
  std::size_t used = 0;
  std::vector<std::uint64_t> prints;
  std::array<StepTimes, kSteps> steps;
  std::array<std::uint64_t, 2> bytes{};  // of answers, of prompts
  std::uint64_t sink = 0;                // of results, so that nothing is left out
};

void TextBudget::State::run() {
  time(kNormal, [](const Text& text, TurnReader& reader) {
    reader.begin();
    reader.add_text(text.bytes);
    reader.finish();
  });

  time(kWords, [&](const Text& /*text*/, TurnReader& reader) { again.split(reader.bytes(), keys.words); });
  time(kTextHash, [&](const Text& text, TurnReader& reader) {
    sink += text.prompt ? reader.text_hash() : reader.words_hash();
  });
  time(kWinnow, [&](const Text& /*text*/, TurnReader& reader) {
    winnower.winnow(reader.words().hashes(), keys.print, prints);
    sink += prints.size();
  });
  time(kReadPrompt, [&](Text& text, TurnReader& reader) {
    if (text.prompt)
      text.reading = read_prompt(reader.words().hashes(), reader.text().scripts(), lexicon, text.found);
  });
  time(kProject, [&](const Text& text, TurnReader& reader) {
    if (text.prompt)
      sink += static_cast<std::uint64_t>(project_words(reader.words().hashes(), text.found, lexicon)[0]);
  });
  const auto read_skeleton = [&](const Text& text, TurnReader& reader) {
    if (text.prompt)
      skeleton.read(reader.bytes(), reader.words(), std::span(text.found).first(reader.words().size()),
                    lexicon);
  };
  time(kSkeleton, read_skeleton);
  time(kShapes, [&](const Text& text, TurnReader& reader) {
    read_skeleton(text, reader);
    if (!text.prompt) return;
    sink += skeleton.whole(keys.skeleton);
    skeleton.shapes(reader.words().hashes(), keys.shape, prints);
  });
  time(kIntent, [&](const Text& text, TurnReader& reader) {
    if (!text.prompt) return intent.add_answer(reader.bytes(), reader.words().size());
    intent.begin();
    intent.add_wording(reader.bytes(), text.reading.phrases, reader.words().size());
    sink += intent.read().score;
  });
  used = 0;
}

TextBudget::TextBudget(std::string_view secret) : state_(std::make_unique<State>(secret)) {}
TextBudget::~TextBudget() = default;

void TextBudget::begin_round() {
  for (StepTimes& step : state_->steps) step.begin_round();
  state_->bytes = {};
}

void TextBudget::add(const Exchange& exchange) {
  State& state = *state_;
  Text& prompt = state.texts[state.used];
  Text& answer = state.texts[state.used + 1];
  prompt.prompt = true;
  prompt.bytes.clear();
  answer.bytes.clear();
  const auto append = [](std::string& to, std::string_view text) { (to += text) += '\n'; };
  std::size_t end = exchange.input.size();
  while (end > 0 && exchange.input[end - 1].role == Role::assistant) --end;
  std::size_t begin = end;
  while (begin > 0 && exchange.input[begin - 1].role != Role::assistant) --begin;
  for (const Part& part : std::span(exchange.input).subspan(begin, end - begin)) {
    if (part.role == Role::user && part.kind == PartKind::text) append(prompt.bytes, part.text);
  }
  for (const Part& part : exchange.output) {
    if (part.kind == PartKind::text) append(answer.bytes, part.text);
  }
  state.bytes[1] += prompt.bytes.size();
  state.bytes[0] += answer.bytes.size();
  state.used += 2;
  if (state.used == state.texts.size()) state.run();
}

void TextBudget::flush() {
  if (state_->used > 0) state_->run();
}

std::vector<StageCost> TextBudget::costs() const {
  const auto seconds = [this](Step step) { return state_->steps[step].seconds(); };
  const std::uint64_t all = bytes(), prompts = state_->bytes[1];
  std::vector<StageCost> costs;
  costs.push_back({"normal form", seconds(kNormal) - seconds(kWords), all});
  costs.push_back({"words", seconds(kWords), all});
  for (const Step step : {kTextHash, kWinnow}) costs.push_back({kStepNames[step], seconds(step), all});
  for (const Step step : {kReadPrompt, kProject, kSkeleton})
    costs.push_back({kStepNames[step], seconds(step), prompts});
  costs.push_back({kStepNames[kShapes], seconds(kShapes) - seconds(kSkeleton), prompts});
  costs.push_back({kStepNames[kIntent], seconds(kIntent), prompts});
  return costs;
}

std::uint64_t TextBudget::bytes() const { return state_->bytes[0] + state_->bytes[1]; }

}  // namespace stillwatch
