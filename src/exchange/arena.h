// Memory for the strings of one record: grows by blocks, is reset for the next record, and keeps its blocks.
//
//   Arena arena;
//   char* bytes = arena.allocate(100);     // valid until reset()
//   std::string_view kept = arena.copy("text");
//   arena.reset();                         // everything above is gone; no memory is returned to the system
//
// After the first records of a log nothing is allocated any more. Blocks above kKeptBytes are freed on reset,
// so that one giant record does not hold its memory for ever. Not thread-safe: one per worker.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace stillwatch {

class Arena {
 public:
  static constexpr std::size_t kBlockBytes = std::size_t{256} << 10;
  static constexpr std::size_t kKeptBytes = std::size_t{8} << 20;

  char* allocate(std::size_t bytes) {
    if (bytes > left_) open_block(bytes);
    char* const place = next_;
    next_ += bytes;
    left_ -= bytes;
    return place;
  }

  // Returns the unused end of the latest allocation.
  void give_back(std::size_t bytes) {
    next_ -= bytes;
    left_ += bytes;
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* const place = allocate(text.size());
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }

  void reset() {
    current_ = 0;
    if (total_ > kKeptBytes) {
      blocks_.clear();
      total_ = 0;
    }
    if (blocks_.empty()) {
      next_ = nullptr;
      left_ = 0;
    } else {
      next_ = blocks_[0].bytes.get();
      left_ = blocks_[0].size;
    }
  }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };

  void open_block(std::size_t bytes) {
    while (current_ + 1 < blocks_.size()) {
      Block& block = blocks_[++current_];
      if (block.size >= bytes) return use(block);
    }
    const std::size_t size = bytes > kBlockBytes ? bytes : kBlockBytes;
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
    total_ += size;
    current_ = blocks_.size() - 1;
    use(blocks_.back());
  }
  void use(Block& block) {
    next_ = block.bytes.get();
    left_ = block.size;
  }

  std::vector<Block> blocks_;
  std::size_t current_ = 0;
  std::size_t total_ = 0;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace stillwatch
