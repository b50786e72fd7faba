#include "watch/arrivals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace stillwatch {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kSecondNs = 1'000'000'000;

class ArrivingFiles : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(root_); }
  void TearDown() override { fs::remove_all(root_); }
  [[nodiscard]] std::string put(const std::string& name, std::string_view text) const {
    std::ofstream(root_ / name) << text;
    return (root_ / name).string();
  }
  [[nodiscard]] Arrivals look(std::int64_t settle_ns = 0) const {
    const auto now = std::chrono::system_clock::now().time_since_epoch() + std::chrono::seconds(1);
    auto found = find_arrivals({root_.string()}, folded_, settle_ns,
                               std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
    EXPECT_TRUE(found.has_value());
    return std::move(found).value();
  }
  void fold(const Arrivals& found) {
    for (const ArrivedFile& file : found.fresh) folded_[file.path] = {file.mark, 50};
  }
  fs::path root_ = fs::temp_directory_path() / ("stillwatch_arrivals_" + std::to_string(::getpid()));
  FoldedFiles folded_;
};

TEST_F(ArrivingFiles, AreTakenOnce) {
  const std::string a = put("a.jsonl", "{}\n");
  static_cast<void>(put(".b.jsonl", "{}\n"));
  static_cast<void>(put("c.jsonl.part", "{}\n"));
  const Arrivals first = look();
  ASSERT_EQ(first.fresh.size(), 1U);
  EXPECT_EQ(first.fresh[0].path, a);
  fold(first);
  EXPECT_TRUE(look().fresh.empty());
  const std::string d = put("d.jsonl", "{}\n");
  const Arrivals second = look();
  ASSERT_EQ(second.fresh.size(), 1U);
  EXPECT_EQ(second.fresh[0].path, d);
}

TEST_F(ArrivingFiles, MayStillBeWritten) {
  static_cast<void>(put("a.jsonl", "{}\n"));
  const Arrivals found = look(60 * kSecondNs);
  EXPECT_TRUE(found.fresh.empty());
  EXPECT_EQ(found.settling.size(), 1U);
}

TEST_F(ArrivingFiles, ThatChangeAfterwardsAreToldAndNotReadAgain) {
  const std::string a = put("a.jsonl", "{}\n");
  fold(look());
  static_cast<void>(put("a.jsonl", "{}\n{}\n"));
  const Arrivals changed = look();
  EXPECT_TRUE(changed.fresh.empty());
  EXPECT_EQ(changed.changed, std::vector<std::string>{a});
  fs::remove(a);
  EXPECT_EQ(look().gone, std::vector<std::string>{a});
}

// Its exchanges stand under this path in the states, so another file of the name would be taken for it.
TEST_F(ArrivingFiles, ThatAreGoneAreRememberedAsLongAsTheirExchanges) {
  const std::string a = put("a.jsonl", "{}\n");
  fold(look());
  fs::remove(a);
  forget_gone(look().gone, 50, folded_);
  static_cast<void>(put("a.jsonl", "{\"another\": 1}\n"));
  EXPECT_EQ(look().changed, std::vector<std::string>{a});
  fs::remove(a);
  forget_gone(look().gone, 51, folded_);
  static_cast<void>(put("a.jsonl", "{\"another\": 1}\n"));
  EXPECT_EQ(look().fresh.size(), 1U);
}

TEST_F(ArrivingFiles, AreStoredAndRead) {
  static_cast<void>(put("a.jsonl", "{}\n"));
  static_cast<void>(put("b.jsonl", "{}\n"));
  fold(look());
  ByteWriter out;
  store(out, folded_);
  ByteReader in(out.bytes());
  EXPECT_EQ(load_folded_files(in), folded_);
  EXPECT_TRUE(in.ended());
}

}  // namespace
}  // namespace stillwatch
