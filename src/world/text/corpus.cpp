#include "world/text/corpus.h"

#include <xxhash.h>

namespace stillwatch::world {
namespace {

constexpr std::size_t kLanguageFloor = 40;  // threads below which a language is not spoken

// How many people speak each of Corpus::languages, before leaving out those without texts.
constexpr std::array<double, 8> kSpeakers = {0.66, 0.10, 0.07, 0.06, 0.05, 0.04, 0.01, 0.01};

// The era of the texts that people ask about: topics equally often, threads equally often within a topic.
std::array<double, kEras> measure_eras(const Corpus& corpus) {
  std::array<double, kEras> weight{};
  double total = 0.0;
  for (std::size_t language = 0; language < corpus.shelves.size(); ++language) {
    for (const auto& threads : corpus.shelves[language].by_topic) {
      for (const std::uint32_t thread : threads) {
        const double share = corpus.language_weight[language] / static_cast<double>(threads.size());
        weight[corpus.threads[thread].era] += share;
        total += share;
      }
    }
  }
  for (double& share : weight) share = total > 0.0 ? share / total : 1.0 / kEras;
  return weight;
}

}  // namespace

bool in_split(std::string_view text, CorpusSplit split) {
  if (split == CorpusSplit::all) return true;
  const bool tune = (XXH3_64bits_withSeed(text.data(), text.size(), 0x73706c6974) & 1) != 0;
  return tune == (split == CorpusSplit::tune);
}

namespace {

// One question in four is a task of a campaign's own set, which people ask only by chance.
bool is_task(std::string_view question) {
  std::uint64_t hash = 0x7461736bULL;
  for (const char c : question) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix64(hash) % 4 == 0;
}

}  // namespace

void Corpus::index() {
  shelves.assign(languages.size(), {});
  for (auto& shelf : shelves) shelf.by_topic.resize(topics);
  framework_prompts.clear();
  role_prompts.clear();
  benchmark.clear();
  translation.clear();
  std::vector<std::size_t> questions(languages.size(), 0);
  for (std::uint32_t i = 0; i < threads.size(); ++i) {
    Thread& thread = threads[i];
    if (thread.use == CorpusUse::framework_prompts) framework_prompts.push_back(i);
    if (thread.use == CorpusUse::role_prompts) role_prompts.push_back(i);
    if (thread.use == CorpusUse::benchmark) benchmark.push_back(i);
    if (thread.use == CorpusUse::translation) translation.push_back(i);
    if (thread.use != CorpusUse::questions) continue;
    Shelf& shelf = shelves[thread.language];
    ++questions[thread.language];
    thread.task = is_task(turn(thread, 0).question);
    if (thread.task) {
      shelf.tasks[static_cast<std::size_t>(thread.area)][thread.era].push_back(i);
      continue;
    }
    shelf.all.push_back(i);
    shelf.by_topic[thread.topic].push_back(i);
  }
  language_weight.assign(languages.size(), 0.0);
  double total = 0.0;
  for (std::size_t i = 0; i < languages.size(); ++i) {
    if (questions[i] >= kLanguageFloor) total += language_weight[i] = kSpeakers[i];
  }
  for (double& weight : language_weight) weight = total > 0.0 ? weight / total : 0.0;
  era_weight = measure_eras(*this);
}

}  // namespace stillwatch::world
