#include "bench/line_ledger.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace stillwatch {
namespace {

class LineLedgerTest : public testing::Test {
 protected:
  LineLedgerTest()
      : folder_(testing::TempDir() + "lines-" +
                testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(folder_);
  }
  ~LineLedgerTest() override { std::filesystem::remove_all(folder_); }
  const std::string folder_;
  const std::string path_ = folder_ + "/lines.jsonl";
};

TEST_F(LineLedgerTest, HoldsWhatWasAppendedAndNotTheHeader) {
  {
    auto ledger = LineLedger::open(path_, "about");
    ASSERT_TRUE(ledger.has_value()) << ledger.error().what;
    EXPECT_TRUE(ledger.value().held().empty());
    ASSERT_TRUE(ledger.value().append("one").has_value());
    ASSERT_TRUE(ledger.value().append("two").has_value());
  }
  const auto again = LineLedger::open(path_, "about");
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again.value().held(), (std::vector<std::string>{"one", "two"}));
}

TEST_F(LineLedgerTest, ALineThatWasCutShortIsDroppedAndTheNextIsNotGluedToIt) {
  {
    ASSERT_TRUE(LineLedger::open(path_, "").value().append("one").has_value());
  }
  std::ofstream(path_, std::ios::app) << "tw";
  {
    auto ledger = LineLedger::open(path_, "");
    EXPECT_EQ(ledger.value().held(), std::vector<std::string>{"one"});
    ASSERT_TRUE(ledger.value().append("three").has_value());
  }
  EXPECT_EQ(LineLedger::open(path_, "").value().held(), (std::vector<std::string>{"one", "three"}));
}

TEST_F(LineLedgerTest, OneProcessAtATime) {
  const auto ledger = LineLedger::open(path_, "");
  EXPECT_EQ(LineLedger::open(path_, "").error().code, Code::usage);
}

TEST_F(LineLedgerTest, AFolderThatCannotBeWrittenIsAnError) {
  EXPECT_EQ(LineLedger::open("/proc/nowhere/lines.jsonl", "").error().code, Code::io);
}

TEST_F(LineLedgerTest, DigestsChangeWithTheFiles) {
  std::filesystem::create_directories(folder_);
  std::ofstream(path_) << "one";
  const std::string file = digest_of_file(path_), folder = digest_of_folder(folder_);
  std::ofstream(path_) << "three";
  EXPECT_NE(digest_of_file(path_), file);
  EXPECT_NE(digest_of_folder(folder_), folder);
}

}  // namespace
}  // namespace stillwatch
