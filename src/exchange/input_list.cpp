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
  if (name.ends_with(".parquet")) return true;
  for (const std::string_view packing : {".gz", ".zst", ".zstd"}) {
    if (name.ends_with(packing)) name.remove_suffix(packing.size());
  }
  static constexpr std::array<std::string_view, 4> kEndings = {".jsonl", ".ndjson", ".json", ".log"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

std::string normal_path(const std::string& path) {
  return path == "-" ? path : fs::path(path).lexically_normal().string();
}

class InputFinder {
 public:
  void add(const std::string& argument) {
    std::error_code ignored;
    if (argument == "-") return add_file(argument);
    if (fs::is_directory(argument, ignored)) return add_folder(argument);
    if (fs::exists(argument, ignored)) return add_file(argument);
    if (argument.find_first_of("*?[") == std::string::npos)
      return miss(argument, "no such file or folder; check the path");
    const std::vector<std::string> found = matches_of(argument);
    if (found.empty()) miss(argument, "no file matches; check the pattern");
    for (const std::string& path : found) {
      if (fs::is_directory(path, ignored)) {
        add_folder(path);
      } else {
        add_file(path);
      }
    }
  }

  InputList finish() {
    auto& paths = list_.paths;
    std::sort(paths.begin(), paths.end());
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    return std::move(list_);
  }

 private:
  void add_file(const std::string& path) { list_.paths.push_back(normal_path(path)); }

  void miss(const std::string& path, const std::string& sentence) {
    add_file(path);
    list_.missing.emplace(normal_path(path), sentence);
  }

  void add_folder(const std::string& folder) {
    const std::size_t before = list_.paths.size();
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error),
         end;
         !error && at != end; at.increment(error)) {
      std::error_code ignored;
      if (at->is_regular_file(ignored) && looks_like_log(at->path().filename().string()))
        add_file(at->path().string());
    }
    if (error) return miss(folder, error.message() + "; check its permissions");
    if (list_.paths.size() == before)
      miss(folder, "holds no .jsonl, .ndjson, .json or .log file (also .gz or .zst), and no .parquet file");
  }

  static std::vector<std::string> matches_of(const std::string& pattern) {
    std::vector<std::string> found;
    glob_t result{};
    if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &result) == 0) {
      for (std::size_t i = 0; i < result.gl_pathc; ++i) found.emplace_back(result.gl_pathv[i]);
    }
    ::globfree(&result);
    return found;
  }

  InputList list_;
};

}  // namespace

Result<InputList> expand_inputs(const std::vector<std::string>& arguments) {
  if (arguments.empty())
    return Error{Code::usage, "no log was named; give files, folders, patterns or - for standard input"};
  InputFinder finder;
  for (const std::string& argument : arguments) finder.add(argument);
  return finder.finish();
}

}  // namespace stillwatch
