#include "watch/watch_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "base/siphash.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMemory = "watch.memory";
constexpr const char* kFreshMemory = "watch.memory.new";
constexpr const char* kLock = "lock";

Error failed(const std::string& path, int code) {
  return {Code::io, fmt::format("{}: {}; nothing of this look is kept, and the next call does it again", path,
                                std::strerror(code))};
}

// Writes and flushes a file of one's own.
Status write_durably(const std::string& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return failed(path, errno);
  int code = 0;
  while (!bytes.empty() && code == 0) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put > 0) bytes.remove_prefix(static_cast<std::size_t>(put));
    if (put == 0 || (put < 0 && errno != EINTR)) code = put == 0 ? ENOSPC : errno;
  }
  if (code == 0 && ::fsync(file) != 0) code = errno;
  if (::close(file) != 0 && code == 0) code = errno;
  return code == 0 ? Status(Done{}) : Status(failed(path, code));
}

}  // namespace

struct WatchStore::Held {
  Held(fs::path where, std::string key, int lock_file)
      : folder(std::move(where)), secret(std::move(key)), lock(lock_file), memory(event_key(secret)) {}
  ~Held() { ::close(lock); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  // What the memory does not name was left by a look that was not committed, or belongs to one before.
  void sweep() const {
    std::set<std::string> named;
    for (const Segment& segment : memory.segments) named.insert(segment.name);
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      const std::string name = entry.path().filename().string();
      const bool ours =
          is_state_name(name) || (name.starts_with("rows-") && name.ends_with(".state.partial"));
      if (ours && !named.contains(name)) fs::remove(entry.path(), ignored);
    }
    fs::remove(folder / kFreshMemory, ignored);
  }

  fs::path folder;
  std::string secret;
  int lock;
  WatchMemory memory;
};

WatchStore::WatchStore(std::unique_ptr<Held> held) : held_(std::move(held)) {}
WatchStore::WatchStore(WatchStore&&) noexcept = default;
WatchStore& WatchStore::operator=(WatchStore&&) noexcept = default;
WatchStore::~WatchStore() = default;

Result<WatchStore> WatchStore::open(const std::string& folder, std::string_view secret) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return Error{Code::io, fmt::format("{}: cannot make the folder: {}", folder, std::strerror(errno))};
  const std::string memory_path = (fs::path(folder) / kMemory).string();
  const bool known = fs::exists(memory_path);
  std::error_code ignored;
  const std::string lock_path = (fs::path(folder) / kLock).string();
  if (!known && !fs::is_empty(folder, ignored) && !fs::exists(lock_path))
    return Error{
        Code::usage,
        fmt::format("{}: is not empty and no folder of a watch; give an empty or new one with --state",
                    folder)};
  if (!known) ::chmod(folder.c_str(), 0700);  // one that was there and empty becomes ours
  const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return Error{Code::io, fmt::format("{}: {}", lock_path, std::strerror(errno))};
  auto held = std::make_unique<Held>(folder, std::string(secret), lock);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
    return Error{
        Code::usage,
        fmt::format("{}: another `stillwatch watch` uses this folder; end it first, or give another --state",
                    folder)};
  if (known) {
    std::ifstream in(memory_path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    auto memory = read_watch_memory(memory_path, bytes, secret);
    if (!memory.has_value()) return memory.error();
    held->memory = std::move(memory).value();
    for (const Segment& segment : held->memory.segments) {
      if (!fs::exists(held->folder / segment.name))
        return refused_memory(memory_path, kWatchMemoryHeader, "segments",
                              fmt::format("the state {} that it names is missing", segment.name));
    }
  }
  held->sweep();
  return WatchStore(std::move(held));
}

const WatchMemory& WatchStore::memory() const { return held_->memory; }

std::string WatchStore::path_of(const std::string& name) const { return (held_->folder / name).string(); }

void WatchStore::discard() const { held_->sweep(); }

Status WatchStore::commit(WatchMemory memory) {
  const std::string path = path_of(kMemory), fresh = path_of(kFreshMemory);
  if (const Status written = write_durably(fresh, bytes_of(memory, held_->secret)); !written.has_value())
    return written;
  if (::rename(fresh.c_str(), path.c_str()) != 0) return failed(path, errno);
  const int folder = ::open(held_->folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
  held_->memory = std::move(memory);
  held_->sweep();
  return Done{};
}

}  // namespace stillwatch
