#include "base/large_blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <memory>
#include <thread>

#include "base/mapped_file.h"
#include "base/memory_bound.h"

namespace stillwatch {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

TEST(LargeBlocksTest, LieInFilesWhereMemoryIsShortAndKeepTheirBytes) {
  const LargeBlocks blocks({testing::TempDir(), private_bytes() / 3 * 8 + 24 * kMiB});
  LargeBlocks::begin();
  EXPECT_EQ(LargeBlocks::allocate(5 * kMiB), nullptr);  // there is room for it
  auto* const at = static_cast<char*>(LargeBlocks::allocate(48 * kMiB));
  ASSERT_NE(at, nullptr);
  EXPECT_EQ(LargeBlocks::held(), 1U);
  EXPECT_EQ(at[47 * kMiB], 0);
  std::memset(at, 7, 48 * kMiB);
  const std::size_t before = resident_bytes();
  MappedFile::forget_next(MappedFile::mapped_bytes());
  EXPECT_LT(resident_bytes(), before - 40 * kMiB);
  for (std::size_t i = 0; i < 48 * kMiB; i += kMiB) ASSERT_EQ(at[i], 7);
  EXPECT_TRUE(LargeBlocks::release(at));
  EXPECT_EQ(LargeBlocks::held(), 0U);
  {
    const LargeBlocks roomy({testing::TempDir(), 3 * private_bytes() + 100 * kMiB});
    LargeBlocks::begin();
    EXPECT_EQ(LargeBlocks::allocate(32 * kMiB), nullptr);
    const LargeBlocks::InOrder in_order;
    void* const early = LargeBlocks::allocate(32 * kMiB);
    EXPECT_NE(early, nullptr);
    EXPECT_TRUE(LargeBlocks::release(early));
  }
}

TEST(LargeBlocksTest, WhilePausedOnlyNumbersMayLieInFiles) {
  const LargeBlocks blocks({testing::TempDir(), 4096});
  EXPECT_EQ(LargeBlocks::allocate(kMiB), nullptr);
  {
    const LargeBlocks::Numbers numbers;
    void* const block = LargeBlocks::allocate(kMiB);
    ASSERT_NE(block, nullptr);
    EXPECT_TRUE(LargeBlocks::release(block));
  }
  EXPECT_EQ(LargeBlocks::allocate(kMiB), nullptr);
}

TEST(LargeBlocksTest, WhatIsNoneOfThemIsTheHeaps) {
  struct alignas(65536) Page {
    std::array<char, 65536> bytes;
  };
  const auto heap = std::make_unique<Page>();
  EXPECT_EQ(LargeBlocks::allocate(64 * kMiB), nullptr);  // nobody said that memory is short
  const LargeBlocks blocks({testing::TempDir(), 4096});
  LargeBlocks::begin();
  EXPECT_EQ(LargeBlocks::allocate(LargeBlocks::kLeast - 1), nullptr);  // smaller than any
  void* const block = LargeBlocks::allocate(LargeBlocks::kLeast);
  ASSERT_NE(block, nullptr);
  EXPECT_FALSE(LargeBlocks::release(heap.get()));
  EXPECT_FALSE(LargeBlocks::release(nullptr));
  EXPECT_TRUE(LargeBlocks::release(block));
}

TEST(LargeBlocksTest, ThreadsTakeAndReleaseThemSideBySide) {
  const LargeBlocks blocks({testing::TempDir(), 4096});
  LargeBlocks::begin();
  std::atomic<int> wrong = 0;
  const auto work = [&](unsigned char own) {
    for (int i = 0; i < 100; ++i) {
      std::array<unsigned char*, 3> held{};
      for (auto*& at : held) at = static_cast<unsigned char*>(LargeBlocks::allocate(LargeBlocks::kLeast));
      if (std::ranges::count(held, nullptr) > 0) return void(++wrong);  // the disk is full
      for (auto* at : held) wrong += at[1234] != 0 ? 1 : 0;
      for (auto* at : held) at[1234] = own;
      for (auto* at : held) wrong += at[1234] != own || !LargeBlocks::release(at) ? 1 : 0;
    }
  };
  std::jthread one(work, 1), another(work, 2);
  one.join();
  another.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(LargeBlocks::held(), 0U);
}

TEST(LargeBlocksTest, ADiskWithoutRoomIsNoError) {
  const LargeBlocks nowhere({testing::TempDir() + "absent", 4096});
  LargeBlocks::begin();
  EXPECT_EQ(LargeBlocks::allocate(8 * kMiB), nullptr);
  const std::size_t free = std::filesystem::space(testing::TempDir()).free;
  EXPECT_EQ(LargeBlocks::allocate(free + (std::size_t{64} << 30)), nullptr);
}

}  // namespace
}  // namespace stillwatch
