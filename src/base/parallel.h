// A loop whose rounds run on several threads, with results that do not depend on how many.
//
//   std::vector<double> score(groups.size());                     // one slot for each round: no locks, no
//   order parallel_for(groups.size(), threads, [&](std::size_t i, unsigned) { score[i] = score_of(groups[i]);
//   });
//
//   std::vector<Scratch> scratch(worker_count(threads));          // one scratch for each worker
//   parallel_for(n, threads, [&](std::size_t i, unsigned worker) { out[i] = run(in[i], scratch[worker]); });
//
// Rounds are handed out in ascending order, one at a time, to whichever worker is free; so a round should
// last at least some microseconds. The result is deterministic when each round writes only to its own slot
// and reads nothing that another round writes; whatever a worker accumulates must be merged by a function
// that does not care for order. The body must not throw. Cost: starting and joining the threads, about 20 us
// each; one thread runs in the caller.
#pragma once

#include <cstddef>
#include <functional>

namespace stillwatch {

// The number of workers for a request: itself, or one per core for 0. At least 1, at most 256.
[[nodiscard]] unsigned worker_count(unsigned requested);

// Calls body(round, worker) once for every round in [0, rounds), with worker in [0, worker_count(threads)),
// and returns when all are done. Calls with the same worker never overlap.
void parallel_for(std::size_t rounds, unsigned threads,
                  const std::function<void(std::size_t round, unsigned worker)>& body);

// Calls body(first, last, worker) for consecutive blocks that together are [0, count), as parallel_for does
// for rounds. For loops whose single round is too short to hand out.
template <class Body>
void parallel_blocks(std::size_t count, unsigned threads, const Body& body) {
  constexpr std::size_t kBlock = 8192;
  parallel_for((count + kBlock - 1) / kBlock, threads, [&](std::size_t block, unsigned worker) {
    body(block * kBlock, count - block * kBlock < kBlock ? count : (block + 1) * kBlock, worker);
  });
}

}  // namespace stillwatch
