#include "text/kernels/hash_runs.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"
#include "text/kernels/targets.h"

namespace stillwatch::kernels {
namespace {

using Numbers = std::vector<std::uint64_t>;

// Few values give equal hashes and equal minima; signs of both kinds occur.
Numbers random_numbers(Random& random, std::size_t count) {
  const std::uint64_t values = random.chance(0.3) ? 3 : 1'000'000;
  Numbers numbers(count);
  for (auto& number : numbers) number = mix64(random.below(values) + 1);
  return numbers;
}

// Calls test(random, target) 2,000 times on every instruction set that this processor has.
template <class Test>
void on_every_target(const Test& test) {
  for (std::size_t i = 0; i < target_count(); ++i) {
    const OnTarget only(i);
    Random random(9);
    for (int round = 0; round < 2000 && !testing::Test::HasFatalFailure(); ++round)
      test(random, target_name(i));
  }
}

// The first `kept` of what a kernel wrote; the array is longer.
Numbers first_of(Numbers numbers, std::size_t kept) {
  numbers.resize(kept);
  return numbers;
}

TEST(HashRuns, RunsEqualScalar) {
  on_every_target([](Random& random, const std::string& target) {
    const Numbers words = random_numbers(random, random.below(150));
    const std::size_t room = words.size() + kHashesBeyond;
    Numbers expected(room), actual(room);
    runs_of_eight_scalar(words.data(), words.size(), expected.data());
    runs_of_eight(words.data(), words.size(), actual.data());
    const std::size_t eights = words.size() < 8 ? 0 : words.size() - 7;
    ASSERT_EQ(first_of(actual, eights), first_of(expected, eights)) << target << ", " << words.size();
    runs_of_six_scalar(words.data(), words.size(), expected.data());
    runs_of_six(words.data(), words.size(), actual.data());
    const std::size_t sixes = words.size() < 6 ? 0 : words.size() - 5;
    ASSERT_EQ(first_of(actual, sixes), first_of(expected, sixes)) << target << ", " << words.size();
  });
}

TEST(HashRuns, WindowMinimaEqualScalar) {
  on_every_target([](Random& random, const std::string& target) {
    Numbers hashes = random_numbers(random, 1 + random.below(300));
    const std::size_t count = hashes.size();
    const std::size_t room = count + kHashesBeyond;
    for (std::size_t i = count; i < room; ++i) hashes.push_back(0);  // less than all: must not be seen
    Numbers scratch(room), expected(room), actual(room);
    expected.resize(window_minima_scalar(hashes.data(), count, scratch.data(), expected.data()));
    actual.resize(window_minima(hashes.data(), count, scratch.data(), actual.data()));
    ASSERT_EQ(actual, expected) << target << ", " << count;
  });
}

TEST(HashRuns, KeyedHashesAreSipHashes) {
  on_every_target([](Random& random, const std::string& target) {
    Numbers actual = random_numbers(random, random.below(40));
    Numbers expected = actual;
    const SipKey key{random.below(~0ULL), random.below(~0ULL)};
    keyed_hashes_scalar(key, expected.data(), expected.size());
    keyed_hashes(key, actual.data(), actual.size());
    ASSERT_EQ(actual, expected) << target;
  });
}

TEST(HashRuns, SortDistinctEqualsScalar) {
  on_every_target([](Random& random, const std::string& target) {
    Numbers actual = random_numbers(random, random.below(90));
    Numbers expected = actual;
    expected.resize(sort_distinct_scalar(expected.data(), expected.size()));
    actual.resize(sort_distinct(actual.data(), actual.size()));
    ASSERT_EQ(actual, expected) << target;
  });
}

}  // namespace
}  // namespace stillwatch::kernels
