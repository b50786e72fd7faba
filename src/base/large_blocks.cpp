#include "base/large_blocks.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <new>
#include <string>
#include <utility>

#include "base/mapped_file.h"
#include "base/memory_bound.h"
#include "base/unnamed_file.h"

namespace stillwatch {
namespace {

// A table without a lock and without memory of its own: it is asked wherever memory is given back, also by
// whoever holds a lock or changes a table here.
struct Slot {
  std::atomic<void*> block = nullptr;  // nullptr: nobody's
  MappedFile file;
};
constexpr std::size_t kSlots = 16384;  // 12 times the memory, or 64 GB
struct Blocks {
  std::string folder;
  std::array<Slot, kSlots> slots;
  std::atomic<std::size_t> used = 0;  // slots that were ever taken are below it
};
// Never destroyed: arrays that live as long as the program are released after everything else.
Blocks& blocks_now() {
  static auto* const blocks = new Blocks;  // NOLINT(cppcoreguidelines-owning-memory): see above
  return *blocks;
}
char taken_mark = 0;  // its address: a slot that is taken and not filled yet

Slot* take_slot() {
  Blocks& blocks = blocks_now();
  for (std::size_t s = 0; s < kSlots; ++s) {
    void* nobody = nullptr;
    if (!blocks.slots[s].block.compare_exchange_strong(nobody, &taken_mark)) continue;
    for (std::size_t used = blocks.used; used <= s && !blocks.used.compare_exchange_weak(used, s + 1);) {
    }
    return &blocks.slots[s];
  }
  return nullptr;
}

std::atomic<std::size_t> most_on_heap = 0;  // 0: all of it
std::atomic<bool> is_paused = true;
std::atomic<std::size_t> blocks_held = 0;

// What stays free for everybody else: asking for more than there is would take all of it for a moment.
constexpr std::uint64_t kLeftFree = std::uint64_t{256} << 20;

struct Closing {
  int file;
  ~Closing() { ::close(file); }
};

bool has_room(int file, std::size_t size) {
  struct statvfs disk{};
  return ::fstatvfs(file, &disk) == 0 && std::uint64_t{disk.f_bavail} * disk.f_frsize >= size + kLeftFree &&
         ::fallocate(file, 0, 0, static_cast<off_t>(size)) == 0;
}

Result<MappedFile> file_of(const std::string& folder, std::size_t size) {
  const auto file = open_unnamed_file(folder);
  if (!file.has_value()) return file.error();
  const Closing closing{file.value()};
  if (!has_room(closing.file, size)) return Error{Code::io, folder + ": no room"};
  return MappedFile::of(closing.file, folder, MappedFile::Access::change);
}

bool looks_like_a_block(void* at) {  // which begin with a page; what comes from the heap hardly ever does
  static const auto kPage = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  return reinterpret_cast<std::uintptr_t>(at) % kPage == 0;  // NOLINT: of an address
}

}  // namespace

LargeBlocks::LargeBlocks(Options options) {
  pause();
  blocks_now().folder = std::move(options.folder);
  most_on_heap.store(options.memory / 8 * 3, std::memory_order_release);
}

LargeBlocks::~LargeBlocks() { most_on_heap.store(0, std::memory_order_release); }

void LargeBlocks::begin() { is_paused = false; }

void LargeBlocks::pause() { is_paused = true; }

void* LargeBlocks::allocate(std::size_t size) noexcept {
  const std::size_t most = most_on_heap.load(std::memory_order_acquire);
  if (most == 0 || (is_paused && numbers_alone == 0)) return nullptr;
  if (size < std::clamp(most / 512, kLeast, kEnough)) return nullptr;
  if (private_bytes() + size <= (in_order > 0 ? most / 2 : most)) return nullptr;
  Slot* const slot = take_slot();
  if (slot == nullptr) return nullptr;
  void* block = nullptr;
  try {
    auto file = file_of(blocks_now().folder, size);
    if (file.has_value()) {
      slot->file = std::move(file).value();
      if (in_order == 0) slot->file.expect_no_order();
      block = slot->file.changeable().data();
      ++blocks_held;
    }
  } catch (const std::bad_alloc&) {
    block = nullptr;  // the heap is asked, and says so
  }
  slot->block.store(block, std::memory_order_release);
  return block;
}

bool LargeBlocks::release(void* block) noexcept {
  if (blocks_held.load(std::memory_order_relaxed) == 0 || !looks_like_a_block(block) || block == nullptr)
    return false;
  Blocks& blocks = blocks_now();
  const std::size_t used = blocks.used.load(std::memory_order_acquire);
  for (std::size_t s = 0; s < used; ++s) {
    Slot& slot = blocks.slots[s];
    if (slot.block.load(std::memory_order_acquire) != block) continue;
    const MappedFile file = std::move(slot.file);  // unmapped last: the address may be another block's then
    slot.block.store(nullptr, std::memory_order_release);
    --blocks_held;
    return true;
  }
  return false;
}

std::size_t LargeBlocks::held() noexcept { return blocks_held; }

}  // namespace stillwatch
