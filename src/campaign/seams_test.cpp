#include "campaign/seams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "base/random.h"

namespace stillwatch {
namespace {

using Parts = std::vector<std::vector<std::uint32_t>>;

class Ground {
 public:
  explicit Ground(std::uint64_t seed) : random_(seed) {}
  void tie(std::uint32_t a, std::uint32_t b, std::uint32_t seen = 1) {
    if (a != b) seen_[{std::min(a, b), std::max(a, b)}] += seen;
  }
  // A pool in [first, first + size): each node has some `ties` partners by chance.
  void pool(std::uint32_t first, std::uint32_t size, int ties) {
    for (std::uint32_t node = 0; node < size; ++node) {
      for (int i = 0; i < ties; ++i)
        tie(first + node, first + static_cast<std::uint32_t>(random_.below(size)));
    }
  }
  [[nodiscard]] Parts split(std::uint32_t nodes) const {
    std::vector<TiedPair> pairs;
    for (const auto& [pair, seen] : seen_) pairs.push_back({pair.first, pair.second, seen});
    std::vector<std::uint32_t> part(nodes);
    std::iota(part.begin(), part.end(), 0U);
    Parts parts;
    split_at_seams(part, pairs, {}, 8, parts);
    return parts;
  }

 private:
  Random random_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> seen_;
};

TEST(Seams, ASparsePoolStaysWhole) {
  Ground ground(1);
  ground.pool(0, 400, 3);
  const Parts parts = ground.split(400);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_GE(parts.front().size(), 395U);
}

TEST(Seams, TwoLargePoolsWithTwoTiesComeApart) {
  Ground ground(2);
  ground.pool(0, 300, 6);
  ground.pool(300, 200, 6);
  ground.tie(3, 420);
  ground.tie(77, 301);
  const Parts parts = ground.split(500);
  ASSERT_EQ(parts.size(), 2U);
  for (const auto& part : parts) {
    const auto below = std::count_if(part.begin(), part.end(), [](std::uint32_t node) { return node < 300; });
    EXPECT_TRUE(below == 0 || below == static_cast<std::ptrdiff_t>(part.size()));
  }
}

TEST(Seams, ARingThatWorksInTurnIsOne) {
  Ground ground(4);
  for (std::uint32_t node = 0; node < 90; ++node) ground.tie(node, (node + 1) % 90, 20);
  const Parts parts = ground.split(90);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts.front().size(), 90U);
}

}  // namespace
}  // namespace stillwatch
