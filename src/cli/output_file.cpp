#include "cli/output_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace stillwatch {

OutputFile::OutputFile(std::string path, bool direct) : path_(std::move(path)) {
  if (!direct) {
    written_path_ = path_ + ".partial";
    in_work_.emplace(written_path_);
  }
  out_ = std::make_unique<std::ofstream>(direct ? path_ : written_path_, std::ios::binary | std::ios::trunc);
}

Result<OutputFile> OutputFile::open(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  const bool is_folder = std::filesystem::is_directory(status);
  const bool direct = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
  errno = 0;
  OutputFile file(path, direct && !is_folder);
  if (is_folder || !*file.out_) {
    const char* const why = is_folder ? "is a folder" : errno != 0 ? std::strerror(errno) : "not writable";
    return Error{Code::usage,
                 "cannot write " + path + ": " + why + "; choose a file in a folder that exists"};
  }
  return file;
}

OutputFile::~OutputFile() {
  if (!written_path_.empty() && out_) std::remove(written_path_.c_str());
}

Status OutputFile::finish() {
  out_->flush();
  const bool written = static_cast<bool>(*out_);
  out_->close();
  if (!written || !*out_) return Error{Code::io, "cannot write " + path_ + "; is the disk full?"};
  if (written_path_.empty()) return Done{};
  if (std::rename(written_path_.c_str(), path_.c_str()) != 0)
    return Error{Code::io, "cannot write " + path_ + ": " + std::strerror(errno)};
  written_path_.clear();
  return Done{};
}

}  // namespace stillwatch
