#include "campaign/log_reading.h"

#include "base/parallel.h"
#include "base/unnamed_file.h"
#include "base/version.h"

namespace stillwatch {

RowRoom row_room(const ScanOptions& options) {
  // Of the whole, rows may take two fifths: merging them in memory takes half as much again, and linking as much.
  return {options.memory / 5 * 2, scratch_folder(options.spill_folder), options.spills};
}

Result<ReadReport> gather_rows(const ReadOptions& given, RowGatherer& gatherer) {
  ReadOptions read = given;
  read.threads = gatherer.threads();
  read.looked_at = &fields_of_a_scan();
  read.progress = [&gatherer, tell = given.progress](std::uint64_t done, std::uint64_t total,
                                                     std::uint64_t records) {
    gatherer.note_progress(done, total);
    if (tell) tell(done, total, records);
  };
  return read_logs(read, [&](unsigned worker) { return gatherer.visitor(worker); });
}

Result<ProfiledPart> profile_part(const ScanOptions& options, const ReadOptions& given,
                                  const StateTarget& target) {
  RowGatherer gatherer(options.secret, worker_count(given.threads), row_room(options));
  ReadOptions read = given;
  read.part_of_join = !read.join_file.empty();
  auto report = gather_rows(read, gatherer);
  if (!report.has_value()) return report.error();
  StateNotes notes{std::string(version()), choices_of(read, report.value()), std::move(report).value()};
  if (options.stage) options.stage("table");
  auto state = gatherer.state(target, bytes_of(notes));
  if (!state.has_value()) return state.error();
  return ProfiledPart{std::move(state).value(), std::move(notes)};
}

}  // namespace stillwatch
