#include "watch/spool.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

class Spools : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::pipe(pipe_.data()), 0); }
  void TearDown() override {
    ::close(pipe_[0]);
    if (pipe_[1] >= 0) ::close(pipe_[1]);
    fs::remove_all(root_);
  }
  void send(std::string_view bytes) const {
    ASSERT_EQ(::write(pipe_[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  void end() {
    ::close(pipe_[1]);
    pipe_[1] = -1;
  }
  [[nodiscard]] std::string content(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(root_ / name).rdbuf();
    return text.str();
  }
  [[nodiscard]] Spool open(std::uint64_t above = 0) const {
    auto spool = Spool::open(root_.string(), above);
    EXPECT_TRUE(spool.has_value());
    return std::move(spool).value();
  }
  std::array<int, 2> pipe_{-1, -1};
  fs::path root_ = fs::temp_directory_path() / ("stillwatch_spool_" + std::to_string(::getpid()));
};

TEST_F(Spools, KeepWholeLinesInFilesOfTheirOwn) {
  Spool spool = open();
  send("one\ntwo\nthr");
  ASSERT_TRUE(spool.fill(pipe_[0], steady_now_ns()).has_value());
  ASSERT_TRUE(spool.holds_lines());
  ASSERT_TRUE(spool.close_file().has_value());
  EXPECT_EQ(content("arrived-00000001.jsonl"), "one\ntwo\n");
  EXPECT_FALSE(spool.holds_lines());
  send("ee\nfour");
  end();
  const auto filled = spool.fill(pipe_[0], steady_now_ns() + 1'000'000'000);
  ASSERT_TRUE(filled.has_value());
  EXPECT_TRUE(filled.value().ended);
  ASSERT_TRUE(spool.close_file().has_value());
  EXPECT_EQ(content("arrived-00000002.jsonl"), "three\nfour\n");
}

TEST_F(Spools, KeepWhatAKilledRunHadReceived) {
  fs::create_directories(root_);
  std::ofstream(root_ / "arriving.part") << "one\ntwo\nthr";
  std::ofstream(root_ / "arrived-00000007.jsonl") << "zero\n";
  const Spool spool = open();
  EXPECT_EQ(content("arrived-00000008.jsonl"), "one\ntwo\n");
  EXPECT_EQ(content("arriving.part"), "");
  EXPECT_FALSE(spool.holds_lines());
}

TEST_F(Spools, NameNoTwoFilesAlike) {
  Spool spool = open(41);
  for (const char* name : {"arrived-00000042.jsonl", "arrived-00000043.jsonl"}) {
    send("line\n");
    ASSERT_TRUE(spool.fill(pipe_[0], steady_now_ns()).has_value());
    ASSERT_TRUE(spool.close_file().has_value());
    EXPECT_EQ(content(name), "line\n");
    Spool::remove((root_ / name).string());  // folded in
  }
  EXPECT_EQ(Spool::number_of("a/arrived-00000043.jsonl"), 43U);
  EXPECT_EQ(Spool::number_of("a/other.jsonl"), 0U);
}

TEST_F(Spools, WithNothingInThemAreEmpty) {
  Spool spool = open();
  const auto filled = spool.fill(pipe_[0], steady_now_ns());
  ASSERT_TRUE(filled.has_value());
  EXPECT_EQ(filled.value().bytes, 0U);
  EXPECT_FALSE(filled.value().ended);
  EXPECT_FALSE(spool.holds_lines());
}

}  // namespace
}  // namespace stillwatch
