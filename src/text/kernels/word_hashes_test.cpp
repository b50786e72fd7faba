#include "text/kernels/word_hashes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "text/kernels/targets.h"

namespace stillwatch::kernels {
namespace {

TEST(WordHashes, EqualScalar) {
  const SipKey key{3, 4};
  for (std::size_t target = 0; target < target_count(); ++target) {
    const OnTarget only(target);
    Random random(5);
    for (int round = 0; round < 2000; ++round) {
      std::string text;
      std::vector<std::uint32_t> edges;
      for (std::uint64_t words = random.below(20); words > 0; --words) {
        edges.push_back(static_cast<std::uint32_t>(text.size()));
        for (std::uint64_t i = 1 + random.below(22); i > 0; --i) text += static_cast<char>(random.below(256));
        edges.push_back(static_cast<std::uint32_t>(text.size()));
      }
      text.resize(text.size() + 64, 'x');  // what stands behind a word must not count
      const std::size_t words = edges.size() / 2;
      std::vector<std::uint64_t> expected(words), actual(words);
      std::vector<std::uint32_t> long_expected(words + 1), long_actual(words + 1);
      long_expected.resize(
          hash_words_scalar(text.data(), edges.data(), words, key, expected.data(), long_expected.data()));
      long_actual.resize(
          hash_words(text.data(), edges.data(), words, key, actual.data(), long_actual.data()));
      ASSERT_EQ(long_actual, long_expected) << target_name(target) << ", round " << round;
      for (const std::uint32_t word : long_expected) actual[word] = expected[word] = 0;
      ASSERT_EQ(actual, expected) << target_name(target) << ", round " << round;
    }
  }
}

}  // namespace
}  // namespace stillwatch::kernels
