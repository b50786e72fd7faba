// A file that a command writes at its end, and whose place is tried before its beginning.
//
//   auto page = OutputFile::open("report.html");       // an error here, before hours of reading
//   ...
//   write_html_report(result, page.value().stream());
//   const Status written = page.value().finish();      // gives the file its name
//
// Written beside its final place under the name PATH.partial and renamed by finish(), so that a run that
// fails leaves what stood there before, and no half file; an interrupt removes it too (cli/interruption.h).
// What is no regular file (a pipe, /dev/stdout) is written directly. Errors: usage when the place cannot be
// written, io when writing failed. Not thread-safe.
#pragma once

#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/interruption.h"

namespace stillwatch {

class OutputFile {
 public:
  [[nodiscard]] static Result<OutputFile> open(const std::string& path);
  OutputFile(OutputFile&&) noexcept = default;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  [[nodiscard]] std::ostream& stream() { return *out_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] Status finish();

 private:
  OutputFile(std::string path, bool direct);
  std::string path_;
  std::string written_path_;  // empty once finished, or when the path is written directly
  std::optional<FileInWork> in_work_;
  std::unique_ptr<std::ofstream> out_;
};

}  // namespace stillwatch
