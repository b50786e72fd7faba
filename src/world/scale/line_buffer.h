// Bytes of log lines, appended in short pieces: what a std::string does, without a test and a call for each.
//
//   LineBuffer out;                                // reuse it: holds its memory
//   out.append("\"id\":\"");  out.append_hex(id, 16);  out.append('"');
//   write(out.view());
//
// Appending copies whole words beyond the piece's end, which is why pieces from an Arena are cheapest
// (copy_padded). Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace stillwatch::world {

class LineBuffer {
 public:
  static constexpr std::size_t kPadding = 32;  // bytes that copy_padded may read and write beyond the end

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }
  void clear() { size_ = 0; }
  void shorten(std::size_t size) { size_ = size; }  // takes back what was appended since

  void append(char c) {
    reserve(1);
    bytes_[size_++] = c;
  }
  void append(std::string_view text) {
    reserve(text.size());
    std::memcpy(bytes_.get() + size_, text.data(), text.size());
    size_ += text.size();
  }
  // The same for a piece behind which kPadding bytes may be read.
  void append_padded(const char* text, std::size_t size) {
    reserve(size);
    char* to = bytes_.get() + size_;
    std::memcpy(to, text, kPadding);
    if (size > kPadding) std::memcpy(to + kPadding, text + kPadding, size - kPadding);
    size_ += size;
  }
  void append_hex(std::uint64_t value, int digits) {
    constexpr std::string_view kHex = "0123456789abcdef";
    reserve(16);
    for (int i = digits - 1; i >= 0; --i) bytes_[size_++] = kHex[(value >> (4 * i)) & 15];
  }
  void append_number(std::uint64_t value) {
    std::array<char, 20> digits{};
    std::size_t at = digits.size();
    do {
      digits[--at] = static_cast<char>('0' + value % 10);
      value /= 10;
    } while (value != 0);
    append({digits.data() + at, digits.size() - at});
  }
  // `value` with leading zeros; it must have at most `digits` digits.
  void append_digits(std::uint64_t value, std::size_t digits) {
    reserve(digits);
    for (std::size_t i = digits; i > 0; --i, value /= 10)
      bytes_[size_ + i - 1] = static_cast<char>('0' + value % 10);
    size_ += digits;
  }

 private:
  void reserve(std::size_t more) {
    if (size_ + more + kPadding > capacity_) grow(more);
  }
  void grow(std::size_t more) {
    const std::size_t capacity = 2 * (size_ + more + kPadding);
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
    if (size_ > 0) std::memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace stillwatch::world
