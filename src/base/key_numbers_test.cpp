#include "base/key_numbers.h"

#include <gtest/gtest.h>

#include <unordered_map>

#include "base/count_sieve.h"
#include "base/random.h"

namespace stillwatch {
namespace {

TEST(KeyNumbers, CountFromZeroInOrderOfFirstAppearance) {
  KeyNumbers numbers;
  EXPECT_EQ(numbers.find(7), KeyNumbers::kNone);
  EXPECT_EQ(numbers.number(7), 0U);
  EXPECT_EQ(numbers.number(0), 1U) << "0 is a key like any other";
  EXPECT_EQ(numbers.number(7), 0U);
  EXPECT_EQ(numbers.find(0), 1U);
  EXPECT_EQ(numbers.find(8), KeyNumbers::kNone);
  EXPECT_EQ(numbers.keys()[1], 0U);
}

// Against the standard table, for spread keys, for neighbours, and for keys that differ in their top bits
// alone (minima of hashes share those).
TEST(KeyNumbers, AgreeWithTheStandardTable) {
  Random random(5);
  for (const std::uint64_t step : {std::uint64_t{1}, std::uint64_t{1} << 52, std::uint64_t{0}}) {
    for (const std::size_t expected : {std::size_t{0}, std::size_t{500}}) {
      KeyNumbers numbers(expected);
      std::unordered_map<std::uint64_t, std::uint32_t> table;
      for (int i = 0; i < 20'000; ++i) {
        const std::uint64_t draw = random.below(4000), key = step == 0 ? mix64(draw) : draw * step;
        const auto [at, inserted] = table.try_emplace(key, static_cast<std::uint32_t>(table.size()));
        ASSERT_EQ(numbers.number(key), at->second);
        ASSERT_EQ(numbers.find(key), at->second);
      }
      EXPECT_EQ(numbers.size(), table.size());
      for (std::uint32_t n = 0; n < numbers.size(); ++n) EXPECT_EQ(table.at(numbers.keys()[n]), n);
    }
  }
}

// Never below the true number, and hardly ever above it while there is room.
TEST(CountSieve, BoundsHowOftenAKeyCame) {
  Random random(6);
  constexpr int kKeys = 20'000;
  CountSieve sieve(kKeys);
  std::unordered_map<std::uint64_t, unsigned> count;
  for (int i = 0; i < kKeys; ++i) {
    const std::uint64_t key = mix64(random.below(i % 2 == 0 ? 50 : 1'000'000));
    sieve.add(key);
    ++count[key];
  }
  int above = 0;
  for (const auto& [key, times] : count) {
    ASSERT_GE(sieve.at_most(key), std::min(times, 255U));
    above += sieve.at_most(key) > times ? 1 : 0;
  }
  EXPECT_LT(above, kKeys / 4);
}

}  // namespace
}  // namespace stillwatch
