#include "bench/floor.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>

namespace stillwatch {
namespace {

std::string frame(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 1));
  return packed;
}

std::string stored(const char* name, const std::string& bytes) {
  const auto path = std::filesystem::path(testing::TempDir()) / name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path.string();
}

// Lines of the form {"a":["xx..."],"n":1}, the string of `length` bytes.
std::string lines(std::size_t count, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += R"({"a":[")" + std::string(length, 'x') + "\"],\"n\":1}\n";
  return text;
}

TEST(Floor, CountsEveryRecordAndStringForAnyNumberOfThreads) {
  const std::string many = lines(30'000, 100);   // some chunks
  const std::string wide = lines(3, 3'000'000);  // lines longer than a chunk
  std::string open_end = lines(5, 1);
  open_end.pop_back();
  const std::vector<std::string> paths = {stored("floor_many.zst", frame(many)),
                                          stored("floor_wide.zst", frame(wide) + frame(lines(2, 7))),
                                          stored("floor_open.zst", frame(open_end))};
  for (const unsigned threads : {1U, 2U, 5U}) {
    const auto run = run_floor(paths, threads);
    ASSERT_TRUE(run.has_value()) << run.error().what;
    EXPECT_EQ(run.value().records, 30'010U) << threads;
    EXPECT_EQ(run.value().string_bytes, 3'000'000U + 9'000'000U + 14U + 5U) << threads;
    EXPECT_EQ(run.value().text_bytes, many.size() + wide.size() + lines(2, 7).size() + open_end.size())
        << threads;
  }
}

TEST(Floor, SaysWhatIsDamaged) {
  const std::string whole = frame(lines(1000, 50));
  const std::string cut = stored("floor_cut.zst", whole.substr(0, whole.size() - 5));
  const std::string noise = stored("floor_noise.zst", "this is not zstd");
  const std::string wrong = stored("floor_wrong.zst", frame("{\"a\":1}\n{\"a\":[1,}\n"));
  for (const std::string& path : {cut, noise, wrong, std::string("/no/such/file.zst")}) {
    const auto run = run_floor({path}, 2);
    ASSERT_FALSE(run.has_value()) << path;
    EXPECT_FALSE(run.error().what.empty());
  }
}

}  // namespace
}  // namespace stillwatch
