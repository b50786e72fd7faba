// A file that is there for one run and nobody else: it has no name from the moment it exists, so that nothing
// of it is left however the run ends, kill -9 included.
//
//   auto file = open_unnamed_file(scratch_folder(options.spill_folder));
//   if (!file.has_value()) return file.error();          // Code::io: no such folder, not writable, disk full
//   ::pwrite(file.value(), ...);                         // the caller closes it; its space is then free
//
// Readable and writable for the owner alone (0600) for the moment in which it still has a name. Thread-safe.
#pragma once

#include <string>

#include "base/result.h"

namespace stillwatch {

[[nodiscard]] Result<int> open_unnamed_file(const std::string& folder);

// `wished`, or where that is empty what TMPDIR names, or /tmp.
[[nodiscard]] std::string scratch_folder(const std::string& wished);

}  // namespace stillwatch
