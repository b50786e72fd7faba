#include "world/scale/scale_world.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "exchange/canonical_writer.h"
#include "exchange/log_reader.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string decompressed(const fs::path& path) {
  const std::string stored = bytes_of(path);
  std::string text;
  for (std::size_t at = 0; at < stored.size();) {  // frame by frame; each knows its size
    const std::size_t frame = ZSTD_findFrameCompressedSize(stored.data() + at, stored.size() - at);
    const auto size = ZSTD_getFrameContentSize(stored.data() + at, frame);
    const std::size_t before = text.size();
    text.resize(before + size);
    EXPECT_EQ(ZSTD_decompress(text.data() + before, size, stored.data() + at, frame), size);
    at += frame;
  }
  return text;
}

// One small world, written once for all tests.
class ScaleWorld : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    root() = fs::temp_directory_path() / ("stillwatch-scale-" + std::to_string(::getpid()));
    summary() = write("world", 2);
  }
  static void TearDownTestSuite() { fs::remove_all(root()); }

  static ScaleWorldSummary write(const std::string& name, unsigned threads) {
    ScaleWorldOptions options;
    options.exchanges = 30'000;
    options.seed = 11;
    options.out = folder(name).string();
    options.threads = threads;
    const auto written = write_scale_world(options);
    EXPECT_TRUE(written.has_value());
    return written.has_value() ? written.value() : ScaleWorldSummary{};
  }
  static fs::path folder(const std::string& name) { return root() / name; }
  static std::vector<std::string> logs() {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(folder("world"))) {
      if (entry.path().filename().string().starts_with("exchanges-")) files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
  }
  static Result<ReadReport> read(const std::vector<std::string>& files, const ExchangeVisitor& visit) {
    ReadOptions options;
    options.inputs = files;
    options.threads = 1;
    options.in_order = true;
    return read_logs(options, [&](unsigned) { return visit; });
  }
  static fs::path& root() {
    static fs::path path;
    return path;
  }
  static ScaleWorldSummary& summary() {
    static ScaleWorldSummary value;
    return value;
  }
};

TEST_F(ScaleWorld, TheBytesDoNotDependOnTheThreads) {
  write("again", 3);
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder("world"))) {
    EXPECT_EQ(bytes_of(entry.path()), bytes_of(folder("again") / entry.path().filename())) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 9U) << "four logs, four tables, the manifest";
}

// What the reader takes in is what the general writer would have written.
TEST_F(ScaleWorld, EveryLineIsACanonicalRecord) {
  std::uint64_t records = 0;
  for (const std::string& file : logs()) {
    std::string again;
    const auto report = read({file}, [&](const Exchange& exchange) { write_canonical(exchange, again); });
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report.value().anomalies.total(), 0U);
    records += report.value().records;
    const std::string text = decompressed(file);
    std::istringstream written(text), expected(again);
    std::string line, other;
    while (std::getline(written, line) && std::getline(expected, other)) ASSERT_EQ(line, other);
    EXPECT_EQ(text.size(), again.size());
  }
  EXPECT_EQ(records, summary().exchanges);
}

TEST_F(ScaleWorld, ProportionsAreThoseOfTheSize) {
  const auto world = scale_world_options({.exchanges = 28.8e6, .corpus_dir = "", .out = ""});
  ASSERT_TRUE(world.has_value());
  EXPECT_EQ(world.value().campaign_accounts, 25'000U);
  EXPECT_GE(world.value().honest, 500'000U);
  EXPECT_FALSE(scale_world_options({.exchanges = 10, .corpus_dir = "", .out = ""}).has_value());
  const auto exchanges = static_cast<double>(summary().exchanges);
  EXPECT_NEAR(exchanges, 30'000.0, 9'000.0) << "small worlds vary with their few large groups";
  EXPECT_GT(static_cast<double>(summary().campaign_exchanges), 0.15 * exchanges);
  EXPECT_LT(static_cast<double>(summary().campaign_exchanges), 0.40 * exchanges);
}

TEST_F(ScaleWorld, TruthSaysWhoIsInTheLogAndWhoHarvests) {
  std::map<std::string, std::string> campaign_of;
  std::istringstream truth(bytes_of(folder("world") / "truth.csv"));
  std::string line;
  std::getline(truth, line);
  EXPECT_EQ(line, "account_id,class,campaign,harvest_share");
  while (std::getline(truth, line)) {
    std::istringstream fields(line);
    std::string account, account_class, campaign;
    std::getline(fields, account, ',');
    std::getline(fields, account_class, ',');
    std::getline(fields, campaign, ',');
    campaign_of[account] = campaign;
    EXPECT_EQ(campaign.empty(), account_class != "templates") << line;
  }
  std::uint64_t of_campaign = 0;
  std::int64_t last_us = 0;
  std::set<std::string> campaign_accounts;
  const auto report = read(logs(), [&](const Exchange& exchange) {
    const auto known = campaign_of.find(std::string(exchange.account));
    ASSERT_NE(known, campaign_of.end());
    EXPECT_LE(last_us, exchange.time_us) << "in order of time";
    last_us = exchange.time_us;
    if (known->second.empty()) return;
    ++of_campaign;
    campaign_accounts.insert(known->first);
  });
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(of_campaign, summary().campaign_exchanges);
  EXPECT_EQ(campaign_accounts.size(), summary().campaign_accounts);
}

// Histories quote what was issued, word for word, unless their owner came from elsewhere or tells it
// otherwise.
TEST_F(ScaleWorld, HistoriesCarryWhatWasIssued) {
  std::set<std::string> issued;
  std::uint64_t carried = 0, known = 0, grown = 0;
  const auto report = read(logs(), [&](const Exchange& exchange) {
    for (const Part& part : exchange.input) {
      if (part.role != Role::assistant || part.kind != PartKind::text) continue;
      ++carried;
      known += issued.contains(std::string(part.text)) ? 1 : 0;
      grown += part.message >= 2 ? 1 : 0;
    }
    for (const Part& part : exchange.output) {
      if (part.kind == PartKind::text) issued.emplace(part.text);
    }
  });
  ASSERT_TRUE(report.has_value());
  ASSERT_GT(carried, 5'000U);
  EXPECT_GT(grown, 1'000U) << "conversations of more than two turns";
  EXPECT_GT(static_cast<double>(known), 0.7 * static_cast<double>(carried));
}

}  // namespace
}  // namespace stillwatch
