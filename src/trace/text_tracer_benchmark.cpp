// Bytes per second of the whole text tracer on exchanges of the usual shape: a prompt of 1 KB and an answer
// of 2 KB.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "text/lexicon_words.h"
#include "trace/text_tracer.h"

namespace {

using stillwatch::Exchange;
using stillwatch::PartKind;
using stillwatch::Random;
using stillwatch::Role;

// About half function words and half other words of 2 to 12 letters, with the punctuation of English prose.
class Prose {
 public:
  explicit Prose(std::uint64_t seed) : random_(seed) {
    const std::string_view list = stillwatch::function_words()[0].words;
    for (std::size_t at = 0; at < list.size();) {
      const std::size_t end = std::min(list.find(' ', at), list.size());
      common_.emplace_back(list.substr(at, end - at));
      at = end + 1;
    }
    for (int i = 0; i < 4000; ++i) rare_.push_back(invent());
  }

  std::string write(std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) {
      const auto& words = random_.chance(0.5) ? common_ : rare_;
      text += words[random_.zipf(words.size(), 1.0)];
      const double mark = random_.uniform();
      text += mark < 0.06 ? ", " : mark < 0.1 ? ". " : mark < 0.11 ? "\n" : " ";
    }
    text.resize(bytes);
    return text;
  }

 private:
  std::string invent() {
    std::string word;
    for (std::uint64_t i = 2 + random_.below(5) + random_.below(6); i > 0; --i) {
      word += static_cast<char>('a' + random_.below(26));
    }
    return word;
  }

  Random random_;
  std::vector<std::string> common_, rare_;
};

void trace_exchanges(benchmark::State& state, std::size_t prompt_bytes, std::size_t answer_bytes,
                     std::size_t history_turns) {
  constexpr std::size_t kExchanges = 256;  // more text than the branch predictor learns by heart
  Prose prose(1);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < kExchanges; ++i) {
    texts.push_back(prose.write(prompt_bytes));
    texts.push_back(prose.write(answer_bytes));
  }
  std::vector<Exchange> exchanges(kExchanges);
  for (std::size_t i = 0; i < kExchanges; ++i) {
    std::uint32_t message = 0;
    for (std::size_t turn = 0; turn < history_turns; ++turn) {
      exchanges[i].input.push_back({message++, Role::user, PartKind::text, {}, texts[0]});
      const std::string& answer = texts[(2 * (i + turn) + 1) % texts.size()];
      exchanges[i].input.push_back({message++, Role::assistant, PartKind::text, {}, answer});
    }
    exchanges[i].input.push_back({message, Role::user, PartKind::text, {}, texts[2 * i]});
    exchanges[i].output.push_back({0, Role::assistant, PartKind::text, {}, texts[2 * i + 1]});
  }
  stillwatch::TextTracer tracer("benchmark");
  stillwatch::TextFingerprints prints;
  std::size_t i = 0;
  for (auto _ : state) {
    tracer.trace(exchanges[i++ % kExchanges], prints);
    benchmark::DoNotOptimize(prints.prompt);
  }
  const auto bytes = prompt_bytes + answer_bytes + history_turns * answer_bytes;
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
}

void BM_TraceExchange(benchmark::State& state) { trace_exchanges(state, 1024, 2048, 0); }
void BM_TracePrompt(benchmark::State& state) { trace_exchanges(state, 1024, 0, 0); }
void BM_TraceAnswer(benchmark::State& state) { trace_exchanges(state, 0, 2048, 0); }
void BM_TraceWithHistory(benchmark::State& state) { trace_exchanges(state, 1024, 2048, 3); }
BENCHMARK(BM_TraceExchange);
BENCHMARK(BM_TracePrompt);
BENCHMARK(BM_TraceAnswer);
BENCHMARK(BM_TraceWithHistory);

}  // namespace
