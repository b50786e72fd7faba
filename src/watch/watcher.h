// Follows a growing log: folds in what is new, looks at all of it, and tells what happened to campaigns.
//
//   WatchOptions options;
//   options.scan.secret = secret;
//   options.sources = {"logs/"};
//   options.folder = "watch-state/";
//   auto watcher = Watcher::open(options);
//   for (;;) {
//     auto look = watcher.value().look(now_ns());
//     if (look.has_value() && look.value().looked) tell(look.value().events);
//     sleep(60);
//   }
//
// A look reads the files that arrived into a state, scans the states that it reaches (all inside the window,
// or the newest: watch/look_reach.h) with its share of the false discovery rate (watch/look_share.h), brings
// the campaigns up to date, and commits all of it in one step (watch/watch_store.h). Killed at any moment,
// the next open() finds the state before or after a look, never in between; events are appended to the event
// file exactly once (watch/event_file.h). Exchanges older than the window are left out of every look, and
// removed from the disk when all of a state is older or states are joined (watch/segment_joins.h). A narrow
// look closes no campaign for an explanation that fits the part of its exchanges that it saw. The same files
// folded in by the same looks give the same bytes.
//
// Errors: those of arrivals, the store, the event file, and of a scan of states; after an error nothing of
// that look is kept. Not thread-safe; a look uses scan.read.threads threads. Cost: the reading of what is
// new, a scan of what the look reaches, and the joins that are due.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "campaign/scan.h"
#include "watch/arrivals.h"
#include "watch/event_file.h"
#include "watch/look_reach.h"
#include "watch/watch_store.h"

namespace stillwatch {

struct WatchOptions {
  ScanOptions
      scan;  // inputs, look_share and forget_before_us are set by the watcher; fdr is that of a window
  std::vector<std::string> sources;
  std::string folder;
  std::string events_path;  // empty: events.jsonl in the folder
  std::uint32_t window_days = 90, quiet_days = 14;
  std::int64_t settle_ns = 10'000'000'000;
  std::uint64_t narrow_rows = kNarrowRows;  // later looks at a day scan at most as many, the newest
  // Told the events of a look when they are committed and before they are in the event file; and again by
  // open() where an earlier run was killed before they were (then as lines alone). So each is told once at
  // least.
  std::function<void(std::string_view lines, std::span<const Event> events)> tell;
};

struct LookReport {
  bool looked = false;  // false: nothing had arrived that could be used
  Look look;
  Arrivals arrivals;
  std::uint64_t exchanges = 0;  // folded in by this look
  std::uint64_t rejected = 0;   // records that could not be used
  std::vector<Event> events;
  ScanResult result;
};

class Watcher {
 public:
  // Completes the event file where an earlier run was killed.
  [[nodiscard]] static Result<Watcher> open(WatchOptions options);
  [[nodiscard]] Result<LookReport> look(std::int64_t now_ns);
  [[nodiscard]] const WatchMemory& memory() const { return store_.memory(); }

 private:
  Watcher(WatchOptions options, WatchStore store, EventFile events)
      : options_(std::move(options)), store_(std::move(store)), events_(std::move(events)) {}
  [[nodiscard]] Result<LookReport> try_look(std::int64_t now_ns);
  [[nodiscard]] Status fold(WatchMemory& memory, LookReport& report) const;
  [[nodiscard]] Status join_segments(WatchMemory& memory, const JoinRules& rules) const;
  [[nodiscard]] Result<Segment> joined(std::span<const Segment> segments, const std::string& name,
                                       std::int64_t oldest_us) const;
  [[nodiscard]] Status look_back(WatchMemory& memory, LookReport& report) const;
  [[nodiscard]] std::int64_t oldest_us(const WatchMemory& memory) const;

  WatchOptions options_;
  WatchStore store_;
  EventFile events_;
};

}  // namespace stillwatch
