#include "watch/event_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

class EventFiles : public testing::Test {
 protected:
  void TearDown() override { fs::remove(path_); }
  [[nodiscard]] std::string content() const {
    std::ostringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }
  void write(std::string_view text) const { std::ofstream(path_) << text; }
  std::string path_ =
      (fs::temp_directory_path() / ("stillwatch_events_" + std::to_string(::getpid()))).string();
};

TEST_F(EventFiles, HoldEveryEventOnce) {
  auto file = EventFile::open(path_, 0);
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(file.value().complete("one\ntwo\n").has_value());
  ASSERT_TRUE(file.value().complete("three\n").has_value());
  EXPECT_EQ(content(), "one\ntwo\nthree\n");
}

// Wherever a writer was stopped, the next one ends with the same file.
TEST_F(EventFiles, AreCompletedFromAnyPointOfAWriting) {
  const std::string before = "one\n", lines = "two\nthree\n";
  for (std::size_t cut = 0; cut <= lines.size(); ++cut) {
    write(before + lines.substr(0, cut));
    for (int again = 0; again < 2; ++again) {
      auto file = EventFile::open(path_, before.size());
      ASSERT_TRUE(file.has_value());
      EXPECT_EQ(file.value().lacks(lines).value(), again == 0 && cut < lines.size());
      ASSERT_TRUE(file.value().complete(lines).has_value()) << cut;
      EXPECT_EQ(content(), before + lines);
    }
  }
}

TEST_F(EventFiles, ThatSomebodyElseChangedAreRefused) {
  write("one\n");
  const auto shorter = EventFile::open(path_, 9);
  ASSERT_FALSE(shorter.has_value());
  EXPECT_NE(shorter.error().what.find("has 4 bytes, and the state has written 9"), std::string::npos);
  auto file = EventFile::open(path_, 0);
  ASSERT_TRUE(file.has_value());
  const Status other = file.value().complete("two\n");
  ASSERT_FALSE(other.has_value());
  EXPECT_NE(other.error().what.find("something else from byte 0"), std::string::npos) << other.error().what;
  EXPECT_EQ(content(), "one\n");
}

TEST_F(EventFiles, CannotBeOpenedWhereThereIsNoFolder) {
  const auto file = EventFile::open("/nowhere/at/all/events.jsonl", 0);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, Code::io);
}

}  // namespace
}  // namespace stillwatch
