// P(p <= 1e-6) <= 1e-6 for whole signals, on simulated groups at the edge of their null hypotheses.
#include <gtest/gtest.h>

#include <cmath>

#include "base/tilted_tail.h"
#include "signal/evenness/evenness.h"
#include "signal/hand_off/hand_off.h"
#include "signal/simulated_log.h"
#include "signal/template_spread/template_spread.h"

namespace stillwatch {
namespace {

constexpr double kLevel = 1e-6;

// A simulated group and the log of its likelihood ratio, null over tilted.
struct Tilted {
  std::unique_ptr<SimulatedLog::Built> group;
  double log_weight = 0.0;
};

TiltedTail tail_of(const SignalInfo& info, int runs,
                   const std::function<Tilted(std::uint64_t seed)>& simulate) {
  TiltedTail tail(kLevel);
  for (int run = 0; run < runs / kRunsDivisor; ++run) {
    const Tilted drawn = simulate(1000 + static_cast<std::uint64_t>(run));
    tail.add(run_signal(info, *drawn.group).p, drawn.log_weight);
  }
  return tail;
}

// Fifteen members sweep all the time and are forgiven; each of forty others has one tested request, which
// sweeps with the chance of 20 % that honest groups are allowed.
Tilted sweep(std::uint64_t seed) {
  constexpr double kNull = 0.2, kTilt = 0.6;
  SimulatedLog log(seed);
  Tilted drawn;
  const auto ask = [&](int account, int fold, std::uint64_t form) {
    log.start("g" + std::to_string(account), log.random().uniform(0, 1e6), fold).prints.shapes = {1000 +
                                                                                                  form};
  };
  for (int account = 0; account < 55; ++account) {
    for (std::uint64_t form = 0; form < 16; ++form) ask(account, 0, form);
    for (std::uint64_t form = 0; form < 8; ++form) ask(account, 0, form);  // the eight commonest, forgiven
    const bool team = account < 15;
    const bool sweeps = team || log.random().chance(kTilt);
    if (!team) drawn.log_weight += sweeps ? std::log(kNull / kTilt) : std::log((1.0 - kNull) / (1.0 - kTilt));
    ask(account, 1, sweeps ? 8 + log.random().below(8) : log.random().below(8));
  }
  drawn.group = log.build("g");
  return drawn;
}

TEST(RareTails, TemplateSpread) {
  const TiltedTail tail = tail_of(template_spread::kInfo, 800, sweep);
  EXPECT_GT(tail.hits(), 100U / kRunsDivisor);
  EXPECT_LE(tail.upper(), kLevel) << tail.share() << " +- " << tail.error();
}

// Twenty families of five, each tied by hand-offs of its own; beyond these, as many coincidences between
// members of different families as the bound allows, Poisson.
Tilted coincidences(std::uint64_t seed) {
  constexpr double kNull = 1.0 + 0.001 * 80, kTilt = 9.0;
  SimulatedLog log(seed);
  const auto hand_off = [&](std::uint64_t from, std::uint64_t to) {
    const double time = log.random().uniform(0, 1e6);
    auto& refused = log.start("g" + std::to_string(from), time, 1);
    refused.status = 429;
    const TextFingerprints prints = refused.prints;
    log.start("g" + std::to_string(to), time + 5).prints = prints;
  };
  for (std::uint64_t member = 0; member < 100; ++member) {
    if (member % 5 != 0) hand_off(member - 1, member);
  }
  const std::uint64_t count = log.random().poisson(kTilt);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t family = log.random().below(20);
    hand_off(5 * family, 5 * ((family + 1 + log.random().below(19)) % 20));
  }
  const double log_weight = static_cast<double>(count) * std::log(kNull / kTilt) - kNull + kTilt;
  return {log.build("g"), log_weight};
}

TEST(RareTails, HandOff) {
  const TiltedTail tail = tail_of(hand_off::kInfo, 1'500, coincidences);
  EXPECT_GT(tail.hits(), 100U / kRunsDivisor);
  EXPECT_LE(tail.upper(), kLevel) << tail.share() << " +- " << tail.error();
  EXPECT_GT(tail.share(), kLevel / 1000.0) << "its p is exact, so the tail is not far below the level";
}

// On each of eight days 36 conversations fall on twelve accounts with equal chance. Tilted, the next one
// prefers whoever had few: chances proportional to exp(-kTilt * count), which the weight takes back draw by
// draw.
Tilted even_days(std::uint64_t seed) {
  constexpr int kAccounts = 12, kDays = 8, kConversations = 36;
  constexpr double kTilt = 0.9;
  SimulatedLog log(seed);
  Tilted drawn;
  const auto start = [&](int account, int day) {
    log.start("g" + std::to_string(account), 86'400.0 * day + log.random().uniform(0, 86'000));
  };
  for (int account = 0; account < kAccounts; ++account) {
    start(account, 0);
    start(account, kDays + 1);
  }
  for (int day = 1; day <= kDays; ++day) {
    std::array<double, kAccounts> chance{};
    std::array<int, kAccounts> count{};
    for (int i = 0; i < kConversations; ++i) {
      double total = 0.0;
      for (int a = 0; a < kAccounts; ++a) total += chance[a] = std::exp(-kTilt * count[a]);
      double left = log.random().uniform(0.0, total);
      int chosen = 0;
      while (chosen + 1 < kAccounts && (left -= chance[chosen]) > 0.0) ++chosen;
      drawn.log_weight += std::log(total / (kAccounts * chance[chosen]));
      ++count[chosen];
      start(chosen, day);
    }
  }
  drawn.group = log.build("g");
  return drawn;
}

TEST(RareTails, Evenness) {
  const TiltedTail tail = tail_of(evenness::kInfo, 800, even_days);
  EXPECT_GT(tail.hits(), 100U / kRunsDivisor);
  EXPECT_LE(tail.upper(), kLevel) << tail.share() << " +- " << tail.error();
}

}  // namespace
}  // namespace stillwatch
