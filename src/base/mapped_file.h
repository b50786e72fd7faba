// A whole file in memory, read through the page cache.
//
//   auto file = MappedFile::open("part.state");
//   if (!file.has_value()) return file.error();
//   parse(file.value().bytes());
//
// Pages are read when they are touched: a mapping costs address space, and memory only for what was touched
// since forget(). With Access::change, what is written to changeable() reaches the file. The file must not be
// shortened while it is mapped (reading what is gone ends the process with SIGBUS); files that this program
// writes are replaced by renaming, never in place. Errors: Code::not_found, Code::io. Thread-safe for
// reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"

namespace stillwatch {

class MappedFile {
 public:
  enum class Access : std::uint8_t { read, change };
  [[nodiscard]] static Result<MappedFile> open(const std::string& path, Access access = Access::read);
  // The same of an open file, which the caller may close afterwards; `name` is for errors.
  [[nodiscard]] static Result<MappedFile> of(int descriptor, const std::string& name,
                                             Access access = Access::read);
  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }
  [[nodiscard]] std::span<std::byte> changeable() { return {data_, size_}; }  // Access::change only
  // Gives the memory of these pages back to the system, which keeps them in its cache while it has room; they
  // are mapped again when touched. Changes are kept.
  void forget(std::size_t offset, std::size_t size) const;
  // The same of the next `most` bytes, about, of all files that are mapped now, on whichever threads they are
  // used, and at most once of each: calls go around, so that what was given back last is the last to be given
  // back again (base/memory_bound.h). Returns the bytes of the files, resident or not: 0 when there are none.
  static std::size_t forget_next(std::size_t most);
  // Pages will be touched anywhere: the system brings in one at a time, not those behind it as well.
  void expect_no_order() const;
  [[nodiscard]] static std::size_t mapped_bytes();  // of all files
  // Gives back whole pages of these bytes on the disk too: they read as zeros from then on. Access::change
  // only; where the file system cannot do that, nothing happens.
  void discard(std::size_t offset, std::size_t size) const;

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace stillwatch
