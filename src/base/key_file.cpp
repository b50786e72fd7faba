#include "base/key_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace stillwatch {
namespace {

class OpenFile {
 public:
  explicit OpenFile(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

Error refused(const std::string& path, std::string_view what) {
  return Error{Code::io, fmt::format("{}: {}; give the path of a readable key file", path, what)};
}

}  // namespace

Result<KeyFile> read_key_file(const std::string& path) {
  const OpenFile file(path);
  if (file.descriptor() < 0) return refused(path, std::strerror(errno));
  KeyFile key;
  std::array<char, kLongestKey + 3> bytes{};
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t count = ::read(file.descriptor(), bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return refused(path, std::strerror(errno));
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  while (size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r')) --size;
  if (size < kShortestKey || size > kLongestKey)
    return Error{Code::usage,
                 fmt::format("{}: a key has {} to {} bytes; make one with head -c 32 /dev/urandom | base64",
                             path, kShortestKey, kLongestKey)};
  key.secret.assign(bytes.data(), size);
  struct stat status{};
  if (::fstat(file.descriptor(), &status) == 0 && (status.st_mode & 077) != 0)
    key.warning = fmt::format("{}: other users may read or change this key file; chmod 600 it", path);
  return key;
}

}  // namespace stillwatch
