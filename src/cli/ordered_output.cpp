#include "cli/ordered_output.h"

#include <zstd.h>

#include <cerrno>
#include <cstring>

namespace stillwatch {
namespace {

constexpr int kZstdLevel = 3;

}  // namespace

Result<std::unique_ptr<OrderedOutput>> OrderedOutput::open(const std::string& path, unsigned threads) {
  const bool to_stdout = path == "-";
  const std::string written = to_stdout ? path : path + ".partial";
  std::FILE* const file = to_stdout ? stdout : std::fopen(written.c_str(), "wbe");
  if (file == nullptr) return Error{Code::io, written + ": " + std::strerror(errno)};
  return std::unique_ptr<OrderedOutput>(
      new OrderedOutput(path, written, file, path.ends_with(".zst"), threads));
}

OrderedOutput::OrderedOutput(std::string path, std::string written_path, std::FILE* file, bool zstd,
                             unsigned threads)
    : path_(std::move(path)),
      written_path_(std::move(written_path)),
      file_(file),
      zstd_(zstd),
      furthest_ahead_(std::uint64_t{4} * (threads == 0 ? 1 : threads)) {
  if (file_ != stdout) in_work_.emplace(written_path_);
}

OrderedOutput::~OrderedOutput() {
  if (file_ == nullptr || file_ == stdout) return;
  std::fclose(file_);  // NOLINT(cppcoreguidelines-owning-memory): this object owns it
  std::remove(written_path_.c_str());
}

std::string OrderedOutput::packed(const std::string& text) const {
  if (!zstd_ || text.empty()) return text;
  std::string bytes(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress(bytes.data(), bytes.size(), text.data(), text.size(), kZstdLevel);
  bytes.resize(ZSTD_isError(size) ? 0 : size);
  return bytes;
}

void OrderedOutput::write(const std::string& bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) failed_ = true;
}

void OrderedOutput::put(std::uint64_t number, const std::string& text) {
  std::string bytes = packed(text);
  std::unique_lock lock(mutex_);
  advanced_.wait(lock, [&] { return number < next_ + furthest_ahead_; });
  waiting_.emplace(number, std::move(bytes));
  for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_;
       first = waiting_.begin()) {
    write(first->second);
    waiting_.erase(first);
    ++next_;
  }
  advanced_.notify_all();
}

void OrderedOutput::append(const std::string& text) { write(packed(text)); }

Status OrderedOutput::finish() {
  const bool to_stdout = file_ == stdout;
  if (std::fflush(file_) != 0) failed_ = true;
  if (!to_stdout && std::fclose(file_) != 0)
    failed_ = true;  // NOLINT(cppcoreguidelines-owning-memory): the owner
  file_ = nullptr;
  if (failed_) return Error{Code::io, written_path_ + ": write failed; is the disk full?"};
  if (!to_stdout && std::rename(written_path_.c_str(), path_.c_str()) != 0)
    return Error{Code::io, path_ + ": " + std::strerror(errno)};
  in_work_.reset();
  return Done{};
}

}  // namespace stillwatch
