#include "base/memory_bound.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

#include "base/mapped_file.h"
#include "base/unnamed_file.h"

namespace stillwatch {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;
constexpr std::size_t kFile = 192 * kMiB;

MappedFile file_of_zeros() {
  const auto file = open_unnamed_file(testing::TempDir());
  EXPECT_TRUE(file.has_value());
  EXPECT_EQ(::ftruncate(file.value(), kFile), 0);
  auto mapped = MappedFile::of(file.value(), "zeros", MappedFile::Access::change);
  ::close(file.value());
  return std::move(mapped).value();
}

TEST(MemoryBoundTest, GivesBackPagesOfFilesAndKeepsWhatWasWritten) {
  MappedFile file = file_of_zeros();
  const std::size_t before = resident_bytes();
  ASSERT_GT(before, 0U);
  std::atomic<bool> exceeded = false;
  const MemoryBound bound({before + 64 * kMiB, [&](std::size_t) { exceeded = true; }});
  std::size_t most = 0;
  for (std::size_t at = 0; at < kFile; at += kMiB) {
    std::memset(file.changeable().data() + at, static_cast<int>(1 + at / kMiB % 200), kMiB);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    most = std::max(most, resident_bytes());
  }
  EXPECT_LT(most, before + 64 * kMiB);
  EXPECT_FALSE(exceeded);
  for (std::size_t at = 0; at < kFile; at += kMiB)
    ASSERT_EQ(file.bytes()[at + 5], static_cast<std::byte>(1 + at / kMiB % 200));
}

TEST(MemoryBoundTest, TellsWhenNothingMoreCanBeGivenBack) {
  std::atomic<std::size_t> told = 0;
  const std::size_t before = resident_bytes();
  const MemoryBound bound({before + 16 * kMiB, [&](std::size_t resident) { told = resident; }});
  std::vector<char> held(48 * kMiB, 'x');
  for (int i = 0; i < 5000 && told == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_GT(told, before + 16 * kMiB);
  EXPECT_EQ(held[7], 'x');
}

TEST(MemoryBoundTest, TheDefaultFitsTheMachine) {
  EXPECT_GT(memory_of_machine(), 0U);
  EXPECT_LE(default_memory(), std::size_t{4} << 30);
  EXPECT_LE(default_memory(), memory_of_machine());
}

TEST(MemoryBoundTest, WhatIsDiscardedIsGoneFromTheDisk) {
  MappedFile file = file_of_zeros();
  std::memset(file.changeable().data(), 7, 4 * kMiB);
  file.discard(kMiB + 1, kMiB);
  EXPECT_EQ(file.bytes()[kMiB], std::byte{7});  // the page is not wholly inside
  EXPECT_EQ(file.bytes()[2 * kMiB], std::byte{7});
  EXPECT_EQ(file.bytes()[kMiB + 8192], std::byte{0});
}

}  // namespace
}  // namespace stillwatch
