#include "report/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/random.h"

namespace stillwatch {
namespace {

TEST(NumberText, Table) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
  EXPECT_EQ(short_amount(999), "999");
  EXPECT_EQ(short_amount(12'345), "12.3 k");
  EXPECT_EQ(short_amount(999'999), "1 M");
  EXPECT_EQ(short_amount(1'240'000'000), "1.24 bn");
  EXPECT_EQ(bytes_text(512), "512 B");
  EXPECT_EQ(bytes_text(81'204'113), "81.2 MB");
  EXPECT_EQ(percent_text(0, 5), "0%");
  EXPECT_EQ(percent_text(1, 0), "-");
  EXPECT_EQ(percent_text(1, 100'000), "<0.1%");
  EXPECT_EQ(percent_text(62, 100), "62%");
  EXPECT_EQ(percent_text(9999, 10'000), "99.9%");
  EXPECT_EQ(percent_text(1, 1), "100%");
  EXPECT_EQ(evidence_text(0), "1");
  EXPECT_EQ(evidence_text(38.2), "10^38");
  EXPECT_EQ(evidence_text(3.5), "3,162");
  EXPECT_EQ(evidence_text(2.763), "579");
  EXPECT_EQ(evidence_text(-5), "10^-5");
  EXPECT_EQ(p_text(1), "1");
  EXPECT_EQ(p_text(0.0213), "0.021");
  EXPECT_EQ(p_text(3.21e-7), "3.2e-7");
  EXPECT_EQ(counted(1, "account"), "1 account");
  EXPECT_EQ(counted(2, "group was", "groups were"), "2 groups were");
}

TEST(NumberText, Times) {
  EXPECT_EQ(iso_time(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(iso_time(-1), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(iso_time(1'772'323'200'000'000), "2026-03-01T00:00:00Z");
  EXPECT_EQ(minute_text(1'772'323'200'000'000 + 5'400'000'000), "2026-03-01 01:30");
  EXPECT_EQ(window_text(0, 86'400'000'000), "1970-01-01 to 01-02");
  EXPECT_EQ(window_text(0, 5), "1970-01-01");
  EXPECT_EQ(window_text(0, 0), "no time");
  EXPECT_EQ(days_touched(86'399'999'999, 86'400'000'000), 2U);
  EXPECT_EQ(days_touched(5, 4), 0U);
}

TEST(NumberText, ShortestReadsBackUnchanged) {
  EXPECT_EQ(shortest_text(0.1), "0.1");
  EXPECT_EQ(shortest_text(-0.0), "0");
  EXPECT_EQ(shortest_text(std::numeric_limits<double>::infinity()), "null");
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    Random random(seed);
    const double number = std::ldexp(random.uniform(-1, 1), static_cast<int>(random.below(200)) - 100);
    EXPECT_EQ(std::strtod(shortest_text(number).c_str(), nullptr), number) << "seed " << seed;
  }
}

}  // namespace
}  // namespace stillwatch
