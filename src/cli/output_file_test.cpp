#include "cli/output_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "exchange/source.h"

namespace stillwatch {
namespace {

class OutputFiles : public testing::Test {
 protected:
  OutputFiles() {
    folder_ = std::filesystem::temp_directory_path() / ("stillwatch_output_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    path_ = (folder_ / "page.html").string();
  }
  ~OutputFiles() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  std::string path_;
};

TEST_F(OutputFiles, HasItsNameWhenItIsFinished) {
  auto file = OutputFile::open(path_);
  ASSERT_TRUE(file.has_value()) << file.error().what;
  file.value().stream() << "text";
  EXPECT_FALSE(std::filesystem::exists(path_));
  ASSERT_TRUE(file.value().finish().has_value());
  EXPECT_EQ(read_whole(path_, 100).value(), "text");
}

TEST_F(OutputFiles, LeavesWhatStoodThereWhenItIsNot) {
  std::ofstream(path_) << "old";
  {
    auto file = OutputFile::open(path_);
    ASSERT_TRUE(file.has_value());
    file.value().stream() << "new";
  }
  EXPECT_EQ(read_whole(path_, 100).value(), "old");
  EXPECT_FALSE(std::filesystem::exists(path_ + ".partial"));
}

TEST_F(OutputFiles, SaysWhenThePlaceCannotBeWritten) {
  for (const std::string& path : {(folder_ / "absent" / "page.html").string(), folder_.string()}) {
    const auto file = OutputFile::open(path);
    ASSERT_FALSE(file.has_value()) << path;
    EXPECT_EQ(file.error().code, Code::usage);
    EXPECT_NE(file.error().what.find(path), std::string::npos);
  }
}

}  // namespace
}  // namespace stillwatch
