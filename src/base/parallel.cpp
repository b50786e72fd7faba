#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "base/memory_bound.h"

namespace stillwatch {

unsigned worker_count(unsigned requested) {
  constexpr unsigned kMost = 256;
  return std::clamp(requested == 0 ? std::thread::hardware_concurrency() : requested, 1U, kMost);
}

void parallel_for(std::size_t rounds, unsigned threads,
                  const std::function<void(std::size_t round, unsigned worker)>& body) {
  const auto workers = static_cast<unsigned>(std::min<std::size_t>(worker_count(threads), rounds));
  std::atomic<std::size_t> next = 0;
  const auto work = [&](unsigned worker) {
    for (std::size_t round = next++; round < rounds; round = next++) {
      MemoryBound::look();
      body(round, worker);
    }
  };
  std::vector<std::jthread> others;
  for (unsigned worker = 1; worker < workers; ++worker) others.emplace_back(work, worker);
  work(0);
}

}  // namespace stillwatch
