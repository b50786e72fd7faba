#include "base/mapped_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "base/byte_stream.h"
#include "base/memory_bound.h"
#include "base/unnamed_file.h"

namespace stillwatch {
namespace {

class MappedFileTest : public testing::Test {
 protected:
  MappedFileTest()
      : folder_(testing::TempDir() + "mapped-" +
                testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~MappedFileTest() override { std::filesystem::remove_all(folder_); }
  const std::string folder_;
};

TEST_F(MappedFileTest, ReadsAndChangesWholeFiles) {
  const std::string path = folder_ + "/a";
  std::ofstream(path) << "hello";
  auto file = MappedFile::open(path, MappedFile::Access::change);
  ASSERT_TRUE(file.has_value()) << file.error().what;
  ASSERT_EQ(file.value().bytes().size(), 5U);
  file.value().changeable()[0] = std::byte{'J'};
  file.value().forget(0, 5);
  const MappedFile moved = std::move(file).value();
  const auto again = MappedFile::open(path);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(std::memcmp(again.value().bytes().data(), "Jello", 5), 0);
  EXPECT_EQ(moved.bytes().size(), 5U);
  EXPECT_EQ(MappedFile::open(folder_ + "/absent").error().code, Code::not_found);
  std::ofstream(folder_ + "/empty").flush();
  EXPECT_TRUE(MappedFile::open(folder_ + "/empty").value().bytes().empty());
}

TEST_F(MappedFileTest, AnUnnamedFileLeavesNothing) {
  const auto file = open_unnamed_file(folder_);
  ASSERT_TRUE(file.has_value()) << file.error().what;
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  ASSERT_EQ(::pwrite(file.value(), "abc", 3, 0), 3);
  const auto mapped = MappedFile::of(file.value(), folder_, MappedFile::Access::change);
  ::close(file.value());
  ASSERT_TRUE(mapped.has_value()) << mapped.error().what;
  EXPECT_EQ(std::memcmp(mapped.value().bytes().data(), "abc", 3), 0);
  const auto nowhere = open_unnamed_file(folder_ + "/absent");
  ASSERT_FALSE(nowhere.has_value());
  EXPECT_EQ(nowhere.error().code, Code::io);
  EXPECT_NE(nowhere.error().what.find("--spill"), std::string::npos);
}

TEST_F(MappedFileTest, TheScratchFolderIsTheOneWishedFor) {
  EXPECT_EQ(scratch_folder("here"), "here");
  const char* const before = std::getenv("TMPDIR");
  const std::string kept = before != nullptr ? before : "";
  ::setenv("TMPDIR", folder_.c_str(), 1);
  EXPECT_EQ(scratch_folder(""), folder_);
  ::unsetenv("TMPDIR");
  EXPECT_EQ(scratch_folder(""), "/tmp");
  if (before != nullptr) ::setenv("TMPDIR", kept.c_str(), 1);
}

TEST(ByteStream, GivesBackWhatWasWritten) {
  ByteWriter out;
  out.number(0x1234567890abcdefULL);
  out.text("text");
  out.text("");
  ByteReader in(out.bytes());
  EXPECT_EQ(in.number(), 0x1234567890abcdefULL);
  EXPECT_EQ(in.text(), "text");
  EXPECT_EQ(in.text(), "");
  EXPECT_TRUE(in.ended());
}

TEST(ByteStream, TheEndComesTooEarlyAnywhere) {
  ByteWriter out;
  out.number(7);
  out.text("some text");
  for (std::size_t size = 0; size < out.bytes().size(); ++size) {
    ByteReader in(std::string_view(out.bytes()).substr(0, size));
    static_cast<void>(in.number());
    EXPECT_EQ(in.text(), "") << size;
    EXPECT_FALSE(in.good()) << size;
    EXPECT_EQ(in.number(), 0U);
  }
  std::string long_text = out.bytes();
  long_text[8] = '\x0a';  // one more than there is
  ByteReader in(long_text);
  EXPECT_EQ(in.number(), 7U);
  EXPECT_EQ(in.text(), "");
  EXPECT_FALSE(in.ended());
}

// What is resident goes down by what is given back, file after file and around.
TEST_F(MappedFileTest, PagesAreGivenBackAroundAllFiles) {
  constexpr std::size_t kMiB = std::size_t{1} << 20, kFile = 8 * kMiB;
  std::vector<MappedFile> files;
  for (int f = 0; f < 3; ++f) {
    const auto file = open_unnamed_file(folder_);
    ASSERT_TRUE(file.has_value());
    ASSERT_EQ(::ftruncate(file.value(), kFile + 100), 0);  // its last page is not whole
    files.push_back(MappedFile::of(file.value(), folder_, MappedFile::Access::change).value());
    ::close(file.value());
  }
  const auto touch = [&] {
    for (std::size_t f = 0; f < files.size(); ++f)
      std::memset(files[f].changeable().data(), static_cast<int>(f + 1), kFile);
  };
  touch();
  const std::size_t all = MappedFile::mapped_bytes();
  EXPECT_GE(all, 3 * kFile);
  const std::size_t before = resident_bytes();
  EXPECT_GE(MappedFile::forget_next(kFile), kFile);
  const std::size_t once = resident_bytes();
  EXPECT_LT(once, before - kFile + 4 * kMiB);
  EXPECT_GT(once, before - 2 * kFile - 4 * kMiB);
  EXPECT_GE(MappedFile::forget_next(kFile), kFile);
  EXPECT_GE(MappedFile::forget_next(kFile), kFile);
  EXPECT_LT(resident_bytes(), before - 3 * kFile + 4 * kMiB);
  for (std::size_t f = 0; f < files.size(); ++f)
    EXPECT_EQ(files[f].bytes()[kFile - 1], static_cast<std::byte>(f + 1));
  files.erase(files.begin() + 1);  // also while its turn comes
  touch();
  for (int i = 0; i < 10; ++i) EXPECT_LE(MappedFile::forget_next(3 * kMiB), 4 * kMiB);
  files.clear();
  EXPECT_EQ(MappedFile::mapped_bytes(), all - 3 * (kFile + 100));
  EXPECT_EQ(MappedFile::forget_next(MappedFile::mapped_bytes()), MappedFile::mapped_bytes());
}

}  // namespace
}  // namespace stillwatch
