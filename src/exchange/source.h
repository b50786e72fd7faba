// The decompressed bytes of one file, in order, in bounded memory; plain, gzip or zstd, told by the first
// bytes.
//
//   auto source = ByteSource::open("log.jsonl.zst");           // "-": standard input
//   std::size_t count = source.value().read(buffer, size);      // 0 at the end
//   if (source.value().trouble() != ByteSource::Trouble::none) ...
//
// Several zstd frames or gzip members in one file are read as one text. A file that ends early or is damaged
// gives all bytes up to there and then trouble. The SHA-256 is that of the stored bytes. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

namespace stillwatch {

// What identifies a file that was read.
struct StoredFile {
  std::string sha256;  // hex, of the bytes as stored; empty when not asked for
  std::uint64_t bytes = 0;
};

class ByteSource {
 public:
  enum class Trouble : std::uint8_t { none, truncated, damaged, io };

  [[nodiscard]] static Result<ByteSource> open(const std::string& path, bool digest);
  // A file from where a frame begins, as stored (exchange/zstd_frames.h).
  [[nodiscard]] static Result<ByteSource> open_at(const std::string& path, std::uint64_t from);
  // The same over bytes in memory, which must outlive the source (tests, fuzzing).
  [[nodiscard]] static ByteSource over(std::string_view bytes);

  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ~ByteSource();

  // Leaves nothing of the file in the system's cache: for what is larger than that, and read once. What
  // others hold there, such as rows that left memory, stays. Call it before the first read.
  void leave_no_cache();

  // Fills `to` as far as there are bytes; fewer than `size` only at the end.
  std::size_t read(char* to, std::size_t size);

  [[nodiscard]] Trouble trouble() const;
  [[nodiscard]] std::string trouble_text() const;    // one sentence, empty for none
  [[nodiscard]] std::uint64_t stored_bytes() const;  // read so far, as stored
  // Whether the first bytes are those of an archive; false before the first read.
  [[nodiscard]] bool packed() const;
  // Hex digest of all stored bytes; reads what is left of the file. Empty when not asked for.
  [[nodiscard]] std::string finish_digest();

 private:
  struct State;
  explicit ByteSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Whole file, decompressed; an error above `limit` bytes. For small tables and configuration. Fills `stored`
// where it is given.
[[nodiscard]] Result<std::string> read_whole(const std::string& path, std::size_t limit,
                                             StoredFile* stored = nullptr);

}  // namespace stillwatch
