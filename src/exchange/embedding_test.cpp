#include "exchange/embedding.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "exchange/canonical_writer.h"
#include "exchange/field.h"

namespace stillwatch {
namespace {

class Embedding : public testing::Test {
 protected:
  bool read(const std::string& json) {
    workspace_.reset();
    return assign(exchange_, Field::embedding, workspace_.parse_text("[" + json + "]").at(0), workspace_);
  }
  JsonWorkspace workspace_;
  Exchange exchange_;
};

TEST_F(Embedding, WritingAndReadingIsTheIdentity) {
  Random random(5);
  for (const std::size_t dimension : {1, 3, 384, 4096}) {
    std::vector<float> numbers(dimension);
    for (float& number : numbers)
      number = static_cast<float>(random.normal() * std::exp(20 * random.normal()));
    std::string text;
    append_embedding(text, numbers);
    ASSERT_TRUE(read(text)) << dimension;
    EXPECT_TRUE(std::ranges::equal(exchange_.embedding, numbers)) << dimension;
    std::string line;
    write_canonical(exchange_, line);
    EXPECT_NE(line.find("\"embedding\":" + text), std::string::npos);
  }
}

TEST_F(Embedding, AnythingElseIsNone) {
  for (const char* json : {"[]", "7", "\"0.1\"", "{}", "[0.1,null]", "[0.1,\"0.2\"]", "[1e39]", "[1,[2]]"}) {
    EXPECT_FALSE(read(json)) << json;
    EXPECT_TRUE(exchange_.embedding.empty());
  }
  std::string many = "[0";
  for (std::size_t i = 0; i < kEmbeddingMost; ++i) many += ",0";
  EXPECT_FALSE(read(many + "]"));
}

TEST_F(Embedding, LiesAlignedWhereverTheArenaStands) {
  for (std::size_t bytes = 0; bytes < 8; ++bytes) {
    workspace_.reset();
    (void)workspace_.arena.allocate(bytes);
    const Json value = workspace_.parse_text("[1.5,-2]");
    std::span<const float> numbers;
    ASSERT_TRUE(read_embedding(value, numbers, workspace_.arena));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(numbers.data()) % alignof(float), 0U);
    EXPECT_EQ(numbers[1], -2.0F);
  }
}

}  // namespace
}  // namespace stillwatch
