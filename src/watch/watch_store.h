// The folder in which a watch keeps what it knows, so that it can be killed at any moment.
//
//   auto store = WatchStore::open("watch-state/", secret);
//   WatchMemory memory = store.value().memory();             // empty in a new folder
//   ...                                                      // write store.value().path_of(name), change
//   memory Status done = store.value().commit(memory);              // one step: all of it, or nothing
//
// The folder holds `watch.memory` (watch/watch_memory.h), states of all exchanges that are remembered
// (account/table_state.h) under names that the memory gives, and `lock`. commit() writes the new memory
// beside the old one, flushes it to the disk and renames it; afterwards states that it does not name are
// removed. What a killed program left half done is such a state, and is removed by the next open().
// Everything that must not be counted twice, or lost, is decided by that one rename: the files that were
// folded in, the states, the campaigns, the number of looks, and the events that are due
// (watch/event_file.h).
//
// Errors: Code::usage when another process watches with this folder, or the key is another one;
// Code::bad_input when the memory was changed, cut short, or is of another version, with offset and remedy;
// Code::io. Folder and files can be read by their owner alone: they name accounts. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "watch/watch_memory.h"

namespace stillwatch {

class WatchStore {
 public:
  [[nodiscard]] static Result<WatchStore> open(const std::string& folder, std::string_view secret);
  WatchStore(WatchStore&&) noexcept;
  WatchStore& operator=(WatchStore&&) noexcept;
  ~WatchStore();

  [[nodiscard]] const WatchMemory& memory() const;
  [[nodiscard]] std::string path_of(const std::string& name) const;
  [[nodiscard]] Status commit(WatchMemory memory);
  // Removes what was written since the last commit, after a failure.
  void discard() const;

 private:
  struct Held;
  explicit WatchStore(std::unique_ptr<Held> held);
  std::unique_ptr<Held> held_;
};

}  // namespace stillwatch
