#include <algorithm>
#include <cmath>

#include "world/text/corpus.h"

namespace stillwatch::world {
namespace {

constexpr std::size_t kDimensions = 96;
constexpr int kRounds = 6;
constexpr std::size_t kThreadsPerTopic = 120;  // languages with few threads get fewer topics
using Vector = std::array<float, kDimensions>;

bool is_word_byte(unsigned char c) {
  return (c | 32) >= 'a' ? (c | 32) <= 'z' || c >= 0x80 : (c >= '0' && c <= '9');
}

// Calls `use` with a hash of every word of four letters or more, and of every wide character.
template <class Use>
void for_each_word(std::string_view text, Use&& use) {
  std::uint64_t hash = 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const unsigned char c = i < text.size() ? static_cast<unsigned char>(text[i]) : ' ';
    if (is_word_byte(c)) {
      hash = (hash ^ (c < 0x80 ? c | 32 : c)) * 0x100000001b3ULL;
      ++length;
      if (c < 0x80 || length % 6 != 0) continue;
    }
    if (length >= 4) use(mix64(hash));
    hash = 0;
    length = 0;
  }
}

void normalise(Vector& vector) {
  float norm = 0.0F;
  for (const float x : vector) norm += x * x;
  const float scale = norm > 0.0F ? 1.0F / std::sqrt(norm) : 0.0F;
  for (float& x : vector) x *= scale;
}

// Words hashed into signed dimensions, each word weighted by how few threads use it.
std::vector<Vector> embed(const Corpus& corpus, const std::vector<std::uint32_t>& threads) {
  constexpr std::size_t kWordTable = 1 << 16;
  std::vector<std::uint32_t> threads_with(kWordTable, 0);
  std::vector<std::uint32_t> last_seen(kWordTable, ~0U);
  const auto text_of = [&](std::uint32_t i) {
    return corpus.turn(corpus.threads[i], 0).question.substr(0, 1500);
  };
  for (const std::uint32_t i : threads) {
    for_each_word(text_of(i), [&](std::uint64_t word) {
      const std::size_t slot = word % kWordTable;
      if (last_seen[slot] != i) ++threads_with[slot];
      last_seen[slot] = i;
    });
  }
  std::vector<Vector> vectors(threads.size(), Vector{});
  for (std::size_t k = 0; k < threads.size(); ++k) {
    for_each_word(text_of(threads[k]), [&](std::uint64_t word) {
      const auto rarity =
          std::log(static_cast<double>(threads.size()) / (1.0 + threads_with[word % kWordTable]));
      const auto weight = static_cast<float>(std::max(0.0, rarity - 1.5));
      vectors[k][(word >> 20) % kDimensions] += (word >> 60) % 2 == 0 ? weight : -weight;
    });
    normalise(vectors[k]);
  }
  return vectors;
}

std::size_t nearest(const Vector& vector, const std::vector<Vector>& centres) {
  std::size_t best = 0;
  float best_score = -2.0F;
  for (std::size_t k = 0; k < centres.size(); ++k) {
    float score = 0.0F;
    for (std::size_t d = 0; d < kDimensions; ++d) score += vector[d] * centres[k][d];
    if (score > best_score) {
      best_score = score;
      best = k;
    }
  }
  return best;
}

std::vector<std::size_t> spherical_k_means(const std::vector<Vector>& vectors, std::size_t clusters) {
  std::vector<Vector> centres;
  for (std::size_t k = 0; k < clusters; ++k) centres.push_back(vectors[k * vectors.size() / clusters]);
  std::vector<std::size_t> cluster(vectors.size(), 0);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Vector> sums(clusters, Vector{});
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      cluster[i] = nearest(vectors[i], centres);
      for (std::size_t d = 0; d < kDimensions; ++d) sums[cluster[i]][d] += vectors[i][d];
    }
    for (std::size_t k = 0; k < clusters; ++k) {
      normalise(sums[k]);
      centres[k] = sums[k];
    }
  }
  return cluster;
}

}  // namespace

void cluster_topics(Corpus& corpus, std::uint16_t topics) {
  corpus.topics = 0;
  for (std::size_t language = 0; language < corpus.languages.size(); ++language) {
    std::vector<std::uint32_t> threads;
    for (std::uint32_t i = 0; i < corpus.threads.size(); ++i) {
      const Thread& thread = corpus.threads[i];
      if (thread.use == CorpusUse::questions && thread.language == language) threads.push_back(i);
    }
    if (threads.empty()) continue;
    const std::size_t clusters = std::clamp<std::size_t>(threads.size() / kThreadsPerTopic, 1, topics);
    const auto cluster = spherical_k_means(embed(corpus, threads), clusters);
    for (std::size_t i = 0; i < threads.size(); ++i) {
      corpus.threads[threads[i]].topic = static_cast<std::uint16_t>(corpus.topics + cluster[i]);
    }
    corpus.topics = static_cast<std::uint16_t>(corpus.topics + clusters);
  }
}

}  // namespace stillwatch::world
