#include "base/unnamed_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace stillwatch {

Result<int> open_unnamed_file(const std::string& folder) {
  std::string name = folder + "/stillwatch-XXXXXX";
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0 || ::unlink(name.c_str()) != 0) {
    const Error failed{Code::io, folder + ": no file can be made here: " + std::strerror(errno) +
                                     "; name a folder with room for it with --spill"};
    if (file >= 0) ::close(file);
    return failed;
  }
  return file;
}

std::string scratch_folder(const std::string& wished) {
  if (!wished.empty()) return wished;
  const char* const named = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nothing sets it here
  return named != nullptr && *named != '\0' ? named : "/tmp";
}

}  // namespace stillwatch
