#include "cli/ordered_output.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>
#include <vector>

#include "exchange/source.h"

namespace stillwatch {
namespace {

TEST(OrderedOutput, SameBytesForAnyNumberOfThreads) {
  constexpr std::uint64_t kChunks = 200;
  for (const char* ending : {".jsonl", ".jsonl.zst"}) {
    std::string first;
    for (const unsigned threads : {1U, 2U, 8U}) {
      const std::string path = (std::filesystem::temp_directory_path() /
                                ("stillwatch_ordered_" + std::to_string(::getpid()) + ending))
                                   .string();
      auto output = OrderedOutput::open(path, threads);
      ASSERT_TRUE(output.has_value()) << output.error().what;
      std::atomic<std::uint64_t> next{0};
      std::vector<std::thread> workers;
      for (unsigned i = 0; i < threads; ++i) {
        workers.emplace_back([&] {
          for (std::uint64_t number = next++; number < kChunks; number = next++)
            output.value()->put(number, "chunk " + std::to_string(number) + "\n");
        });
      }
      for (std::thread& worker : workers) worker.join();
      output.value()->append("end\n");
      ASSERT_TRUE(output.value()->finish().has_value());
      const auto text = read_whole(path, 1 << 20);
      ASSERT_TRUE(text.has_value()) << text.error().what;
      if (first.empty()) first = text.value();
      EXPECT_EQ(text.value(), first) << threads << " threads, " << ending;
      std::filesystem::remove(path);
    }
    EXPECT_TRUE(first.starts_with("chunk 0\nchunk 1\n"));
    EXPECT_TRUE(first.ends_with("chunk 199\nend\n"));
  }
}

TEST(OrderedOutput, LeavesNothingBehindWithoutFinish) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("stillwatch_unfinished_" + std::to_string(::getpid())))
          .string();
  {
    auto output = OrderedOutput::open(path, 1);
    ASSERT_TRUE(output.has_value());
    output.value()->put(0, "half\n");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path + ".partial"));
}

}  // namespace
}  // namespace stillwatch
