#include "text/winnow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <set>

#include "base/random.h"

namespace stillwatch {
namespace {

using Numbers = std::vector<std::uint64_t>;
constexpr SipKey kKey{1, 2};

Numbers random_words(Random& random, std::size_t count, std::uint64_t vocabulary) {
  Numbers words(count);
  for (auto& word : words) word = mix64(random.below(vocabulary) + 1);
  return words;
}

Numbers prints_of(std::span<const std::uint64_t> words) {
  Winnower winnower;
  Numbers prints;
  winnower.winnow(words, kKey, prints);
  return prints;
}

// The definition, word for word.
Numbers naive_prints(const Numbers& words) {
  if (words.size() < kWordsMin) return {};
  Numbers shingles;
  for (std::size_t i = 0; i + kShingleWords <= words.size(); ++i) {
    std::uint64_t hash = 0;
    for (std::size_t j = 0; j < kShingleWords; ++j) hash ^= std::rotl(words[i + j], static_cast<int>(7 - j));
    shingles.push_back(hash);
  }
  std::set<std::uint64_t> kept;
  const std::size_t window = std::min(kWindow, shingles.size());
  for (std::size_t i = 0; i + window <= shingles.size(); ++i) {
    kept.insert(siphash(kKey, *std::min_element(&shingles[i], &shingles[i] + window)));
  }
  return {kept.begin(), kept.end()};
}

TEST(Winnow, EqualsItsDefinition) {
  Random random(6);
  for (int round = 0; round < 2000; ++round) {
    const std::uint64_t vocabulary = random.chance(0.3) ? 2 : 1000;  // few words: many equal shingles
    const Numbers words = random_words(random, random.below(400), vocabulary);
    ASSERT_EQ(prints_of(words), naive_prints(words)) << "seed 6, round " << round;
  }
}

TEST(Winnow, ASharedRunSharesAPrint) {
  Random random(7);
  for (int round = 0; round < 2000; ++round) {
    const Numbers run = random_words(random, kSharedRun, 1000);
    Numbers a = random_words(random, random.below(200), 1000);
    Numbers b = random_words(random, random.below(200), 1000);
    a.insert(a.begin() + static_cast<std::ptrdiff_t>(random.below(a.size() + 1)), run.begin(), run.end());
    b.insert(b.begin() + static_cast<std::ptrdiff_t>(random.below(b.size() + 1)), run.begin(), run.end());
    Numbers shared;
    std::ranges::set_intersection(prints_of(a), prints_of(b), std::back_inserter(shared));
    ASSERT_FALSE(shared.empty()) << "seed 7, round " << round;
  }
}

TEST(Winnow, ShortTexts) {
  Random random(8);
  const Numbers words = random_words(random, 54, 1000);
  const std::span<const std::uint64_t> all(words);
  EXPECT_TRUE(prints_of(all.first(15)).empty());
  EXPECT_EQ(prints_of(all.first(16)).size(), 1U);
  EXPECT_EQ(prints_of(all).size(), 1U);
}

TEST(Winnow, DensityIsTwoPerWindow) {
  Random random(9);
  const Numbers words = random_words(random, 200000, 1ULL << 40);
  const double density = static_cast<double>(prints_of(words).size()) / static_cast<double>(words.size());
  EXPECT_NEAR(density, 2.0 / (kWindow + 1), 0.001);
}

TEST(Winnow, UnrelatedTextsShareNothing) {
  Random random(10);
  const Numbers a = prints_of(random_words(random, 50000, 2000));
  const Numbers b = prints_of(random_words(random, 50000, 2000));
  Numbers shared;
  std::ranges::set_intersection(a, b, std::back_inserter(shared));
  EXPECT_TRUE(shared.empty());
}

}  // namespace
}  // namespace stillwatch
