#include "cli/output_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

class OutputFolders : public testing::Test {
 protected:
  OutputFolders() {
    root_ = fs::temp_directory_path() / ("stillwatch_folder_" + std::to_string(::getpid()));
    fs::create_directories(root_);
    name_ = (root_ / "out").string();
  }
  ~OutputFolders() override { fs::remove_all(root_); }

  fs::path root_;
  std::string name_;
};

TEST_F(OutputFolders, HaveTheirNameWhenTheyAreFinished) {
  fs::create_directory(name_);  // empty: may be taken
  auto folder = OutputFolder::open(name_ + "/");
  ASSERT_TRUE(folder.has_value()) << folder.error().what;
  fs::create_directories(folder.value().path() + "/a/b");
  std::ofstream(folder.value().path() + "/a/b/c") << "text";
  EXPECT_FALSE(fs::exists(name_ + "/a"));
  ASSERT_TRUE(folder.value().finish().has_value());
  EXPECT_EQ(fs::file_size(name_ + "/a/b/c"), 4U);
  EXPECT_FALSE(fs::exists(name_ + ".partial"));
}

TEST_F(OutputFolders, LeaveNothingWhenTheyAreNot) {
  {
    auto folder = OutputFolder::open(name_);
    ASSERT_TRUE(folder.has_value());
    std::ofstream(folder.value().path() + "/a") << "text";
  }
  EXPECT_TRUE(fs::is_empty(root_));
}

TEST_F(OutputFolders, DoNotTakeThePlaceOfAnything) {
  std::ofstream(root_ / "file") << "text";
  fs::create_directories(root_ / "full" / "a");
  fs::create_directories(root_ / "left.partial");
  for (const char* taken : {"file", "full", "left", "absent/out"}) {
    const auto folder = OutputFolder::open((root_ / taken).string());
    ASSERT_FALSE(folder.has_value()) << taken;
    EXPECT_EQ(folder.error().code, Code::usage);
    EXPECT_NE(folder.error().what.find(taken), std::string::npos) << folder.error().what;
  }
  EXPECT_TRUE(fs::exists(root_ / "left.partial"));
}

}  // namespace
}  // namespace stillwatch
