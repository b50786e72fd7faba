// An event file in which every event stands exactly once, whenever the program that writes it is killed.
//
//   auto file = EventFile::open("events.jsonl", committed_bytes);   // what the state says was there
//   Status done = file.value().complete(pending_lines);            // the lines of the look that was
//   committed
//
// The state of a watch says how many bytes the file had before a look and which lines that look adds; the
// state is replaced first, in one step, and the lines are appended afterwards. Whoever is killed in between
// does so again: what stands behind the stated length is the beginning of those lines, and only the rest is
// written, so the file ends up the same. Readers that follow the file may meet the beginning of a line before
// the rest of it, as in any file that grows.
//
// Errors: Code::io when the system refuses (disk full, no permission); Code::bad_input when the file is
// shorter than stated, or holds something else behind it than the lines that are due: then somebody changed
// it, and nothing is written. Not thread-safe. Cost: what is appended, and one fsync.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace stillwatch {

class EventFile {
 public:
  // Creates the file when it does not exist and `committed_bytes` is 0.
  [[nodiscard]] static Result<EventFile> open(const std::string& path, std::uint64_t committed_bytes);
  EventFile(EventFile&& other) noexcept;
  EventFile& operator=(EventFile&& other) noexcept;
  ~EventFile();

  // Whether some of `lines` are still missing: an earlier run was killed before it had written them.
  [[nodiscard]] Result<bool> lacks(std::string_view lines) const;
  // Afterwards the file is `committed_bytes` old bytes and `lines`; doing it again changes nothing.
  [[nodiscard]] Status complete(std::string_view lines);

 private:
  EventFile(std::string path, int file, std::uint64_t committed)
      : path_(std::move(path)), file_(file), committed_(committed) {}
  [[nodiscard]] Error refused(const char* doing, int code) const;
  [[nodiscard]] Status check_tail(std::string_view lines, std::uint64_t size) const;
  std::string path_;
  int file_ = -1;
  std::uint64_t committed_ = 0;
};

}  // namespace stillwatch
