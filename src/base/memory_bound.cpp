#include "base/memory_bound.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>

#include "base/mapped_file.h"

namespace stillwatch {
namespace {

// Reads /proc/self/statm: pages mapped, in memory, and in memory and in a file.
class ResidentMeter {
 public:
  ResidentMeter() : file_(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC)) {}
  ResidentMeter(const ResidentMeter&) = delete;
  ResidentMeter& operator=(const ResidentMeter&) = delete;
  ~ResidentMeter() {
    if (file_ >= 0) ::close(file_);
  }
  struct Pages {
    std::size_t resident = 0, in_files = 0;  // bytes
  };
  [[nodiscard]] std::size_t bytes() const { return read().resident; }
  [[nodiscard]] std::size_t in_no_file() const {
    const Pages now = read();
    return now.resident - std::min(now.resident, now.in_files);
  }
  [[nodiscard]] Pages read() const {
    static const auto kPage = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    std::array<char, 128> text{};
    const ssize_t size = file_ < 0 ? 0 : ::pread(file_, text.data(), text.size(), 0);
    std::array<std::size_t, 3> numbers{};
    const char* at = text.data();
    const char* const end = at + std::max<ssize_t>(size, 0);
    for (std::size_t& number : numbers) {
      at = std::from_chars(at, end, number).ptr;
      if (at != end) ++at;  // a space
    }
    return {numbers[1] * kPage, numbers[2] * kPage};
  }

