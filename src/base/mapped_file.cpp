#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>

namespace stillwatch {
namespace {

Error failure(const std::string& path) {
  return {errno == ENOENT ? Code::not_found : Code::io, path + ": " + std::strerror(errno)};
}

// What is mapped, so that it can be given back. The lock is held over each madvise, and a mapping is taken
// out before it ends: what was unmapped may be somebody else's memory a moment later.
struct Mapped {
  std::mutex lock;
  std::map<std::byte*, std::size_t> sizes;  // by address
  std::size_t bytes = 0;                    // of all
  std::byte* hand = nullptr;                // where the next to be given back begins

  void add(std::byte* data, std::size_t size) {
    const std::scoped_lock held(lock);
    try {
      sizes.emplace(data, size);
    } catch (...) {
      ::munmap(data, size);
      throw;
    }
    bytes += size;
  }
  void remove(std::byte* data, std::size_t size) {
    const std::scoped_lock held(lock);
    sizes.erase(data);
    bytes -= size;
  }
};
// Never destroyed: a mapping may live as long as the program.
Mapped& mapped_now() {
  static auto* const files = new Mapped;  // NOLINT(cppcoreguidelines-owning-memory): see above
  return *files;
}

std::size_t page_size() {
  static const auto kPage = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return kPage;
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::string& path, Access access) {
  const bool change = access == Access::change;
  const int file = ::open(path.c_str(), (change ? O_RDWR : O_RDONLY) | O_CLOEXEC);
  if (file < 0) return failure(path);
  struct Closing {
    int file;
    ~Closing() { ::close(file); }
  };
  const Closing closing{file};
  return of(file, path, access);
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
    if (good) {
      auto* const data = static_cast<std::byte*>(at);
      mapped_now().add(data, mapped.size_);
      mapped.data_ = data;
    }
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
  if (data_ == nullptr) return;
  mapped_now().remove(data_, size_);
  ::munmap(data_, size_);  // behind the lock: it may take a tenth of a second
}

void MappedFile::forget(std::size_t offset, std::size_t size) const {
  const std::size_t begin = offset - offset % page_size();
  if (data_ == nullptr || begin >= size_) return;
  ::madvise(data_ + begin, std::min(size + (offset - begin), size_ - begin), MADV_DONTNEED);
}

void MappedFile::expect_no_order() const {
  if (data_ != nullptr) ::madvise(data_, size_, MADV_RANDOM);
}

std::size_t MappedFile::forget_next(std::size_t most) {
  Mapped& mapped = mapped_now();
  const std::scoped_lock held(mapped.lock);
  most = mapped.sizes.empty() ? 0 : std::min(most, mapped.bytes);
  std::size_t done = 0;
  while (done < most) {
    auto file = mapped.sizes.upper_bound(mapped.hand);  // the first that begins behind the hand
    if (file != mapped.sizes.begin() && std::prev(file)->first + std::prev(file)->second > mapped.hand) {
      --file;
    } else {
      if (file == mapped.sizes.end()) file = mapped.sizes.begin();
      mapped.hand = file->first;
    }
    const auto left = static_cast<std::size_t>(file->first + file->second - mapped.hand);
    const std::size_t size = std::min(left, (most - done + page_size() - 1) / page_size() * page_size());
    ::madvise(mapped.hand, size, MADV_DONTNEED);
    mapped.hand += (size + page_size() - 1) / page_size() * page_size();
    done += size;
  }
  return done;
}

std::size_t MappedFile::mapped_bytes() {
  const std::scoped_lock held(mapped_now().lock);
  return mapped_now().bytes;
}

void MappedFile::discard(std::size_t offset, std::size_t size) const {
  const std::size_t end = std::min(offset + size, size_) / page_size() * page_size();
  const std::size_t begin = (offset + page_size() - 1) / page_size() * page_size();
  if (data_ == nullptr || begin >= end) return;
  ::madvise(data_ + begin, end - begin, MADV_REMOVE);
}

}  // namespace stillwatch
