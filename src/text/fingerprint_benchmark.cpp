// Bytes of prompt text per second and core through the fingerprint kernel: normal form, words, runs of words,
// winnowing, keyed hashes. Scalar against every instruction set that the processor has.
//
//   build/bench/src/text/text_benchmark                   real prompts of ../shared/data where that is, else
//   made ones
#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "text/kernels/ascii_blocks.h"
#include "text/kernels/hash_runs.h"
#include "text/kernels/targets.h"
#include "text/kernels/word_hashes.h"
#include "text/lexicon_words.h"
#include "text/normal_text.h"
#include "text/winnow.h"
#include "text/word_list.h"

namespace {

using namespace stillwatch;  // NOLINT(google-build-using-namespace): a program of its own
using Texts = std::vector<std::string>;
constexpr SipKey kKey{1, 2};
constexpr std::size_t kBytesMost = std::size_t{4} << 20;  // beyond the second-level cache

// The JSON string that begins behind `"prompt":"` of a line, with the commonest escapes resolved.
std::string prompt_of(const std::string& line) {
  constexpr std::string_view kMember = "\"prompt\":";
  std::size_t at = line.find(kMember);
  if (at == std::string::npos) return {};
  at = line.find('"', at + kMember.size());
  std::string text;
  for (++at; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] == '\\') {
      ++at;
      text += line[at] == 'n' ? '\n' : line[at] == 't' ? '\t' : line[at];
    } else {
      text += line[at];
    }
  }
  return text;
}

// Prompts of the real corpora, through the program `zstd`; none where either is missing.
Texts real_prompts() {
  Texts prompts;
  std::size_t bytes = 0;
  if (std::system("command -v zstd >/dev/null") != 0) return prompts;  // NOLINT(cert-env33-c)
  for (const char* name :
       {"arena_hard_v01", "hh_human", "devgpt_sample", "gpteacher", "codealpaca", "bbh_cot"}) {
    const std::string path = std::string("../shared/data/") + name + ".jsonl.zst";
    if (!std::filesystem::exists(path)) continue;
    const std::unique_ptr<FILE, int (*)(FILE*)> lines(popen(("zstd -dc " + path).c_str(), "r"),
                                                      pclose);  // NOLINT
    std::string line;
    for (int byte = 0; lines && bytes < kBytesMost && (byte = std::getc(lines.get())) != EOF;) {
      if (byte != '\n') {
        line += static_cast<char>(byte);
        continue;
      }
      if (std::string prompt = prompt_of(line); prompt.size() >= 64) {
        bytes += prompt.size();
        prompts.push_back(std::move(prompt));
      }
      line.clear();
    }
  }
  return prompts;
}

// Half function words and half other words, 1 KB each.
Texts made_prompts() {
  Random random(1);
  std::vector<std::string> words;
  const std::string_view list = function_words()[0].words;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(' ', at), list.size());
    words.emplace_back(list.substr(at, end - at));
    at = end + 1;
  }
  for (int i = 0; i < 200; ++i) {
    std::string word;
    for (std::uint64_t j = 2 + random.below(10); j > 0; --j)
      word += static_cast<char>('a' + random.below(26));
    words.push_back(word);
  }
  Texts prompts(kBytesMost >> 10);
  for (std::string& prompt : prompts) {
    while (prompt.size() < 1024)
      prompt += words[random.below(words.size())] + (random.chance(0.1) ? ", " : " ");
  }
  return prompts;
}

const Texts& prompts() {
  static const Texts kPrompts = [] {
    Texts real = real_prompts();
    return real.empty() ? made_prompts() : real;
  }();
  return kPrompts;
}

void count_bytes(benchmark::State& state) {
  std::size_t bytes = 0;
  for (const std::string& prompt : prompts()) bytes += prompt.size();
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
}

// The kernel as the tracer runs it.
void fingerprint_all(benchmark::State& state) {
  NormalText text;
  WordList words;
  Winnower winnower;
  std::vector<std::uint64_t> prints;
  const Texts& all = prompts();  // read before the clock runs
  for (auto _ : state) {
    for (const std::string& prompt : all) {
      text.clear();
      text.append(prompt);
      text.finish();
      words.split(text.bytes(), kKey);
      winnower.winnow(words.hashes(), kKey, prints);
      benchmark::DoNotOptimize(prints.data());
    }
  }
  count_bytes(state);
}

// The same by the scalar functions that define it. Characters above ASCII become spaces, so that what is
// compared is the kernels alone.
void fingerprint_scalar(benchmark::State& state) {
  std::vector<char> text(std::size_t{1} << 20);
  std::vector<std::uint32_t> edges(text.size() + 128), longer(text.size());
  std::vector<std::uint64_t> hashes(text.size()), shingles(text.size()), prints(text.size());
  const Texts& all = prompts();  // read before the clock runs
  for (auto _ : state) {
    for (const std::string& prompt : all) {
      std::size_t size = 0;
      while (size < prompt.size()) {
        size += kernels::copy_lowered_scalar(prompt.data() + size, prompt.size() - size, text.data() + size);
        if (size < prompt.size()) text[size++] = ' ';
      }
      std::fill_n(text.data() + size, 64, '\0');
      const std::size_t words = kernels::find_edges_scalar(text.data(), size, edges.data()) / 2;
      kernels::hash_words_scalar(text.data(), edges.data(), words, kKey, hashes.data(), longer.data());
      if (words < kWordsMin) continue;
      kernels::runs_of_eight_scalar(hashes.data(), words, shingles.data());
      const std::size_t kept =
          kernels::window_minima_scalar(shingles.data(), words - 7, nullptr, prints.data());
      kernels::keyed_hashes_scalar(kKey, prints.data(), kept);
      benchmark::DoNotOptimize(kernels::sort_distinct_scalar(prints.data(), kept));
    }
  }
  count_bytes(state);
}

// Registered by hand, because the instruction sets are known at run time.
const bool kRegistered = [] {
  benchmark::RegisterBenchmark("fingerprint/scalar", fingerprint_scalar)->Unit(benchmark::kMillisecond);
  for (std::size_t i = 0; i < kernels::target_count(); ++i) {
    benchmark::RegisterBenchmark(("fingerprint/" + kernels::target_name(i)).c_str(),
                                 [i](benchmark::State& state) {
                                   const kernels::OnTarget only(i);
                                   fingerprint_all(state);
                                 })
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
