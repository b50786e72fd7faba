#include "base/time.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace stillwatch {
namespace {

struct Case {
  const char* text;
  std::int64_t time_us;  // -1: not a time
};

TEST(Time, Parse) {
  constexpr Case kCases[] = {
      {"2026-02-03T04:05:06.789+02:00", 1'770'084'306'789'000},
      {"2026-02-03T02:05:06.789Z", 1'770'084'306'789'000},
      {"2026-02-03 02:05:06.789123456", 1'770'084'306'789'123},
      {"2026-02-03T02:05Z", 1'770'084'300'000'000},
      {"2026-02-03", 1'770'076'800'000'000},
      {"2026-02-03T04:05:06-0130", 1'770'096'906'000'000},
      {"1770084306", 1'770'084'306'000'000},
      {"1770084306.789123", 1'770'084'306'789'123},
      {"1770084306789", 1'770'084'306'789'000},
      {"1770084306789123", 1'770'084'306'789'123},
      {"1770084306789123456", 1'770'084'306'789'123},
      {"2024-02-29T00:00:00Z", 1'709'164'800'000'000},
      {"2026-02-29T00:00:00Z", -1},
      {"2026-13-01", -1},
      {"2026-02-03T25:00:00Z", -1},
      {"2026-02-03T02:05:06+25:00", -1},
      {"2026-02-03T02:05:06Zjunk", -1},
      {"yesterday", -1},
      {"", -1},
      {"-5", -1},
      {"0", -1},
      {"1e9", -1},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(parse_time(c.text).value_or(-1), c.time_us) << c.text;
  }
}

TEST(Time, FormatIsTheInverseOfParse) {
  constexpr std::uint64_t kSeed = 5;
  Random random(kSeed);
  for (int i = 0; i < 20'000; ++i) {
    const auto time = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(kLatestTime)));
    ASSERT_EQ(parse_time(format_time(time)), time) << "seed " << kSeed << ": " << format_time(time);
  }
}

}  // namespace
}  // namespace stillwatch
