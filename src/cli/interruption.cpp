#include "cli/interruption.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string_view>

#include "base/version.h"
#include "cli/commands.h"

namespace stillwatch {
namespace {

struct Slot {
  std::atomic<int> state{0};  // 0: free, 1: being filled, 2: holds a path
  std::array<char, 4096> path{};
};
std::array<Slot, 16> slots;

void say(std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

constexpr int kDeepest = 8;

void remove_folder(int parent, const char* name, int depth);

// Removes what one read of a folder's entries names; false when there was none.
bool remove_some(int folder, int depth) {
  alignas(dirent64) std::array<char, 8192> entries{};
  const long bytes = ::syscall(SYS_getdents64, folder, entries.data(), entries.size());
  bool any = false;
  for (long at = 0; at < bytes;) {
    const auto* const entry = reinterpret_cast<const dirent64*>(entries.data() + at);
    at += entry->d_reclen;
    const std::string_view name(entry->d_name);
    if (name == "." || name == "..") continue;
    any = true;
    if (::unlinkat(folder, entry->d_name, 0) != 0 && errno == EISDIR)
      remove_folder(folder, entry->d_name, depth + 1);
  }
  return any;
}

// With calls that a signal's handler may make; links are removed and not followed.
void remove_folder(int parent, const char* name, int depth) {
  if (depth > kDeepest) return;
  const int folder = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return;
  while (remove_some(folder, depth)) {
  }
  ::close(folder);
  ::unlinkat(parent, name, AT_REMOVEDIR);
}

void remove_files() {
  for (Slot& slot : slots) {
    if (slot.state.load() != 2) continue;
    if (::unlink(slot.path.data()) != 0 && errno == EISDIR) remove_folder(AT_FDCWD, slot.path.data(), 0);
  }
}

void on_interrupt(int) {
  remove_files();
  say("\nstillwatch: interrupted; unfinished output was removed\n");
  ::_exit(kExitInterrupted);
}

// What is mapped is gone: somebody cut the file short, or its disk failed.
void on_lost_file(int) {
  remove_files();
  say("\nstillwatch: a file was cut short, or its disk failed, while it was read (a state or a file in "
      "--spill); "
      "unfinished output was removed; run again on whole files\n");
  ::_exit(kExitInput);
}

bool is_out_of_memory() {
  try {
    if (const auto error = std::current_exception()) std::rethrow_exception(error);
  } catch (const std::bad_alloc&) {
    return true;
  } catch (...) {
    return false;
  }
  return false;
}

[[noreturn]] void on_terminate() {
  remove_files();
  if (is_out_of_memory()) {  // nothing may be asked for here
    say("\nstillwatch: the system gives no more memory; unfinished output was removed; give --memory less, "
        "scan less "
        "at once, or use a machine with more\n");
    ::_exit(kExitMemory);
  }
  std::string text = "stillwatch: internal error";
  try {
    if (const auto error = std::current_exception()) std::rethrow_exception(error);
  } catch (const std::exception& error) {
    text += std::string(": ") + error.what();
  } catch (...) {
    text += " of an unknown kind";
  }
  say(text + "\nstillwatch " + std::string(version()) +
      ": please report this with the command that was run\n");
  ::_exit(kExitInternal);
}

}  // namespace

void end_now(int exit_code, std::string_view text) {
  remove_files();
  say(text);
  ::_exit(exit_code);
}

void end_tidily() {
  std::set_terminate(on_terminate);
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = on_lost_file;
  ::sigaction(SIGBUS, &action, nullptr);
  std::signal(SIGXFSZ, SIG_IGN);  // a write beyond the largest file is an error like a full disk
}

FileInWork::FileInWork(const std::string& path) {
  if (path.size() >= slots.front().path.size()) return;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    int free = 0;
    if (!slots[i].state.compare_exchange_strong(free, 1)) continue;
    std::memcpy(slots[i].path.data(), path.c_str(), path.size() + 1);
    slots[i].state.store(2);
    slot_ = i;
    return;
  }
}

FileInWork::~FileInWork() {
  if (slot_ != kNone) slots[slot_].state.store(0);
}

}  // namespace stillwatch
