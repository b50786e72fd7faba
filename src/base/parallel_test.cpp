#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <thread>
#include <vector>

namespace stillwatch {
namespace {

TEST(ParallelFor, RunsEachRoundOnceForAnyNumberOfThreads) {
  for (const unsigned threads : {0U, 1U, 2U, 8U}) {
    for (const std::size_t rounds : {0U, 1U, 2U, 1000U}) {
      std::vector<int> runs(rounds);
      parallel_for(rounds, threads, [&](std::size_t round, unsigned) { ++runs[round]; });
      EXPECT_EQ(runs, std::vector<int>(rounds, 1)) << threads << " threads";
    }
  }
}

TEST(ParallelFor, WorkersOwnTheirScratch) {
  constexpr unsigned kThreads = 4;
  std::vector<std::size_t> sum(worker_count(kThreads));
  parallel_for(10'000, kThreads, [&](std::size_t round, unsigned worker) { sum.at(worker) += round; });
  EXPECT_EQ(std::accumulate(sum.begin(), sum.end(), std::size_t{0}), 10'000U * 9'999U / 2U);
}

TEST(ParallelFor, WorksAtTheSameTime) {
  // Each of two rounds waits for the other: with one worker this would never end.
  std::atomic<int> arrived = 0;
  parallel_for(2, 2, [&](std::size_t, unsigned) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  EXPECT_EQ(arrived, 2);
}

TEST(ParallelBlocks, CoverEverythingOnce) {
  for (const std::size_t count : {0U, 1U, 8192U, 8193U, 100'000U}) {
    std::vector<int> runs(count);
    parallel_blocks(count, 3, [&](std::size_t first, std::size_t last, unsigned) {
      for (std::size_t i = first; i < last; ++i) ++runs[i];
    });
    EXPECT_EQ(runs, std::vector<int>(count, 1));
  }
}

TEST(WorkerCount, IsWithinItsBounds) {
  EXPECT_GE(worker_count(0), 1U);
  EXPECT_EQ(worker_count(3), 3U);
  EXPECT_EQ(worker_count(100'000), 256U);
}

}  // namespace
}  // namespace stillwatch
