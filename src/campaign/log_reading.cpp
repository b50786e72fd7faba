#include "campaign/log_reading.h"

#include <algorithm>

#include "base/parallel.h"
#include "base/unnamed_file.h"
#include "base/version.h"

namespace stillwatch {

std::size_t least_memory(unsigned threads) {
  constexpr std::size_t kProgram = 40, kThread = 8;  // MiB
  return (kProgram + kThread * worker_count(threads)) << 20;
}

// Of what is above the least, rows may take a third: merging them in memory takes half as much again, and
// linking as much.
RowRoom row_room(const ScanOptions& options) {
  const std::size_t least = least_memory(options.read.threads);
  const std::size_t above = options.memory > least ? options.memory - least : 0;
  return {options.memory == 0 ? 0 : std::max(above / 3, std::size_t{1}), scratch_folder(options.spill_folder),
          options.spills};
}

Result<ReadReport> gather_rows(const ReadOptions& given, RowGatherer& gatherer, ExchangeIds* ids) {
  ReadOptions read = given;
  read.threads = gatherer.threads();
  read.looked_at = &fields_of_a_scan();
  read.progress = [&gatherer, tell = given.progress](std::uint64_t done, std::uint64_t total,
                                                     std::uint64_t records) {
    gatherer.note_progress(done, total);
    if (tell) tell(done, total, records);
  };
  return read_logs(read, [&](unsigned worker) -> ExchangeVisitor {
    if (ids == nullptr) return gatherer.visitor(worker);
    return [ids, worker, rows = gatherer.visitor(worker)](const Exchange& exchange) {
      ids->note(worker, exchange);
      rows(exchange);
    };
  });
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
