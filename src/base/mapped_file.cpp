#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace stillwatch {
namespace {

Error failure(const std::string& path) {
  return {errno == ENOENT ? Code::not_found : Code::io, path + ": " + std::strerror(errno)};
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::string& path, Access access) {
  const bool change = access == Access::change;
  const int file = ::open(path.c_str(), (change ? O_RDWR : O_RDONLY) | O_CLOEXEC);
  if (file < 0) return failure(path);
  auto mapped = of(file, path, access);
  ::close(file);
  return mapped;
}

Result<MappedFile> MappedFile::of(int file, const std::string& name, Access access) {
  const bool change = access == Access::change;
  MappedFile mapped;
  struct stat about{};
  bool good = ::fstat(file, &about) == 0;
  if (good && about.st_size > 0) {
    mapped.size_ = static_cast<std::size_t>(about.st_size);
    void* const at =
        ::mmap(nullptr, mapped.size_, change ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, file, 0);
    good = at != MAP_FAILED;
    if (good) mapped.data_ = static_cast<std::byte*>(at);
  }
  if (!good) return failure(name);
  return mapped;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

void MappedFile::forget(std::size_t offset, std::size_t size) const {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t begin = offset - offset % page;
  if (data_ == nullptr || begin >= size_) return;
  ::madvise(data_ + begin, std::min(size + (offset - begin), size_ - begin), MADV_DONTNEED);
}

}  // namespace stillwatch
