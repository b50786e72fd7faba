#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>

#include "exchange/account_facts.h"
#include "exchange/log_reader.h"
#include "world/world.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

class WorldFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("stillwatch-world-" + std::to_string(::getpid()) + "-" +
                                           testing::UnitTest::GetInstance()->current_test_info()->name());
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] WorldOptions options(const std::string& name) const {
    WorldOptions options;
    options.profiles = {"grading"};
    options.honest = 300;
    options.campaign_accounts = 12;
    options.days = 2;
    options.seed = 5;
    options.file_exchanges = 2'500;
    options.out = (folder_ / name).string();
    return options;
  }

  static std::string bytes_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  fs::path folder_;
};

std::string first_anomaly(const ReadReport& report) {
  for (std::size_t kind = 0; kind < kAnomalyKinds; ++kind) {
    if (report.anomalies.first[kind].empty()) continue;
    const AnomalyPlace& place = report.anomalies.first[kind].front();
    return std::string(name_of(static_cast<AnomalyKind>(kind))) + " at line " +
           std::to_string(place.place.line) + ": " + place.field + ": " + place.remedy;
  }
  return "none";
}

TEST_F(WorldFiles, TheBytesDoNotDependOnTheThreads) {
  WorldOptions one = options("one");
  one.threads = 1;
  WorldOptions three = options("three");
  three.threads = 3;
  ASSERT_TRUE(write_world(one).has_value());
  ASSERT_TRUE(write_world(three).has_value());
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(one.out)) names.insert(entry.path().filename().string());
  EXPECT_TRUE(names.contains("exchanges-001.jsonl.zst")) << "a new file after file_exchanges";
  for (const std::string& name : names) {
    EXPECT_EQ(bytes_of(fs::path(one.out) / name), bytes_of(fs::path(three.out) / name)) << name;
  }
}

// Every dialect reads back without anomaly, with the identity that its access log adds.
TEST_F(WorldFiles, EveryDialectReadsBack) {
  for (const Dialect dialect : {Dialect::canonical, Dialect::openai_chat, Dialect::openai_responses,
                                Dialect::anthropic, Dialect::litellm, Dialect::otel}) {
    WorldOptions world = options(std::string(name_of(dialect)));
    world.dialect = dialect;
    const auto summary = write_world(world);
    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    ReadOptions read;
    read.inputs = summary.value().log_files;
    const fs::path access = fs::path(world.out) / "access.jsonl.zst";
    if (fs::exists(access)) {
      read.join_file = access.string();
      read.join_on = "id";
    }
    std::mutex mutex;
    std::set<std::string> accounts;
    const auto report = read_logs(read, [&](unsigned) {
      return [&](const Exchange& exchange) {
        const std::lock_guard lock(mutex);
        accounts.emplace(exchange.account);
      };
    });
    ASSERT_TRUE(report.has_value()) << report.error().what;
    EXPECT_EQ(report.value().records, summary.value().exchanges) << name_of(dialect);
    EXPECT_EQ(report.value().anomalies.total(), 0U)
        << name_of(dialect) << ": " << first_anomaly(report.value());
    EXPECT_GT(accounts.size(), 250U) << name_of(dialect);
  }
}

TEST_F(WorldFiles, TheFolderMustBeWritable) {
  WorldOptions world = options("x");
  world.out = "/proc/nowhere";
  const auto summary = write_world(world);
  ASSERT_FALSE(summary.has_value());
  EXPECT_EQ(summary.error().code, Code::io) << summary.error().what;
}

TEST_F(WorldFiles, TheAllowListNamesThoseWithAContractAndNobodyElse) {
  WorldOptions with = options("contract");
  with.honest = 1'200;
  with.profiles.clear();
  ASSERT_TRUE(write_world(with).has_value());
  const auto allow = read_allow_list(with.out + "/allow.csv");
  ASSERT_TRUE(allow.has_value()) << allow.error().what;
  ASSERT_FALSE(allow.value().entries.empty());
  const std::string classes = bytes_of(fs::path(with.out) / "truth.csv");
  const auto facts = read_account_facts(with.out + "/accounts.csv");
  ASSERT_TRUE(facts.has_value());
  std::size_t covered = 0;
  for (const AccountFacts& account : facts.value().rows) {
    const bool vendor = classes.find("\n" + account.account + ",labelling,") != std::string::npos;
    const auto named = std::count_if(allow.value().entries.begin(), allow.value().entries.end(),
                                     [&](const AllowEntry& e) { return e.subject == account.organisation; });
    EXPECT_EQ(named, vendor ? 1 : 0) << account.account;
    covered += vendor ? 1 : 0;
  }
  EXPECT_GE(covered, 10U);

  WorldOptions without = options("none");
  without.look_alikes = every_look_alike(false);
  ASSERT_TRUE(write_world(without).has_value());
  const auto empty = read_allow_list(without.out + "/allow.csv");
  ASSERT_TRUE(empty.has_value()) << empty.error().what;
  EXPECT_TRUE(empty.value().entries.empty());
}

}  // namespace
}  // namespace stillwatch