 private:
  int file_;
};

// Never destroyed: memory is asked for and given back until the very end.
const ResidentMeter& own_meter() {
  static const auto* const kMeter = new ResidentMeter;  // NOLINT(cppcoreguidelines-owning-memory): see above
  return *kMeter;
}

std::atomic<std::size_t> mark_now = 0, bytes_now = 0;  // of the bound that there is; 0: none
std::atomic<std::int64_t> next_look_ns = 0;
// Somebody is giving pages back: mapping them is the faster of both, so whoever looks meanwhile takes part,
// and maps nothing.
std::atomic<bool> is_above = false;

std::int64_t clock_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Where heap has taken what was to be left to pages, some of the margin is theirs: with none at all every
// touch would be followed by giving back.
std::size_t mark_with(std::size_t mark, std::size_t bytes, const ResidentMeter::Pages& now) {
  const std::size_t in_no_file = now.resident - std::min(now.resident, now.in_files);
  return std::max(mark, std::min(in_no_file + bytes / 10, bytes - bytes / 16));
}

// Gives pages of mapped files back, around all of them, until a sixteenth of the mark is free again or each
// had its turn. All at once would give back what is needed next as well, and take so long that others map
// more. A slice is as long as what it should free is rare: few pages of a large table may be in memory.
void give_files_back(const ResidentMeter& meter, std::size_t mark) {
  constexpr double kLeast = 32.0 * (1 << 20);
  const std::size_t enough = mark - mark / 16;
  is_above = true;
  const std::size_t all = MappedFile::mapped_bytes();
  for (std::size_t done = 0; done < all;) {
    const ResidentMeter::Pages now = meter.read();
    if (now.resident <= enough) break;
    const double share = static_cast<double>(now.resident - enough) /
                         static_cast<double>(std::max<std::size_t>(now.in_files, 1));
    const double slice = std::max(kLeast, std::min(share, 1.0) * static_cast<double>(all));
    const std::size_t given = MappedFile::forget_next(static_cast<std::size_t>(slice));
    if (given == 0) break;
    done += given;
  }
  is_above = false;
}

void watch_memory(const std::stop_token& stop, const MemoryBound::Options& options) {
  using std::chrono::microseconds;
  // The system maps sixteen pages for one that is touched: a gigabyte can be resident within milliseconds.
  constexpr microseconds kNear{200}, kFar{2000}, kIdle{20'000};
  constexpr int kTries = 100;  // looks above the bound, each after giving back what can be, before it is told
  const ResidentMeter meter;
  const std::size_t mark = MemoryBound::mark_of(options.bytes);
  std::mutex lock;
  std::condition_variable_any wake;
  int above = 0;
  std::size_t least = 0;  // of the looks above
  while (!stop.stop_requested()) {
    const ResidentMeter::Pages now = meter.read();
    std::size_t resident = now.resident;
    const microseconds pause = resident > mark / 2 ? kNear : resident > mark / 8 ? kFar : kIdle;
    if (const std::size_t most = mark_with(mark, options.bytes, now); resident > most) {
      give_files_back(meter, most);
      resident = meter.bytes();
    }
    if (resident <= options.bytes) {
      above = 0;
    } else {
      if (above == 0) give_heap_back();
      least = above == 0 ? resident : std::min(least, resident);
      if (++above == kTries) return options.exceeded(least);
    }
    std::unique_lock held(lock);
    wake.wait_for(held, stop, pause, [] { return false; });
  }
}

// The number in a file, or `otherwise` where there is none.
std::size_t number_in(const std::filesystem::path& path, std::size_t otherwise) {
  std::ifstream in(path);
  std::size_t number = 0;
  return in >> number ? number : otherwise;
}

// The least of `name` in the group at `group` and its ancestors, below the folder where they are mounted.
std::size_t least_limit(const std::filesystem::path& mounted, const std::string& group, const char* name,
                        std::size_t least) {
  for (std::filesystem::path at = std::filesystem::path(group).relative_path();; at = at.parent_path()) {
    least = std::min(least, number_in(mounted / at / name, least));
    if (at.empty()) return least;
  }
}

}  // namespace

std::size_t MemoryBound::mark_of(std::size_t bytes) {
  constexpr std::size_t kLeast = std::size_t{8} << 20, kMost = std::size_t{1} << 30;
  return bytes - std::min(bytes, std::clamp(bytes / 4, kLeast, kMost));
}

MemoryBound::MemoryBound(Options options) {
  if (options.bytes == 0) return;
  bytes_now = options.bytes;
  mark_now = mark_of(options.bytes);
  watch_ = std::jthread(
      [options = std::move(options)](const std::stop_token& stop) { watch_memory(stop, options); });
}

MemoryBound::~MemoryBound() { mark_now = 0; }

void MemoryBound::look() {
  constexpr std::int64_t kPauseNs = 250'000;
  const std::size_t mark = mark_now.load(std::memory_order_relaxed);
  if (mark == 0) return;
  const std::int64_t now = clock_ns();
  std::int64_t next = next_look_ns.load(std::memory_order_relaxed);
  const bool pauses = now < next || !next_look_ns.compare_exchange_strong(next, now + kPauseNs);
  if (pauses && !is_above.load(std::memory_order_relaxed)) return;
  const ResidentMeter::Pages pages = own_meter().read();
  if (pages.resident <= mark) return;
  const std::size_t most = mark_with(mark, bytes_now.load(std::memory_order_relaxed), pages);
  if (pages.resident > most) give_files_back(own_meter(), most);
}

bool MemoryBound::is_short_for(std::size_t bytes) {
  const std::size_t mark = mark_now.load(std::memory_order_relaxed);
  return mark != 0 && bytes > mark / 2;
}

void give_heap_back() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

std::size_t resident_bytes() { return ResidentMeter().bytes(); }

std::size_t private_bytes() { return own_meter().in_no_file(); }

std::size_t memory_of_machine() {
  std::size_t least =
      static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1),
                      group = line.substr(second + 1);
    if (controllers.empty()) {
      for (const char* mounted : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
        least = least_limit(mounted, group, "memory.max", least);
    } else if (controllers.find("memory") != std::string::npos) {
      least = least_limit("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes", least);
    }
  }
  return least;
}

std::size_t default_memory() {
  constexpr std::size_t kEnough = std::size_t{4} << 30;
  return std::min(kEnough, memory_of_machine() / 4 * 3);
}

}  // namespace stillwatch
