#include "text/kernels/ascii_blocks.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/random.h"

namespace stillwatch {
namespace {

// Mostly ASCII, so that long copies occur, with every byte value now and then.
std::string random_bytes(Random& random, std::size_t size) {
  std::string bytes(size, ' ');
  const double beyond = random.chance(0.5) ? 0.0 : 0.02;
  for (char& byte : bytes) {
    byte = static_cast<char>(random.chance(beyond) ? random.below(256) : random.below(128));
  }
  return bytes;
}

TEST(AsciiBlocks, CopyLoweredEqualsScalar) {
  Random random(1);
  for (int round = 0; round < 5000; ++round) {
    const std::string in = random_bytes(random, random.below(200));
    std::string expected(256, '#');
    std::string actual(256, '#');
    const std::size_t count = kernels::copy_lowered_scalar(in.data(), in.size(), expected.data());
    ASSERT_EQ(kernels::copy_lowered(in.data(), in.size(), actual.data()), count) << "seed 1, round " << round;
    ASSERT_EQ(actual.substr(0, count), expected.substr(0, count)) << "seed 1, round " << round;
  }
}

// Random bytes, words of random lengths, and all bytes alike: few edges, many, and none.
std::string random_block(Random& random, std::size_t size) {
  std::string bytes(size, 'a');
  const double spaces = random.uniform();
  const bool any = random.chance(0.5);
  for (char& byte : bytes) {
    if (any) byte = static_cast<char>(random.below(256));
    if (!any && random.chance(spaces)) byte = ' ';
  }
  return bytes;
}

TEST(AsciiBlocks, EveryVersionFindsTheSameEdges) {
  kernels::FindEdgesVersion versions[4];
  const std::size_t count = kernels::find_edges_versions(versions);
  Random random(2);
  for (int round = 0; round < 5000; ++round) {
    std::string bytes = random_block(random, random.below(400));
    const std::size_t size = bytes.size();
    bytes.resize(size + 64, 0);
    std::vector<std::uint32_t> expected(size + 1 + kernels::kEdgesBeyond);
    expected.resize(kernels::find_edges_scalar(bytes.data(), size, expected.data()));
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<std::uint32_t> actual(size + 1 + kernels::kEdgesBeyond);
      actual.resize(versions[i].function(bytes.data(), size, actual.data()));
      ASSERT_EQ(actual, expected) << versions[i].name << ", seed 2, round " << round;
    }
  }
}

}  // namespace
}  // namespace stillwatch
