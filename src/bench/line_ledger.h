// Finished pieces of a long measurement, kept in a file a line each, so that a run that was stopped goes on
// where it was.
//
//   auto ledger = LineLedger::open("build/bench/detect/cells.jsonl", "");
//   for (const std::string& line : ledger.value().held()) use(line);
//   ledger.value().append(R"({"key":"a","result":1})");
//
// Each line is on the disk whole before append() returns; what a kill cut short is dropped by the next
// open(). A header, when it is not empty, is the first line of a new file and not among held(). Only one
// process at a time may hold a ledger. append() may be called from several threads. Errors: Code::io where
// the folder or file cannot be written, Code::usage where another process holds it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace stillwatch {

class LineLedger {
 public:
  [[nodiscard]] static Result<LineLedger> open(const std::string& path, std::string_view header);
  LineLedger(LineLedger&&) noexcept;
  LineLedger& operator=(LineLedger&&) noexcept;
  ~LineLedger();

  [[nodiscard]] const std::vector<std::string>& held() const;  // when it was opened
  [[nodiscard]] const std::string& path() const;
  [[nodiscard]] Status append(std::string_view line);

 private:
  struct State;
  explicit LineLedger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Digests that tell one build, and one set of texts, from another: 16 hex digits. What cannot be read counts
// as empty.
[[nodiscard]] std::string digest_of_file(const std::string& path);
[[nodiscard]] std::string digest_of_folder(const std::string& path);  // names and sizes of its files
[[nodiscard]] std::string program_digest();                           // of this program's bytes

}  // namespace stillwatch
