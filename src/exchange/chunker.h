// Cuts a byte source into chunks that end at a line end, with the line number and offset of each chunk's
// start.
//
// A line longer than `max_line` is skipped in bounded memory and reported. Memory: one carried partial line
// of at most max_line bytes; a chunk grows beyond chunk_bytes only for a line that does not fit. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "exchange/source.h"

namespace stillwatch {

struct SkippedLine {
  std::uint64_t line = 0;
  std::uint64_t offset = 0;
};

struct Chunk {
  std::unique_ptr<char[]> bytes;  // kJsonPadding readable bytes behind `size`
  std::size_t capacity = 0;
  std::size_t size = 0;
  std::uint64_t first_line = 1;
  std::uint64_t offset = 0;
  bool unfinished_line = false;        // the source ends inside the last line (no line end)
  std::vector<SkippedLine> oversized;  // lines that were left out

  void reserve(std::size_t bytes_needed, std::size_t bytes_kept);
};

class Chunker {
 public:
  // `offset`: of the source's first byte in the text, where it does not begin at the beginning; line numbers
  // are then not known.
  Chunker(ByteSource source, std::size_t chunk_bytes, std::size_t max_line, std::uint64_t offset = 0);

  // The next chunk; false at the end. A chunk may be empty when it only reports skipped lines.
  bool next(Chunk& chunk);

  [[nodiscard]] ByteSource& source() { return source_; }
  [[nodiscard]] std::uint64_t text_bytes() const { return text_bytes_; }
  [[nodiscard]] std::uint64_t next_offset() const { return offset_; }  // of the next chunk
  [[nodiscard]] std::uint64_t lines() const { return line_ - 1; }

 private:
  bool skip_line(Chunk& chunk);
  bool number(Chunk& chunk);

  ByteSource source_;
  std::size_t chunk_bytes_;
  std::size_t max_line_;
  std::vector<char> carried_;  // start of a line whose end was not yet read
  std::uint64_t line_ = 1;     // of the next byte
  std::uint64_t offset_ = 0;   // of the next byte
  std::uint64_t text_bytes_ = 0;
  bool done_ = false;
};

}  // namespace stillwatch
