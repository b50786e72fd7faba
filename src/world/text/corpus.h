// The texts a world is made of: threads of turns (question and answer) in topics, areas, languages and eras.
//
//   auto corpus = load_corpus("data/", CorpusSplit::report);     // *.jsonl.zst, one exchange a line
//   Corpus corpus = seed_corpus(CorpusSplit::report);            // built in, made from sentence grammars
//
// Threads of one corpus file whose hash falls into the other half of the split are left out, so that tuning
// and reporting never share a text. Immutable after construction: any number of threads may read it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "world/world.h"

namespace stillwatch::world {

// Areas of ability, coarser than text/fingerprints.h: what a campaign chooses its tasks by.
enum class Area : std::uint8_t { coding, agentic, data_analysis, reasoning, writing, knowledge, everyday };
inline constexpr std::size_t kAreas = 7;

// What a corpus file serves for. `questions` feed people and campaigns alike; the others feed single
// look-alikes.
enum class CorpusUse : std::uint8_t {
  questions,
  framework_prompts,
  role_prompts,
  benchmark,
  translation,
  unused
};

inline constexpr std::size_t kEras = 3;  // texts of 2022 and before, of 2023, of 2024 and later

struct CorpusTurn {
  std::string_view question, answer;
};

struct Thread {
  std::uint32_t first_turn = 0;
  std::uint16_t turns = 0;
  std::uint16_t topic = 0;
  Area area = Area::everyday;
  CorpusUse use = CorpusUse::questions;
  std::uint8_t era = 0;
  std::uint8_t language = 0;  // index into Corpus::languages
  std::uint8_t source = 0;    // index into Corpus::sources
  bool task = false;          // of a campaign's task set
};

struct Corpus {
  std::vector<std::string> sources;  // file names, or "seed"
  std::vector<std::string> languages = {"en", "zh", "es", "de", "fr", "pt", "ru", "ja"};
  std::vector<std::unique_ptr<std::string>> texts;  // own every view below
  std::vector<CorpusTurn> turns;
  std::vector<Thread> threads;
  std::uint16_t topics = 0;

  // Threads for `questions` by language. People ask three in four; the others are the task sets of campaigns,
  // by area and era. Filled by index().
  struct Shelf {
    std::vector<std::uint32_t> all;
    std::vector<std::vector<std::uint32_t>> by_topic;                         // [topic]
    std::array<std::array<std::vector<std::uint32_t>, kEras>, kAreas> tasks;  // [area][era]
  };
  std::vector<Shelf> shelves;              // [language]
  std::vector<double> language_weight;     // sums to 1 over languages with enough threads
  std::array<double, kEras> era_weight{};  // of an honest question
  std::vector<std::uint32_t> framework_prompts, role_prompts, benchmark, translation;

  void index();
  [[nodiscard]] const CorpusTurn& turn(const Thread& thread, std::size_t i) const {
    return turns[thread.first_turn + i];
  }
};

[[nodiscard]] Result<Corpus> load_corpus(const std::string& folder, CorpusSplit split);
[[nodiscard]] Corpus seed_corpus(CorpusSplit split);

// Gives every thread of `questions` a topic: spherical k-means over hashed words (topic_clusters.cpp).
void cluster_topics(Corpus& corpus, std::uint16_t topics);

// Whether a thread with this content belongs to the half; the same for the same text on every machine.
[[nodiscard]] bool in_split(std::string_view text, CorpusSplit split);

}  // namespace stillwatch::world
