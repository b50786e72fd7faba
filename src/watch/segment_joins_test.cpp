#include "watch/segment_joins.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace stillwatch {
namespace {

std::vector<Segment> segments_of(const std::vector<std::uint64_t>& exchanges) {
  std::vector<Segment> segments;
  for (const std::uint64_t count : exchanges) segments.push_back({"", 100, 200, count});
  return segments;
}

constexpr JoinRules kWide{true, 0, 800, 0};

TEST(SegmentJoins, EightOfALevelBecomeOneOfTheNext) {
  EXPECT_TRUE(joins_of(segments_of(std::vector<std::uint64_t>(7, 60)), kWide).empty());
  EXPECT_EQ(joins_of(segments_of(std::vector<std::uint64_t>(8, 64)), kWide),
            (std::vector<SegmentJoin>{{0, 8}}));
  // What is larger stays as it is.
  EXPECT_EQ(joins_of(segments_of({9'000, 9'000, 64, 64, 64, 64, 64, 64, 64, 64}), kWide),
            (std::vector<SegmentJoin>{{2, 10}}));
  // Two levels at once, where the lower would make the higher complete.
  EXPECT_EQ(joins_of(segments_of({512, 512, 512, 512, 512, 512, 512, 64, 64, 64, 64, 64, 64, 64, 64}), kWide),
            (std::vector<SegmentJoin>{{0, 15}}));
}

TEST(SegmentJoins, OfANarrowLookAreBounded) {
  const auto segments = segments_of({512, 512, 512, 512, 512, 512, 512, 64, 64, 64, 64, 64, 64, 64, 64});
  EXPECT_EQ(joins_of(segments, {false, 0, 800, 4'000}), (std::vector<SegmentJoin>{{7, 15}}));
  EXPECT_TRUE(joins_of(segments, {false, 0, 800, 511}).empty());
}

TEST(SegmentJoins, WhatIsLongForgottenIsWrittenAgainWithoutIt) {
  std::vector<Segment> segments = segments_of({9'000, 9'000, 9'000});
  segments[0].oldest_us = 1'000;
  segments[1].oldest_us = 1'100;
  segments[2].oldest_us = 1'200;
  EXPECT_EQ(joins_of(segments, {true, 1'201, 800, 0}), (std::vector<SegmentJoin>{{0, 1}, {1, 2}}));
  EXPECT_TRUE(joins_of(segments, {true, 1'100, 800, 0}).empty());
  EXPECT_TRUE(joins_of(segments, {false, 1'201, 800, 100'000}).empty());
}

// However sizes come: few segments are left, and a row is rarely written again.
TEST(SegmentJoins, KeepFewSegmentsAndWriteRowsRarely) {
  Random random(5);
  std::vector<Segment> segments;
  std::uint64_t written = 0, all = 0;
  for (int look = 0; look < 5'000; ++look) {
    const std::uint64_t exchanges = 1 + random.below(std::uint64_t{1} << random.below(12));
    segments.push_back({"", 100, 200, exchanges});
    all += exchanges;
    for (const SegmentJoin& join : joins_of(segments, kWide)) {
      ASSERT_EQ(join.end, segments.size());
      std::uint64_t sum = 0;
      for (std::size_t i = join.first; i < join.end; ++i) sum += segments[i].exchanges;
      written += sum;
      segments.resize(join.first);
      segments.push_back({"", 100, 200, sum});
    }
    ASSERT_LE(segments.size(), 64U);
  }
  EXPECT_LT(written, 8 * all);
  EXPECT_GT(written, all);
}

}  // namespace
}  // namespace stillwatch
