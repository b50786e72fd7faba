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

// A state that was just written.
Result<Segment> segment_of(const WatchStore& store, const std::string& name, std::string_view secret) {
  const auto state = TableState::open(store.path_of(name), secret);
  if (!state.has_value()) return state.error();
  Segment segment{name, 0, 0, state.value().rows().size()};
  if (segment.exchanges > 0) segment.oldest_us = state.value().rows().front().time_us;
  for (const ExchangeRow& row : state.value().rows()) {
    segment.oldest_us = std::min(segment.oldest_us, row.time_us);
    segment.newest_us = std::max(segment.newest_us, row.time_us);
  }
  return segment;
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
  ScanOptions options = options_.scan;
  options.read.inputs.clear();
  for (const ArrivedFile& file : report.arrivals.fresh) options.read.inputs.push_back(file.path);
  const std::string name = fmt::format("rows-{:08}.state", memory.looks + 1);
  const auto made = profile_log(options, store_.path_of(name));
  if (!made.has_value()) return made.error();
  report.exchanges = made.value().exchanges;
  for (const InputReport& input : made.value().report.inputs) report.rejected += input.rejected;
  const auto segment = segment_of(store_, name, options.secret);
  if (!segment.has_value()) return segment.error();
  memory.latest_us = std::max(memory.latest_us, segment.value().newest_us);
  memory.segments.push_back(segment.value());
  for (const ArrivedFile& file : report.arrivals.fresh)
    memory.folded[file.path] = {file.mark, memory.latest_us};
  forget_gone(report.arrivals.gone, oldest_us(memory), memory.folded);
  std::erase_if(memory.segments, [&](const Segment& held) { return held.newest_us < oldest_us(memory); });
  return Done{};
}

Result<Segment> Watcher::joined(std::span<const Segment> segments, const std::string& name,
                                std::int64_t oldest_us) const {
  ScanOptions options = options_.scan;
  options.forget_before_us = oldest_us;
  options.read.inputs.clear();
  for (const Segment& segment : segments) options.read.inputs.push_back(store_.path_of(segment.name));
  const auto made = profile_log(options, store_.path_of(name));
  if (!made.has_value()) return made.error();
  return segment_of(store_, name, options.secret);
}

Status Watcher::join_segments(WatchMemory& memory, const JoinRules& rules) const {
  std::vector<SegmentJoin> joins = joins_of(memory.segments, rules);
  std::reverse(joins.begin(), joins.end());  // so that the numbers of those to come stay
  for (const SegmentJoin& join : joins) {
    const std::span<const Segment> segments =
        std::span<const Segment>(memory.segments).subspan(join.first, join.end - join.first);
    const auto made = joined(segments, fmt::format("rows-{:08}-joined-{}.state", memory.looks, join.first),
                             rules.oldest_us);
    if (!made.has_value()) return made.error();
    const auto first = memory.segments.begin() + static_cast<std::ptrdiff_t>(join.first);
    memory.segments.erase(first + 1, memory.segments.begin() + static_cast<std::ptrdiff_t>(join.end));
    memory.segments[join.first] = made.value();
  }
  return Done{};
}

Status Watcher::look_back(WatchMemory& memory, LookReport& report) const {
  LookClock clock(options_.window_days, memory.day, memory.looks_at_day, memory.looks);
  clock.begin_look(memory.latest_us);
  memory.looks = clock.look();
  memory.looks_at_day = clock.looks_at_day();
  memory.day = clock.day();
  report.look = {clock.look(), memory.latest_us, options_.scan.fdr, clock.share()};
  const auto reach = [&] {
    std::vector<std::uint64_t> rows;
    for (const Segment& segment : memory.segments) rows.push_back(segment.exchanges);
    return reach_of(rows, clock.looks_at_day(), options_.narrow_rows);
  };
  report.look.wide = reach().wide;
  const std::int64_t oldest = oldest_us(memory);
  const JoinRules rules{report.look.wide, oldest, options_.window_days * kDay, options_.narrow_rows};
  if (const Status joined = join_segments(memory, rules); !joined.has_value()) return joined;
  ScanOptions options = options_.scan;
  options.look_share = clock.share();
  options.forget_before_us = oldest;
  options.read.inputs.clear();
  for (std::size_t i = report.look.wide ? 0 : reach().first; i < memory.segments.size(); ++i)
    options.read.inputs.push_back(store_.path_of(memory.segments[i].name));
  auto result = scan(options);
  if (!result.has_value()) return result.error();
  report.result = std::move(result).value();
  LookFindings found = findings_of(report.result);
  if (!report.look.wide) found.explained.clear();
  const ClosingRules closing{static_cast<std::int64_t>(options_.quiet_days) * kDay, oldest};
  report.events = memory.campaigns.update(report.look, found, closing);
  return Done{};
}

Result<LookReport> Watcher::look(std::int64_t now_ns) {
  auto report = try_look(now_ns);
  if (!report.has_value()) store_.discard();
  return report;
}

Result<LookReport> Watcher::try_look(std::int64_t now_ns) {
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
    if (const Status scanned = look_back(memory, report); !scanned.has_value()) return scanned.error();
  }
  memory.events_path = options_.events_path;
  memory.events_bytes += memory.due.size();
  memory.due.clear();
  for (const Event& event : report.events) memory.due += event_line(event);
  const std::string due = memory.due;
  if (options_.scan.stage) options_.scan.stage("commit");
  if (const Status committed = store_.commit(std::move(memory)); !committed.has_value())
    return committed.error();
  if (options_.tell) options_.tell(due, report.events);
  if (const Status written = events_.complete(due); !written.has_value()) return written.error();
  return report;
}

}  // namespace stillwatch
