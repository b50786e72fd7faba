#include "text/kernels/ascii_blocks.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "text/kernels/targets.h"

namespace stillwatch::kernels {
namespace {

// Mostly ASCII, so that long copies occur, with every byte value now and then.
std::string random_bytes(Random& random, std::size_t size) {
  std::string bytes(size, ' ');
  const double beyond = random.chance(0.5) ? 0.0 : 0.02;
  for (char& byte : bytes) {
    byte = static_cast<char>(random.chance(beyond) ? random.below(256) : random.below(128));
  }
  return bytes;
}

// Random bytes, words of random lengths, and all bytes alike: few edges, many, and none.
std::string random_block(Random& random, std::size_t size) {
  std::string bytes(size, 'a');
  const double spaces = random.uniform();
  const bool any = random.chance(0.5);
  for (char& byte : bytes) {
    if (any) byte = static_cast<char>(random.below(256));
    if (!any && random.chance(spaces)) byte = ' ';
  }
  return bytes;
}

// Calls `test` on every instruction set that this processor has.
template <class Test>
void on_every_target(const Test& test) {
  for (std::size_t i = 0; i < target_count(); ++i) {
    const OnTarget only(i);
    test(target_name(i));
  }
}

TEST(AsciiBlocks, CopyLoweredEqualsScalar) {
  on_every_target([](const std::string& target) {
    Random random(1);
    for (int round = 0; round < 5000; ++round) {
      const std::string in = random_bytes(random, random.below(200));
      std::string expected(256, '#');
      std::string actual(256, '#');
      const std::size_t count = copy_lowered_scalar(in.data(), in.size(), expected.data());
      ASSERT_EQ(copy_lowered(in.data(), in.size(), actual.data()), count) << target << ", round " << round;
      ASSERT_EQ(actual.substr(0, count), expected.substr(0, count)) << target << ", round " << round;
      ASSERT_EQ(actual.substr((in.size() + 63) / 64 * 64),
                std::string(256 - (in.size() + 63) / 64 * 64, '#'));
    }
  });
}

TEST(AsciiBlocks, FindEdgesEqualsScalar) {
  on_every_target([](const std::string& target) {
    Random random(2);
    for (int round = 0; round < 5000; ++round) {
      std::string bytes = random_block(random, random.below(400));
      const std::size_t size = bytes.size();
      bytes.resize(size + 64, 0);
      std::vector<std::uint32_t> expected(size + 1 + kEdgesBeyond), actual(size + 1 + kEdgesBeyond);
      expected.resize(find_edges_scalar(bytes.data(), size, expected.data()));
      actual.resize(find_edges(bytes.data(), size, actual.data()));
      ASSERT_EQ(actual, expected) << target << ", seed 2, round " << round;
    }
  });
}

TEST(AsciiBlocks, ListMarksEqualsScalar) {
  on_every_target([](const std::string& target) {
    Random random(3);
    for (int round = 0; round < 5000; ++round) {
      std::string bytes = random_block(random, random.below(1200));  // more words than fit into a byte
      const std::size_t size = bytes.size();
      bytes.resize(size + 64, 0);
      std::vector<std::uint16_t> expected(size + kMarksBeyond), actual(size + kMarksBeyond);
      expected.resize(list_marks_scalar(bytes.data(), size, expected.data()));
      actual.resize(list_marks(bytes.data(), size, actual.data()));
      ASSERT_EQ(actual, expected) << target << ", seed 3, round " << round;
    }
  });
}

TEST(AsciiBlocks, MarksCarryTheWordsBeforeThem) {
  std::string text =
      "\x02"
      "a b, (c)";
  const std::size_t size = text.size();
  text.resize(size + 64, 0);
  std::vector<std::uint16_t> marks(size + kMarksBeyond);
  marks.resize(list_marks(text.data(), size, marks.data()));
  EXPECT_EQ(marks, (std::vector<std::uint16_t>{0x02, ',' | 2 << 8, '(' | 2 << 8, ')' | 3 << 8}));
}

TEST(AsciiBlocks, LineBitsEqualScalar) {
  on_every_target([](const std::string& target) {
    Random random(4);
    for (int round = 0; round < 2000; ++round) {
      const std::string bytes = random_bytes(random, random.below(400));
      const std::size_t numbers = (bytes.size() + 63) / 64;
      std::vector<std::uint64_t> expected(2 * numbers), actual(2 * numbers);
      line_bits_scalar(bytes.data(), bytes.size(), expected.data(), expected.data() + numbers);
      line_bits(bytes.data(), bytes.size(), actual.data(), actual.data() + numbers);
      ASSERT_EQ(actual, expected) << target << ", seed 4, round " << round;
    }
  });
}

TEST(AsciiBlocks, CountLineEndsEqualsScalar) {
  on_every_target([](const std::string& target) {
    Random random(5);
    for (int round = 0; round < 2000; ++round) {
      std::string bytes = random_bytes(random, random.below(400));
      for (char& byte : bytes) byte = random.chance(0.2) ? '\n' : byte;
      ASSERT_EQ(count_line_ends(bytes.data(), bytes.size()),
                count_line_ends_scalar(bytes.data(), bytes.size()))
          << target << ", seed 5, round " << round;
    }
  });
}

TEST(AsciiBlocks, TheProcessorHasATargetWithAName) {
  ASSERT_GE(target_count(), 1U);
  for (std::size_t i = 0; i < target_count(); ++i) EXPECT_FALSE(target_name(i).empty());
}

}  // namespace
}  // namespace stillwatch::kernels
