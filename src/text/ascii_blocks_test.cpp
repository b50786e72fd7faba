#include "text/kernels/ascii_blocks.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

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

TEST(AsciiBlocks, WordBytesEqualScalar) {
  std::array<char, 256> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>(i);
  for (std::size_t at = 0; at + 64 <= all.size(); ++at) {
    ASSERT_EQ(kernels::word_bytes(&all[at]), kernels::word_bytes_scalar(&all[at])) << at;
  }
  Random random(2);
  for (int round = 0; round < 2000; ++round) {
    std::string block(64, ' ');
    for (char& byte : block) byte = static_cast<char>(random.below(256));
    ASSERT_EQ(kernels::word_bytes(block.data()), kernels::word_bytes_scalar(block.data()))
        << "seed 2, round " << round;
  }
}

}  // namespace
}  // namespace stillwatch
