#include "exchange/input_list.h"

#include <glob.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

bool looks_like_log(std::string_view name) {
  for (const std::string_view packing : {".gz", ".zst", ".zstd"}) {
    if (name.ends_with(packing)) name.remove_suffix(packing.size());
  }
  static constexpr std::array<std::string_view, 4> kEndings = {".jsonl", ".ndjson", ".json", ".log"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

Status add_folder(const std::string& folder, std::vector<std::string>& paths) {
  const std::size_t before = paths.size();
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error), end;
       !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored) && looks_like_log(at->path().filename().string()))
      paths.push_back(at->path().string());
  }
  if (error) return Error{Code::io, folder + ": " + error.message()};
  if (paths.size() == before)
    return Error{Code::not_found,
                 folder + ": holds no .jsonl, .ndjson, .json or .log file (also .gz or .zst)"};
  return Done{};
}

std::vector<std::string> matches_of(const std::string& pattern) {
  std::vector<std::string> found;
  glob_t result{};
  if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &result) == 0) {
    for (std::size_t i = 0; i < result.gl_pathc; ++i) found.emplace_back(result.gl_pathv[i]);
  }
  ::globfree(&result);
  return found;
}

Status add_argument(const std::string& argument, std::vector<std::string>& paths) {
  std::error_code ignored;
  if (argument == "-") {
    paths.push_back(argument);
    return Done{};
  }
  if (fs::is_directory(argument, ignored)) return add_folder(argument, paths);
  if (fs::exists(argument, ignored)) {
    paths.push_back(argument);
    return Done{};
  }
  const bool pattern = argument.find_first_of("*?[") != std::string::npos;
  const std::vector<std::string> found = pattern ? matches_of(argument) : std::vector<std::string>{};
  if (found.empty())
    return Error{Code::not_found, argument + (pattern ? ": no file matches" : ": no such file or folder")};
  for (const std::string& path : found) {
    const Status added = fs::is_directory(path, ignored) ? add_folder(path, paths) : Status(Done{});
    if (!added.has_value()) return added;
    if (!fs::is_directory(path, ignored)) paths.push_back(path);
  }
  return Done{};
}

}  // namespace

Result<std::vector<std::string>> expand_inputs(const std::vector<std::string>& arguments) {
  if (arguments.empty())
    return Error{Code::usage, "no log was named; give files, folders, patterns or - for standard input"};
  std::vector<std::string> paths;
  for (const std::string& argument : arguments) {
    const Status added = add_argument(argument, paths);
    if (!added.has_value()) return added.error();
  }
  for (std::string& path : paths) {
    if (path != "-") path = fs::path(path).lexically_normal().string();
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

}  // namespace stillwatch
