// A folder that a command fills and that appears under its name only when it is complete.
//
//   auto folder = OutputFolder::open("exchanges");           // an error here, before hours of reading
//   write(folder.value().path() + "/part-00000.parquet");    // path(): exchanges.partial
//   const Status done = folder.value().finish();             // gives the folder its name
//
// The name must not be taken, unless by an empty folder. A run that fails or is interrupted leaves nothing
// behind; one that is killed leaves NAME.partial, which the next run names and does not touch. Errors: usage
// when the place is taken or cannot be written, io when the folder cannot be given its name. Not thread-safe.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/interruption.h"

namespace stillwatch {

class OutputFolder {
 public:
  [[nodiscard]] static Result<OutputFolder> open(const std::string& name);
  OutputFolder(OutputFolder&& other) noexcept;
  OutputFolder& operator=(OutputFolder&&) = delete;
  ~OutputFolder();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] Status finish();

 private:
  explicit OutputFolder(std::string name);
  std::string name_;
  std::string path_;  // empty once finished or moved from
  std::optional<FileInWork> in_work_;
};

}  // namespace stillwatch
