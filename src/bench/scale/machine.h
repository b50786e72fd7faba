// The machine that measures, in words: "2 x AMD EPYC 9B45, 24 GB of memory, Linux 6.12".
//
// From /proc and uname; what cannot be read is left out. Thread-safe.
#pragma once

#include <string>

namespace stillwatch {

[[nodiscard]] std::string machine_in_words();

}  // namespace stillwatch
