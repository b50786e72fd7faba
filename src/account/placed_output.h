// Writes one stretch of a file, from a place in it on, through a buffer.
//
//   PlacedOutput rows(file, first * sizeof(ExchangeRow));
//   rows.put(std::as_bytes(std::span(&row, 1)));  ...
//   if (const int failed = rows.finish(); failed != 0) ...        // an errno, of the first write that failed
//
// Stretches of one file may be written on several threads. Cost: a copy, and a system call for each 64 KiB: a
// system keeps what is written at once in units of up to 2 MiB, and maps all of a unit at the first touch of
// one byte, so that a hundred lookups in a mapped file would take 200 MiB (base/memory_bound.h).
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <span>
#include <vector>

namespace stillwatch {

class PlacedOutput {
 public:
  PlacedOutput(int file, std::size_t at) : file_(file), at_(at) { buffer_.reserve(kBuffer); }
  void put(std::span<const std::byte> bytes) {
    if (buffer_.size() + bytes.size() > kBuffer) flush();
    if (bytes.size() > kBuffer) return write(bytes);
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  }
  [[nodiscard]] int finish() {
    flush();
    return failure_;
  }
  [[nodiscard]] std::size_t end() const { return at_; }  // after finish()

 private:
  static constexpr std::size_t kBuffer = std::size_t{1} << 20;
  static constexpr std::size_t kPiece = std::size_t{64} << 10;
  void flush() {
    write(buffer_);
    buffer_.clear();
  }
  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty() && failure_ == 0) {
      const std::size_t piece = std::min(bytes.size(), kPiece - at_ % kPiece);
      const ssize_t written = ::pwrite(file_, bytes.data(), piece, static_cast<off_t>(at_));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) {
        failure_ = written == 0 ? ENOSPC : errno;
        return;
      }
      at_ += static_cast<std::size_t>(written);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  int file_;
  std::size_t at_;
  int failure_ = 0;
  std::vector<std::byte> buffer_;
};

}  // namespace stillwatch
