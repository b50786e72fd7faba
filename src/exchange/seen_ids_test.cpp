#include "exchange/seen_ids.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/random.h"

namespace stillwatch {
namespace {

// Records 0..999 over three inputs; every id of a number below 100 occurs four times.
std::vector<std::pair<std::string, SourcePlace>> records() {
  std::vector<std::pair<std::string, SourcePlace>> made;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const std::uint32_t number = i < 300 ? i % 100 : i < 900 ? i : i - 900;
    made.emplace_back("id" + std::to_string(number), SourcePlace{i % 3, i + 1, std::uint64_t{i} * 100});
  }
  return made;
}

TEST(SeenIds, TheSameRepeatsInAnyOrder) {
  std::vector<std::pair<std::uint32_t, std::uint64_t>> first;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    auto all = records();
    Random random(seed);
    for (std::size_t i = all.size(); seed > 0 && i > 1; --i) std::swap(all[i - 1], all[random.below(i)]);
    SeenIds seen(SipKey{1, 2});
    std::vector<std::pair<std::uint32_t, std::uint64_t>> repeats;
    for (const auto& [id, place] : all) {
      if (const auto repeat = seen.note(seen.hash(id), place))
        repeats.emplace_back(repeat->input, repeat->offset);
    }
    std::sort(repeats.begin(), repeats.end());
    EXPECT_EQ(repeats.size(), 300U);
    if (seed == 0) first = repeats;
    EXPECT_EQ(repeats, first);
    EXPECT_FALSE(seen.full());
  }
}

TEST(SeenIds, SaysWhenThereAreTooMany) {
  SeenIds seen(SipKey{1, 2}, 640);
  std::size_t repeats = 0;
  for (int pass = 0; pass < 2; ++pass) {
    for (int i = 0; i < 5000; ++i)
      repeats += seen.note(seen.hash(std::to_string(i)), {0, 1, static_cast<std::uint64_t>(i)}) ? 1 : 0;
  }
  EXPECT_TRUE(seen.full());
  EXPECT_EQ(repeats, 64 * 11U);  // those that were kept
}

}  // namespace
}  // namespace stillwatch
