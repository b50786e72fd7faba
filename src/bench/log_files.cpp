#include "bench/log_files.h"

#include <algorithm>

namespace stillwatch {

std::vector<std::string> log_files(const std::filesystem::path& world) {
  std::vector<std::string> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(world, ignored)) {
    if (entry.path().filename().string().starts_with("exchanges")) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace stillwatch
