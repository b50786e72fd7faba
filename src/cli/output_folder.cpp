#include "cli/output_folder.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

Error unusable(const std::string& name, const std::string& why) {
  return {Code::usage, "cannot write " + name + ": " + why};
}

}  // namespace

OutputFolder::OutputFolder(std::string name) : name_(std::move(name)), path_(name_ + ".partial") {
  in_work_.emplace(path_);
}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : name_(std::move(other.name_)),
      path_(std::exchange(other.path_, {})),
      in_work_(std::move(other.in_work_)) {}

Result<OutputFolder> OutputFolder::open(const std::string& given) {
  std::string name = given;
  while (name.size() > 1 && name.ends_with('/')) name.pop_back();
  std::error_code error;
  if (fs::exists(name, error) && (!fs::is_directory(name, error) || !fs::is_empty(name, error)))
    return unusable(name, "it is there already; name a folder that is new or empty");
  const std::string partial = name + ".partial";
  if (fs::exists(partial, error))
    return unusable(name,
                    partial + " is in the way: another run is writing it, or one was killed; remove it then");
  if (!fs::create_directory(partial, error))
    return unusable(name, error.message() + "; choose a place in a folder that exists");
  return OutputFolder(std::move(name));
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

Status OutputFolder::finish() {
  if (std::rename(path_.c_str(), name_.c_str()) != 0)
    return Error{Code::io, "cannot write " + name_ + ": " + std::strerror(errno)};
  path_.clear();
  in_work_.reset();
  return Done{};
}

}  // namespace stillwatch
