// Memory for large arrays in files without a name, where the memory of a run is short: a swap file of the
// program's own, which needs no rights and leaves nothing behind.
//
//   const LargeBlocks blocks({.folder = scratch_folder(""), .memory = std::size_t{1} << 30});
//   LargeBlocks::begin();                          // from now on, until pause()
//   void* at = LargeBlocks::allocate(size);        // nullptr: take it from the heap
//   ...
//   if (!LargeBlocks::release(at)) std::free(at);  // false: it is none of these
//
// The program's operator new asks here first (cli/large_allocations.cpp), so that every std::vector may grow
// beyond the memory without knowing of it. A block goes into a file when it has a thousandth of the memory
// (256 KiB at least; 4 MiB are always enough) and what is not in files (heap, stacks; what is touched of
// them) would take more than three eighths of `memory` with it: text and small arrays come on top. The file
// has its room on the disk before it is used: where there is none, or the file system cannot promise it, the
// answer is nullptr. A folder in memory (tmpfs) saves none. MemoryBound gives the pages back like those of
// any mapped file. Contents begin as zeros. While text is read or written, pause(): what lies in a file may
// reach the disk. At most one object at a time; blocks may outlive it. Thread-safe. Cost: some 30 us a block,
// a fault a page when it is touched first, and the disk's time for what the system writes out.
#pragma once

#include <cstddef>
#include <string>

namespace stillwatch {

class LargeBlocks {
 public:
  static constexpr std::size_t kLeast = std::size_t{256} << 10, kEnough = std::size_t{4} << 20;
  struct Options {
    std::string folder;      // where the files are made
    std::size_t memory = 0;  // of the run; 0: all blocks come from the heap
  };
  explicit LargeBlocks(Options options);
  LargeBlocks(const LargeBlocks&) = delete;
  LargeBlocks& operator=(const LargeBlocks&) = delete;
  ~LargeBlocks();
  static void begin();  // blocks may come from files
  static void pause();  // all come from the heap, as before

  // While one lives, arrays that its thread makes are those that are gone through in order: they go into
  // files already where half of that would be taken, and leave the rest to those that are not.
  class InOrder {
   public:
    InOrder() { ++in_order; }
    InOrder(const InOrder&) = delete;
    InOrder& operator=(const InOrder&) = delete;
    ~InOrder() { --in_order; }
  };

  // While one lives, what its thread makes may come from files though all others are paused: numbers alone.
  class Numbers {
   public:
    Numbers() { ++numbers_alone; }
    Numbers(const Numbers&) = delete;
    Numbers& operator=(const Numbers&) = delete;
    ~Numbers() { --numbers_alone; }
  };

  [[nodiscard]] static void* allocate(std::size_t size) noexcept;
  static bool release(void* block) noexcept;
  [[nodiscard]] static std::size_t held() noexcept;  // blocks in files now

 private:
  static inline thread_local int in_order = 0, numbers_alone = 0;
};

}  // namespace stillwatch
