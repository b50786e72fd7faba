#include "account/name_list.h"

#include <gtest/gtest.h>

#include <utility>

namespace stillwatch {
namespace {

constexpr SipKey kKey{1, 2};

TEST(NameList, NumbersInOrderOfAppearance) {
  NameList names(kKey);
  EXPECT_EQ(names.intern("b"), 0U);
  EXPECT_EQ(names.intern(""), 1U);
  EXPECT_EQ(names.intern("a"), 2U);
  EXPECT_EQ(names.intern(""), 1U);
  EXPECT_EQ(names.intern("b"), 0U);
  EXPECT_EQ(names.size(), 3U);
  EXPECT_EQ(names[2], "a");
  EXPECT_EQ(names[1], "");
}

TEST(NameList, KeepsManyNamesApartWhileItGrowsAndIsMoved) {
  constexpr std::uint32_t kNames = 20'000;
  const auto name = [](std::uint32_t i) { return "acct_" + std::to_string(i) + std::string(i % 40, 'x'); };
  NameList names(kKey);
  for (std::uint32_t i = 0; i < kNames; ++i) ASSERT_EQ(names.intern(name(i)), i);
  NameList moved = std::move(names);
  for (std::uint32_t i = 0; i < kNames; ++i) {
    ASSERT_EQ(moved.intern(name(i)), i);
    ASSERT_EQ(moved[i], name(i));
  }
  EXPECT_EQ(moved.size(), kNames);
}

}  // namespace
}  // namespace stillwatch
