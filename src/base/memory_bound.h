// Keeps the resident memory of this process below a bound.
//
//   const MemoryBound bound({.bytes = std::size_t{1} << 30,
//                            .exceeded = [](std::size_t needed) { end_with(needed); }});
//   ...                                      // work on mapped files (base/mapped_file.h) as if all fitted
//
// A thread looks every 0.2 to 20 ms, the more is resident the sooner. Well below the bound it gives pages of
// mapped files back to the system, going around all of them, until a sixteenth is free again; they stay in
// its cache while it has room, so that touching them again costs a minor fault. When what is left is above
// the bound, heap that was freed goes back too; when that does not help either, exceeded(resident bytes) is
// called, once and on that thread: the run must then end. What a process touches between two looks can
// overshoot; the margin of a quarter of the bound, 8 MiB at least and 1 GiB at most, is for that, less where
// heap has taken that much, and those who touch most look themselves: parallel_for before its rounds
// (look()), tables where they are read (touch()). One at a time. Cost: some 2 us a look. bytes 0: no bound,
// no thread. Large arrays can be put into such files too (base/large_blocks.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>

namespace stillwatch {

class MemoryBound {
 public:
  struct Options {
    std::size_t bytes = 0;
    std::function<void(std::size_t resident)> exceeded;
  };
  explicit MemoryBound(Options options);
  MemoryBound(const MemoryBound&) = delete;
  MemoryBound& operator=(const MemoryBound&) = delete;
  ~MemoryBound();
  // Looks on the calling thread, and gives pages back, unless somebody looked in the last quarter of a
  // millisecond, or there is no bound.
  static void look();
  // The same at every 256th call of a thread, for whoever reads a mapped file at places far from each other:
  // the system maps sixteen pages for each, so that a thread can map gigabytes before another one looks.
  static void touch() {
    constexpr std::uint32_t kEvery = 256;
    if (++touches == kEvery) {
      touches = 0;
      look();
    }
  }
  // Whether there is a bound, and mapped files of so many bytes had better be given back by those who have
  // read them: they would fill more than half of what there is.
  [[nodiscard]] static bool is_short_for(std::size_t bytes);
  // Above this pages are given back, unless heap has taken more than leaves them a tenth of the bytes.
  [[nodiscard]] static std::size_t mark_of(std::size_t bytes);

 private:
  static inline thread_local std::uint32_t touches = 0;
  std::jthread watch_;
};

// Gives heap that was freed back to the system.
void give_heap_back();

// Bytes of this process that are in memory now; 0 where the system does not tell.
[[nodiscard]] std::size_t resident_bytes();
// The same of what is in no file: heap and stacks.
[[nodiscard]] std::size_t private_bytes();

// What this process may have at most: the machine's memory, or the limit of a control group that it is in
// (cgroup v1 and v2, any ancestor), whichever is less.
[[nodiscard]] std::size_t memory_of_machine();

// What a run may take unless it is told: 4 GB, or three quarters of memory_of_machine() when that is less.
[[nodiscard]] std::size_t default_memory();

}  // namespace stillwatch
