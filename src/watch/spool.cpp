#include "watch/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <utility>

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBuffer = std::size_t{1} << 16;
constexpr std::size_t kLongestRest = std::size_t{64} << 20;

}  // namespace

std::int64_t steady_now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Spool::Spool(Spool&& other) noexcept
    : folder_(std::move(other.folder_)),
      file_(std::exchange(other.file_, -1)),
      held_(other.held_),
      rest_(std::move(other.rest_)),
      number_(other.number_) {}

Spool& Spool::operator=(Spool&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(file_, other.file_);
  std::swap(held_, other.held_);
  std::swap(rest_, other.rest_);
  std::swap(number_, other.number_);
  return *this;
}

Spool::~Spool() {
  if (file_ >= 0) ::close(file_);
}

std::uint64_t Spool::number_of(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  unsigned long long number = 0;
  return std::sscanf(name.c_str(), "arrived-%llu.jsonl", &number) == 1 ? number : 0;
}

Error Spool::failed(const std::string& path, int code) const {
  return {Code::io,
          fmt::format("{}: {}; what arrives on the pipe cannot be kept", path, std::strerror(code))};
}

Result<Spool> Spool::open(const std::string& folder, std::uint64_t above) {
  Spool spool(folder, above);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return spool.failed(folder, errno);
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    spool.number_ = std::max(spool.number_, number_of(entry.path().string()));
  spool.file_ = ::open(spool.arriving().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (spool.file_ < 0) return spool.failed(spool.arriving(), errno);
  if (const Status kept = spool.keep_whole_lines(); !kept.has_value()) return kept.error();
  if (spool.held_ > 0) {
    if (const Status closed = spool.close_file(); !closed.has_value()) return closed.error();
  }
  return spool;
}

Status Spool::keep_whole_lines() {
  const off_t size = ::lseek(file_, 0, SEEK_END);
  if (size < 0) return failed(arriving(), errno);
  std::array<char, kBuffer> buffer{};
  auto end = static_cast<std::uint64_t>(size);
  std::uint64_t whole = 0;
  while (end > 0 && whole == 0) {
    const std::uint64_t begin = end > buffer.size() ? end - buffer.size() : 0;
    const ssize_t got =
        ::pread(file_, buffer.data(), static_cast<std::size_t>(end - begin), static_cast<off_t>(begin));
    if (got <= 0) return failed(arriving(), got < 0 ? errno : EIO);
    const std::string_view read(buffer.data(), static_cast<std::size_t>(got));
    if (const auto last = read.rfind('\n'); last != std::string_view::npos) whole = begin + last + 1;
    end = begin;
  }
  if (::ftruncate(file_, static_cast<off_t>(whole)) != 0 || ::lseek(file_, 0, SEEK_END) < 0)
    return failed(arriving(), errno);
  held_ = whole;
  return Done{};
}

// Whole lines go to the file; the beginning of one waits in memory for its end, unless it is longer than a
// record may be.
Status Spool::take(std::string_view bytes) {
  const auto last = bytes.rfind('\n');
  if (last == std::string_view::npos && rest_.size() + bytes.size() <= kLongestRest) {
    rest_ += bytes;
    return Done{};
  }
  const std::size_t whole = last == std::string_view::npos ? bytes.size() : last + 1;
  Status put = append(rest_);
  if (put.has_value()) put = append(bytes.substr(0, whole));
  rest_ = bytes.substr(whole);
  return put;
}

Status Spool::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return failed(arriving(), put < 0 ? errno : ENOSPC);
    held_ += static_cast<std::uint64_t>(put);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return Done{};
}

Result<Spool::Filled> Spool::fill(int descriptor, std::int64_t until_ns) {
  Filled filled;
  std::array<char, kBuffer> buffer{};
  for (;;) {
    const std::int64_t left_ms = std::max<std::int64_t>(0, (until_ns - steady_now_ns()) / 1'000'000);
    pollfd waited{descriptor, POLLIN, 0};
    const int ready = ::poll(&waited, 1, static_cast<int>(std::min<std::int64_t>(left_ms, 1'000'000)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return failed("standard input", errno);
    if (ready == 0) {
      if (left_ms == 0) return filled;
      continue;
    }
    const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return failed("standard input", errno);
    if (got == 0) {
      filled.ended = true;
      if (!rest_.empty()) rest_ += '\n';
      if (const Status put = append(std::exchange(rest_, {})); !put.has_value()) return put.error();
      return filled;
    }
    filled.bytes += static_cast<std::uint64_t>(got);
    if (const Status put = take({buffer.data(), static_cast<std::size_t>(got)}); !put.has_value())
      return put.error();
    if (steady_now_ns() >= until_ns) return filled;
  }
}

Status Spool::close_file() {
  const std::string path = fmt::format("{}/arrived-{:08}.jsonl", folder_, number_ + 1);
  if (::fsync(file_) != 0 || ::rename(arriving().c_str(), path.c_str()) != 0) return failed(path, errno);
  ++number_;
  ::close(file_);
  file_ = ::open(arriving().c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  held_ = 0;
  return file_ < 0 ? Status(failed(arriving(), errno)) : Status(Done{});
}

void Spool::remove(const std::string& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

}  // namespace stillwatch
