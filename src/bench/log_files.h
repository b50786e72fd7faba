// The log files of a made world: those whose names begin with "exchanges", in order of their names.
//
//   for (const std::string& file : log_files("build/bench/world")) arguments.push_back(file);
//
// Empty when there are none, or no such folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace stillwatch {

[[nodiscard]] std::vector<std::string> log_files(const std::filesystem::path& world);

}  // namespace stillwatch
