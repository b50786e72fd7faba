// Ends the program tidily when it is interrupted (SIGINT, SIGTERM) or meets an error of its own.
//
//   int main() { end_tidily(); ... }
//   const FileInWork guard("out.jsonl.partial");      // removed if the program ends before the guard does
//   const FileInWork folder("out.partial");           // a folder likewise, with all that is in it
//
// An interrupt removes the files in work, says so on standard error, and ends with exit code 130; an
// exception that nobody catches, on whichever thread, does the same with exit code 70, memory that the system
// does not give with 5, and a mapped file that was cut short under the program with 3. At most 16 files with
// paths of up to 4095 bytes are removed; more are left behind. The handler calls only what signals allow. A
// FileInWork belongs to one thread; several threads may hold one each.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stillwatch {

void end_tidily();

// Removes the files in work, says `text` on standard error, and ends the program, on whichever thread.
[[noreturn]] void end_now(int exit_code, std::string_view text);

class FileInWork {
 public:
  explicit FileInWork(const std::string& path);
  FileInWork(FileInWork&& other) noexcept : slot_(other.slot_) { other.slot_ = kNone; }
  FileInWork& operator=(FileInWork&&) = delete;
  ~FileInWork();  // the file stays: it has its final name, or its owner removed it

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t slot_ = kNone;
};

}  // namespace stillwatch
