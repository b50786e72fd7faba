// Lines that arrive on a pipe, kept on the disk until a look has folded them in.
//
//   auto spool = Spool::open("watch-state/arrived", highest_number_folded_in);
//   auto filled = spool.value().fill(STDIN_FILENO, until_ns);    // waits; until the time, or the end of the
//   pipe Status closed = spool.value().close_file();                 // what was received is now a file of
//   its own
//   ...                                                         // a watch of that folder folds it in
//   spool.value().remove(folded_path);
//
// A pipe cannot be read again, so what was taken from it is written first. Lines go to `arriving.part`, which
// a watch does not look at; close_file() flushes it to the disk and renames it to `arrived-NNNNNNNN.jsonl`,
// each number higher than all before: two files of one name would be taken for one (watch/arrivals.h).
// open() closes what a killed run left: its whole lines are kept, the beginning of a line is dropped, because
// nobody can tell whether its end would have come. What the pipe still held when the program was killed is
// lost with the pipe; senders that must not lose it write files.
//
// Errors: Code::io. Not thread-safe. Cost: a copy of every byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace stillwatch {

class Spool {
 public:
  struct Filled {
    std::uint64_t bytes = 0;
    bool ended = false;  // the pipe has no writer any more
  };

  // `above`: the highest number that is remembered of files that are no longer there; 0: none is.
  [[nodiscard]] static Result<Spool> open(const std::string& folder, std::uint64_t above);
  // Of names as close_file() gives; 0 for others.
  [[nodiscard]] static std::uint64_t number_of(const std::string& path);
  Spool(Spool&& other) noexcept;
  Spool& operator=(Spool&& other) noexcept;
  ~Spool();

  // `until_ns`: by the steady clock (steady_now_ns()); returns sooner when the pipe ends.
  [[nodiscard]] Result<Filled> fill(int descriptor, std::int64_t until_ns);
  [[nodiscard]] bool holds_lines() const { return held_ > 0; }
  [[nodiscard]] Status close_file();
  static void remove(const std::string& path);

 private:
  Spool(std::string folder, std::uint64_t above) : folder_(std::move(folder)), number_(above) {}
  [[nodiscard]] std::string arriving() const { return folder_ + "/arriving.part"; }
  [[nodiscard]] Status keep_whole_lines();
  [[nodiscard]] Status take(std::string_view bytes);
  [[nodiscard]] Status append(std::string_view bytes);
  [[nodiscard]] Error failed(const std::string& path, int code) const;

  std::string folder_;
  int file_ = -1;
  std::uint64_t held_ = 0;  // bytes in the file
  std::string rest_;        // the beginning of a line
  std::uint64_t number_;    // of the latest file
};

[[nodiscard]] std::int64_t steady_now_ns();

}  // namespace stillwatch
