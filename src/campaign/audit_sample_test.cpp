#include "campaign/audit_sample.h"

#include <gtest/gtest.h>

#include "campaign/audit_facts.h"
#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Six circles of accounts that share templates of their own, and accounts that share nothing.
std::unique_ptr<SimulatedLog::Built> sample_log() {
  SimulatedLog log(1);
  for (int i = 0; i < 3600; ++i) {
    const int circle = i % 6, member = i / 6 % (4 + 4 * circle);
    log.start("c" + std::to_string(circle) + "-" + std::to_string(member), 300.0 * i).prints.shapes = {
        1000 + 100 * static_cast<std::uint64_t>(circle) + log.random().below(12)};
  }
  for (int i = 0; i < 400; ++i) log.start("alone" + std::to_string(i % 40), 2000.0 * i);
  return log.build("c");
}

AuditSample drawn(const SimulatedLog::Built& built, unsigned threads, std::uint64_t seed) {
  ScanOptions scan;
  scan.secret = "simulated";
  scan.read.threads = threads;
  AuditOptions options;
  options.sizes = {3, 5, 2};
  options.seed = seed;
  const Analysis analysis(built.table, scan.secret, scan.seed, scan.fdr, threads);
  return draw_from(analysis, scan, options);
}

TEST(AuditSample, IsTheSameForEveryNumberOfThreads) {
  const auto built = sample_log();
  const AuditSample one = drawn(*built, 1, 7), four = drawn(*built, 4, 7), other = drawn(*built, 1, 8);
  ASSERT_EQ(one.items.size(), four.items.size());
  ASSERT_GE(one.items.size(), 8U);
  for (std::size_t i = 0; i < one.items.size(); ++i) {
    EXPECT_EQ(one.items[i].blind_id, four.items[i].blind_id);
    EXPECT_EQ(one.items[i].name, four.items[i].name);
    ASSERT_FALSE(one.items[i].facts.to_read.empty());
    EXPECT_EQ(one.items[i].facts.to_read.front().place.offset,
              four.items[i].facts.to_read.front().place.offset);
  }
  EXPECT_NE(one.items.front().blind_id, other.items.front().blind_id);
}

TEST(AuditSample, TheFrameIsWhatWasNotFlagged) {
  const auto built = sample_log();
  const AuditSample sample = drawn(*built, 1, 7);
  std::uint64_t groups = 0, accounts = 0;
  for (const AuditStratum& stratum : sample.strata) {
    groups += stratum.kind == AuditKind::group ? stratum.units : 0;
    accounts += stratum.kind == AuditKind::account ? stratum.units : 0;
  }
  EXPECT_GE(groups, 5U);
  EXPECT_GE(accounts, 40U);
  for (const AuditItem& item : sample.items) {
    if (item.kind == AuditKind::group) {
      EXPECT_EQ(item.outcome, Outcome::cleared);
    }
    if (item.kind == AuditKind::account) {
      EXPECT_EQ(item.facts.accounts, 1U);
    }
    if (item.kind == AuditKind::control) {
      EXPECT_EQ(item.outcome, Outcome::campaign);
    }
    EXPECT_EQ(sample.strata[item.stratum].kind, item.kind);
  }
}

TEST(AuditSample, FactsAreCounts) {
  const auto built = sample_log();
  const AuditFacts facts = audit_facts(built->table, built->group.accounts, {1, 2});
  EXPECT_EQ(facts.accounts, built->group.accounts.size());
  EXPECT_EQ(facts.exchanges, 3600U);
  EXPECT_EQ(facts.conversations, 3600U);
  EXPECT_EQ(facts.distinct_prompts, 3600U);
  EXPECT_EQ(facts.largest.size(), 25U);
  EXPECT_EQ(facts.largest.front().exchanges, 150U) << "the circle of four";
  EXPECT_EQ(facts.to_read.size(), 12U);
  EXPECT_EQ(facts.models.front().second, 3600U);
}

}  // namespace
}  // namespace stillwatch
