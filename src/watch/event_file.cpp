#include "watch/event_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace stillwatch {

EventFile::EventFile(EventFile&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)), committed_(other.committed_) {}

EventFile& EventFile::operator=(EventFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(file_, other.file_);
  std::swap(committed_, other.committed_);
  return *this;
}

EventFile::~EventFile() {
  if (file_ >= 0) ::close(file_);
}

Error EventFile::refused(const char* doing, int code) const {
  return {Code::io, fmt::format("{}: cannot {}: {}; it is completed by the next call with the same --state",
                                path_, doing, std::strerror(code))};
}

Result<EventFile> EventFile::open(const std::string& path, std::uint64_t committed_bytes) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return Error{Code::io, fmt::format("{}: cannot open the event file: {}", path, std::strerror(errno))};
  EventFile opened(path, file, committed_bytes);
  struct stat about{};
  if (::fstat(file, &about) != 0) return opened.refused("look at it", errno);
  if (static_cast<std::uint64_t>(about.st_size) < committed_bytes) {
    return Error{
        Code::bad_input,
        fmt::format("{}: has {} bytes, and the state has written {}; put back the file that was moved or "
                    "shortened, or begin with a new --state and a new event file",
                    path, about.st_size, committed_bytes)};
  }
  return opened;
}

Status EventFile::check_tail(std::string_view lines, std::uint64_t size) const {
  std::vector<char> tail(static_cast<std::size_t>(size - committed_));
  std::size_t read = 0;
  while (read < tail.size()) {
    const ssize_t got =
        ::pread(file_, tail.data() + read, tail.size() - read, static_cast<off_t>(committed_ + read));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return refused("read its end", got < 0 ? errno : EIO);
    read += static_cast<std::size_t>(got);
  }
  if (tail.size() <= lines.size() && std::equal(tail.begin(), tail.end(), lines.begin())) return Done{};
  return Error{
      Code::bad_input,
      fmt::format("{}: holds something else from byte {} on than the events that are due there; let no other "
                  "program write to it: move those lines away, or begin with a new --state and event file",
                  path_, committed_)};
}

Result<bool> EventFile::lacks(std::string_view lines) const {
  struct stat about{};
  if (::fstat(file_, &about) != 0) return refused("look at it", errno);
  return static_cast<std::uint64_t>(about.st_size) < committed_ + lines.size();
}

Status EventFile::complete(std::string_view lines) {
  struct stat about{};
  if (::fstat(file_, &about) != 0) return refused("look at it", errno);
  const auto size = static_cast<std::uint64_t>(about.st_size);
  if (const Status checked = check_tail(lines, size); !checked.has_value()) return checked;
  std::size_t written = static_cast<std::size_t>(size - committed_);
  while (written < lines.size()) {
    const ssize_t put = ::pwrite(file_, lines.data() + written, lines.size() - written,
                                 static_cast<off_t>(committed_ + written));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return refused("write to it", put < 0 ? errno : ENOSPC);
    written += static_cast<std::size_t>(put);
  }
  if (::fsync(file_) != 0) return refused("write it to the disk", errno);
  committed_ += lines.size();
  return Done{};
}

}  // namespace stillwatch
