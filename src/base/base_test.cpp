#include <gtest/gtest.h>

#include <string>

#include "base/random.h"
#include "base/siphash.h"

namespace stillwatch {
namespace {

// The vector of the SipHash paper, appendix A: key 00..0f, message 00..0e.
TEST(SipHash, PaperVector) {
  std::string message;
  for (char c = 0; c < 15; ++c) message.push_back(c);
  const SipKey key{0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL};
  EXPECT_EQ(siphash(key, message), 0xa129ca6149be45e5ULL);
}

TEST(SipHash, WordEqualsItsBytes) {
  const SipKey key{1, 2};
  EXPECT_EQ(siphash(key, 0x0807060504030201ULL),
            siphash(key, std::string_view("\x01\x02\x03\x04\x05\x06\x07\x08", 8)));
}

TEST(Random, MomentsOfEachDistribution) {
  Random random(7);
  double normal = 0, square = 0, gamma = 0, poisson = 0, exponential = 0;
  constexpr int kDraws = 200'000;
  for (int i = 0; i < kDraws; ++i) {
    const double z = random.normal();
    normal += z;
    square += z * z;
    gamma += random.gamma(0.5);
    poisson += static_cast<double>(random.poisson(40.0));
    exponential += random.exponential(3.0);
  }
  EXPECT_NEAR(normal / kDraws, 0.0, 0.01);
  EXPECT_NEAR(square / kDraws, 1.0, 0.02);
  EXPECT_NEAR(gamma / kDraws, 0.5, 0.01);
  EXPECT_NEAR(poisson / kDraws, 40.0, 0.1);
  EXPECT_NEAR(exponential / kDraws, 3.0, 0.05);
}

TEST(Random, ZipfFollowsItsLaw) {
  Random random(8);
  int counts[3] = {};
  for (int i = 0; i < 300'000; ++i) {
    const auto rank = random.zipf(1000, 1.5);
    if (rank < 3) ++counts[rank];
  }
  EXPECT_NEAR(counts[1] / double(counts[0]), std::pow(2.0, -1.5), 0.01);
  EXPECT_NEAR(counts[2] / double(counts[0]), std::pow(3.0, -1.5), 0.01);
}

TEST(Random, ForkIsIndependentOfLaterDraws) {
  Random a(9), b(9);
  const Random child = a.fork("x");
  Random same = b.fork("x");
  Random copy = child;
  EXPECT_EQ(copy.next(), same.next());
  EXPECT_EQ(a.next(), b.next());
}

}  // namespace
}  // namespace stillwatch
