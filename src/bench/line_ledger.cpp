#include "bench/line_ledger.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>

#include "base/siphash.h"

namespace stillwatch {
namespace {

constexpr SipKey kDigestKey = {0x7374696c6c776174, 0x6368206465746563};

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string digest_of(std::string_view bytes) { return fmt::format("{:016x}", siphash(kDigestKey, bytes)); }

bool write_whole(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fdatasync(file) == 0;
}

}  // namespace

struct LineLedger::State {
  std::string path;
  int file = -1;
  std::mutex mutex;
  std::vector<std::string> held;

  ~State() {
    if (file >= 0) ::close(file);
  }
  Error unwritable() const {
    return {Code::io, fmt::format("{}: cannot be written; name a folder that can be", path)};
  }
  // Takes what is whole, and cuts the file after it.
  Status read(std::string_view header) {
    const std::string text = bytes_of(path);
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      if (begin != 0 || header.empty()) held.push_back(text.substr(begin, end - begin));
    }
    const bool fresh = begin == 0 && !header.empty();
    if (::ftruncate(file, static_cast<off_t>(begin)) != 0 || ::lseek(file, 0, SEEK_END) < 0 ||
        (fresh && !write_whole(file, fmt::format("{}\n", header))))
      return unwritable();
    return Done{};
  }
};

LineLedger::LineLedger(std::unique_ptr<State> state) : state_(std::move(state)) {}
LineLedger::LineLedger(LineLedger&&) noexcept = default;
LineLedger& LineLedger::operator=(LineLedger&&) noexcept = default;
LineLedger::~LineLedger() = default;

const std::vector<std::string>& LineLedger::held() const { return state_->held; }
const std::string& LineLedger::path() const { return state_->path; }

Result<LineLedger> LineLedger::open(const std::string& path, std::string_view header) {
  auto state = std::make_unique<State>();
  state->path = path;
  std::error_code failed;
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, failed);
  if (!failed) state->file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (state->file < 0) return state->unwritable();
  if (::flock(state->file, LOCK_EX | LOCK_NB) != 0)
    return Error{Code::usage, fmt::format("{}: in use by another run", path)};
  if (auto done = state->read(header); !done.has_value()) return done.error();
  return LineLedger(std::move(state));
}

Status LineLedger::append(std::string_view line) {
  const std::lock_guard lock(state_->mutex);
  if (!write_whole(state_->file, fmt::format("{}\n", line))) return state_->unwritable();
  return Done{};
}

std::string digest_of_file(const std::string& path) { return digest_of(bytes_of(path)); }

std::string digest_of_folder(const std::string& path) {
  std::set<std::string> files;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(path, failure)) {
    const auto size = entry.is_regular_file(failure) ? entry.file_size(failure) : 0;
    files.insert(fmt::format("{} {}\n", entry.path().filename().string(), size));
  }
  std::string text;
  for (const std::string& file : files) text += file;
  return digest_of(text);
}

std::string program_digest() { return digest_of_file("/proc/self/exe"); }

}  // namespace stillwatch
