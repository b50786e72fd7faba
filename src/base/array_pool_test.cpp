#include "base/array_pool.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>

namespace stillwatch {
namespace {

TEST(ArrayPoolTest, KeepsWhatItWasGivenWhereItIs) {
  ArrayPool pool;
  std::vector<std::vector<std::uint32_t>> given;
  std::vector<std::span<const std::uint32_t>> kept;
  for (std::uint32_t i = 0; i < 500; ++i) {
    std::vector<std::uint32_t>& values = given.emplace_back(i % 7 == 0 ? 40'000 + i : i % 50);
    std::iota(values.begin(), values.end(), i);
    kept.push_back(pool.keep(values));
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    ASSERT_EQ(kept[i].size(), given[i].size());
    EXPECT_TRUE(std::equal(kept[i].begin(), kept[i].end(), given[i].begin())) << i;
  }
}

TEST(ArrayPoolTest, AlignsEachForItsValues) {
  ArrayPool pool;
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(pool.keep(std::vector<char>(3, 'x')).size(), 3U);
    const auto wide = pool.keep(std::vector<double>(2, 0.5));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(wide.data()) % alignof(double), 0U);  // NOLINT: of an address
  }
}

}  // namespace
}  // namespace stillwatch
