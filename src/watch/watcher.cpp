#include "watch/watcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "account/table_state.h"
#include "base/time.h"
#include "campaign/log_state.h"
#include "watch/look_share.h"

namespace stillwatch {
namespace {

// The latest exchange of a state that was just written.
Result<std::int64_t> newest_of(const std::string& path, std::string_view secret) {
  const auto state = TableState::open(path, secret);
  if (!state.has_value()) return state.error();
  std::int64_t newest = 0;
  for (const ExchangeRow& row : state.value().rows()) newest = std::max(newest, row.time_us);
  return newest;
}

std::string absolute_path(const std::string& path) {
  std::error_code ignored;
  const auto absolute = std::filesystem::absolute(path, ignored);
  return absolute.lexically_normal().string();
}

Status check(const WatchOptions& options) {
  if (!options.scan.read.join_file.empty())
    return Error{
        Code::usage,
        "watch does not join access logs; write joined records with `stillwatch convert --join` and watch "
        "those"};
  if (options.window_days == 0 || options.quiet_days == 0)
    return Error{Code::usage, "a window, and the time after which a campaign is quiet, last a day at least"};
  return Done{};
}

}  // namespace

Result<Watcher> Watcher::open(WatchOptions options) {
  if (const Status checked = check(options); !checked.has_value()) return checked.error();
  auto store = WatchStore::open(options.folder, options.scan.secret);
  if (!store.has_value()) return store.error();
  if (options.events_path.empty()) options.events_path = store.value().path_of("events.jsonl");
  options.events_path = absolute_path(options.events_path);
  const WatchMemory& memory = store.value().memory();
  if (!memory.events_path.empty() && memory.events_path != options.events_path)
    return Error{
        Code::usage,
        fmt::format("{}: this watch writes its events to {}; give that file with --events, or another "
                    "folder with --state",
                    options.folder, memory.events_path)};
  auto events = EventFile::open(options.events_path, memory.events_bytes);
  if (!events.has_value()) return events.error();
  const auto lacks = events.value().lacks(memory.due);
  if (!lacks.has_value()) return lacks.error();
  if (lacks.value() && options.tell) options.tell(memory.due, {});
  if (const Status done = events.value().complete(memory.due); !done.has_value()) return done.error();
  return Watcher(std::move(options), std::move(store).value(), std::move(events).value());
}

std::int64_t Watcher::oldest_us(const WatchMemory& memory) const {
  return memory.latest_us - static_cast<std::int64_t>(options_.window_days) * kDay;
}

// What has arrived becomes a segment.
Status Watcher::fold(WatchMemory& memory, LookReport& report) const {
  for (const std::string& path : report.arrivals.gone) memory.folded.erase(path);
  ScanOptions options = options_.scan;
  options.read.inputs.clear();
  for (const ArrivedFile& file : report.arrivals.fresh) {
    options.read.inputs.push_back(file.path);
    memory.folded[file.path] = file.mark;
  }
  const std::string name = fmt::format("rows-{:08}.state", memory.looks + 1);
  const std::string path = store_.path_of(name);
  const auto made = profile_log(options, path);
  if (!made.has_value()) return made.error();
  report.exchanges = made.value().exchanges;
  for (const InputReport& input : made.value().report.inputs) report.rejected += input.rejected;
  const auto newest = newest_of(path, options.secret);
  if (!newest.has_value()) return newest.error();
  memory.latest_us = std::max(memory.latest_us, newest.value());
  memory.segments.push_back({name, newest.value(), made.value().exchanges});
  std::erase_if(memory.segments,
                [&](const Segment& segment) { return segment.newest_us < oldest_us(memory); });
  if (memory.segments.size() <= options_.most_segments) return Done{};
  return join_segments(memory, fmt::format("rows-{:08}-joined.state", memory.looks + 1));
}

Status Watcher::join_segments(WatchMemory& memory, const std::string& name) const {
  ScanOptions options = options_.scan;
  options.forget_before_us = oldest_us(memory);
  options.read.inputs.clear();
  Segment joined{name, 0, 0};
  for (const Segment& segment : memory.segments) {
    options.read.inputs.push_back(store_.path_of(segment.name));
    joined.newest_us = std::max(joined.newest_us, segment.newest_us);
  }
  const auto made = profile_log(options, store_.path_of(name));
  if (!made.has_value()) return made.error();
  joined.exchanges = made.value().exchanges;
  memory.segments = {joined};
  return Done{};
}

Status Watcher::scan_window(WatchMemory& memory, LookReport& report) const {
  LookClock clock(options_.window_days, memory.day, memory.looks_at_day, memory.looks);
  clock.begin_look(memory.latest_us);
  memory.looks = clock.look();
  memory.looks_at_day = clock.looks_at_day();
  memory.day = clock.day();
  report.look = {clock.look(), memory.latest_us, options_.scan.fdr, clock.share()};
  ScanOptions options = options_.scan;
  options.look_share = clock.share();
  options.forget_before_us = oldest_us(memory);
  options.read.inputs.clear();
  for (const Segment& segment : memory.segments) options.read.inputs.push_back(store_.path_of(segment.name));
  auto result = scan(options);
  if (!result.has_value()) return result.error();
  report.result = std::move(result).value();
  const ClosingRules rules{static_cast<std::int64_t>(options_.quiet_days) * kDay, oldest_us(memory)};
  report.events = memory.campaigns.update(report.look, findings_of(report.result), rules);
  return Done{};
}

Result<LookReport> Watcher::look(std::int64_t now_ns) {
  LookReport report;
  WatchMemory memory = store_.memory();
  auto arrivals = find_arrivals(options_.sources, memory.folded, options_.settle_ns, now_ns);
  if (!arrivals.has_value()) return arrivals.error();
  report.arrivals = std::move(arrivals).value();
  if (report.arrivals.fresh.empty()) return report;
  if (const Status folded = fold(memory, report); !folded.has_value()) return folded.error();
  report.looked =
      !memory.segments.empty();  // false: nothing that arrived could be used, or is inside the window
  if (report.looked) {
    if (const Status scanned = scan_window(memory, report); !scanned.has_value()) return scanned.error();
  }
  memory.events_path = options_.events_path;
  memory.events_bytes += memory.due.size();
  memory.due.clear();
  for (const Event& event : report.events) memory.due += event_line(event);
  const std::string due = memory.due;
  if (const Status committed = store_.commit(std::move(memory)); !committed.has_value())
    return committed.error();
  if (options_.tell) options_.tell(due, report.events);
  if (const Status written = events_.complete(due); !written.has_value()) return written.error();
  return report;
}

}  // namespace stillwatch
