#include "account/distinct_sketch.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "base/random.h"

namespace stillwatch {
namespace {

TEST(DistinctSketch, ExactUpToItsBound) {
  Random random(1);
  DistinctSketch sketch;
  EXPECT_EQ(sketch.estimate(), 0.0);
  std::vector<std::uint64_t> hashes;
  for (std::size_t i = 1; i <= DistinctSketch::kExactMax; ++i) {
    hashes.push_back(random.next());
    for (const std::uint64_t hash : hashes) sketch.add(hash);
    EXPECT_EQ(sketch.estimate(), static_cast<double>(i));
  }
  EXPECT_TRUE(sketch.registers().empty());
  sketch.add(random.next());
  EXPECT_FALSE(sketch.registers().empty());
}

TEST(DistinctSketch, ErrorStaysInsideItsPublishedBound) {
  Random random(2);
  for (const int distinct : {20, 50, 200, 2000, 50000}) {
    double sum = 0.0;
    double squares = 0.0;
    constexpr int kRounds = 200;
    for (int round = 0; round < kRounds; ++round) {
      DistinctSketch sketch;
      for (int i = 0; i < distinct; ++i) sketch.add(random.next());
      const double error = sketch.estimate() / distinct - 1.0;
      sum += error;
      squares += error * error;
    }
    EXPECT_NEAR(sum / kRounds, 0.0, 4 * 0.13 / std::sqrt(kRounds)) << "seed 2, " << distinct;
    EXPECT_LT(std::sqrt(squares / kRounds), 0.13 * 1.25) << "seed 2, " << distinct;
  }
}

TEST(DistinctSketch, MergeOfPartsIsTheWhole) {
  Random random(3);
  for (int round = 0; round < 500; ++round) {
    DistinctSketch whole;
    DistinctSketch parts[3];
    for (std::uint64_t i = random.below(60); i > 0; --i) {
      const std::uint64_t hash = mix64(random.below(40));
      whole.add(hash);
      parts[random.below(3)].add(hash);
    }
    DistinctSketch forward = parts[0];
    forward.merge(parts[1]);
    forward.merge(parts[2]);
    DistinctSketch backward = parts[2];
    backward.merge(parts[1]);
    backward.merge(parts[0]);
    ASSERT_EQ(forward, whole) << "seed 3, round " << round;
    ASSERT_EQ(backward, whole) << "seed 3, round " << round;
    whole.merge(whole);
    ASSERT_EQ(forward, whole) << "seed 3, round " << round;
  }
}

TEST(DistinctSketch, ExtremeHashes) {
  DistinctSketch sketch;
  for (std::uint64_t i = 0; i < 64; ++i) sketch.add(i << 58);  // all rank bits zero: the highest rank
  for (const std::uint8_t rank : sketch.registers()) EXPECT_EQ(rank, DistinctSketch::kRankMax);
  EXPECT_GT(sketch.estimate(), 1e15);
}

}  // namespace
}  // namespace stillwatch
