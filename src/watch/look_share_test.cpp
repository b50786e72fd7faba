#include "watch/look_share.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"
#include "base/time.h"

namespace stillwatch {
namespace {

TEST(LookClock, GivesHalfOfADayToItsFirstLook) {
  LookClock clock(90);
  clock.begin_look(20'000 * kDay + kHour);
  EXPECT_DOUBLE_EQ(clock.share(), 1.0 / 180.0);
  clock.begin_look(20'000 * kDay + 2 * kHour);
  EXPECT_DOUBLE_EQ(clock.share(), 1.0 / 540.0);
  clock.begin_look(20'001 * kDay);
  EXPECT_DOUBLE_EQ(clock.share(), 1.0 / 180.0);
  EXPECT_EQ(clock.look(), 3U);
}

// However many looks there are and whenever they come, those of any window sum to at most one.
TEST(LookClock, NeverSpendsMoreThanOneInAWindow) {
  Random random(7);
  for (int round = 0; round < 20; ++round) {
    const std::uint32_t window = 1 + static_cast<std::uint32_t>(random.below(120));
    LookClock clock(window);
    std::vector<double> by_day(400, 0.0);
    std::int64_t now = 20'000 * kDay;
    while (now < 20'400 * kDay) {
      clock.begin_look(now);
      by_day[static_cast<std::size_t>(clock.day() - 20'000)] += clock.share();
      now += static_cast<std::int64_t>(random.below(3 * static_cast<std::uint64_t>(kDay)) /
                                       (1 + random.below(200)));
      if (random.below(10) == 0) now -= kHour;  // a late file
    }
    double sum = 0.0;
    for (std::size_t day = 0; day < by_day.size(); ++day) {
      sum += by_day[day];
      if (day >= window) sum -= by_day[day - window];
      EXPECT_LE(sum, 1.0 + 1e-12) << window << " days, day " << day;
    }
  }
}

TEST(LookClock, GoesOnWhereItWas) {
  LookClock whole(30), first(30);
  for (int hour = 0; hour < 30; ++hour) whole.begin_look(20'000 * kDay + hour * kHour);
  for (int hour = 0; hour < 17; ++hour) first.begin_look(20'000 * kDay + hour * kHour);
  LookClock second(30, first.day(), first.looks_at_day(), first.look());
  for (int hour = 17; hour < 30; ++hour) second.begin_look(20'000 * kDay + hour * kHour);
  EXPECT_EQ(second.look(), whole.look());
  EXPECT_EQ(second.share(), whole.share());
}

TEST(LookClock, DoesNotGoBack) {
  LookClock clock(90);
  clock.begin_look(20'001 * kDay);
  clock.begin_look(20'000 * kDay);
  EXPECT_EQ(clock.day(), 20'001);
  EXPECT_EQ(clock.looks_at_day(), 2U);
}

}  // namespace
}  // namespace stillwatch
