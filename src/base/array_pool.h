// Keeps arrays one behind the other in few large blocks: thousands of small ones as one large one, which can
// lie where large ones lie (base/large_blocks.h), and take no room to grow.
//
//   ArrayPool pool;
//   std::span<const std::uint32_t> kept = pool.keep(std::span<const std::uint32_t>(rows));
//
// What is kept stays where it is until the pool ends. Blocks grow from 16 KiB to 4 MiB, and are as large as
// an array that is larger. Not thread-safe. Cost: a copy.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

namespace stillwatch {

class ArrayPool {
 public:
  ArrayPool() = default;
  ArrayPool(const ArrayPool&) = delete;
  ArrayPool& operator=(const ArrayPool&) = delete;

  template <class Value>
  [[nodiscard]] std::span<const Value> keep(std::span<const Value> values) {
    static_assert(std::is_trivially_copyable_v<Value> && alignof(Value) <= kAlignment);
    if (values.empty()) return {};
    auto* const at = reinterpret_cast<Value*>(room_for(values.size_bytes()));  // NOLINT: of bytes
    std::memcpy(at, values.data(), values.size_bytes());
    return {at, values.size()};
  }
  template <class Value>
  [[nodiscard]] std::span<const Value> keep(const std::vector<Value>& values) {
    return keep(std::span<const Value>(values));
  }

 private:
  static constexpr std::size_t kAlignment = 16;
  static constexpr std::size_t kFirst = std::size_t{16} << 10, kLargest = std::size_t{4} << 20;

  std::byte* room_for(std::size_t bytes) {
    bytes = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    if (bytes > left_) {
      const std::size_t size =
          std::max(bytes, std::min(kLargest, kFirst << std::min<std::size_t>(blocks_.size(), 8)));
      blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));  // NOLINT: raw bytes
      next_ = blocks_.back().get();
      left_ = size;
    }
    std::byte* const at = next_;
    next_ += bytes;
    left_ -= bytes;
    return at;
  }

  std::vector<std::unique_ptr<std::byte[]>> blocks_;  // NOLINT: raw bytes
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace stillwatch
