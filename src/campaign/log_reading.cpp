#include "campaign/log_reading.h"

#include "base/parallel.h"
#include "base/unnamed_file.h"
#include "base/version.h"

namespace stillwatch {

Result<ReadReport> gather_rows(const ReadOptions& given, RowGatherer& gatherer, ExchangeIds* ids) {
  ReadOptions read = given;
  read.threads = gatherer.threads();
  read.looked_at = &fields_of_a_scan();
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
  RowGatherer gatherer(options.secret, worker_count(given.threads),
                       {options.memory, scratch_folder(options.spill_folder)});
  ReadOptions read = given;
  read.part_of_join = !read.join_file.empty();
  auto report = gather_rows(read, gatherer);
  if (!report.has_value()) return report.error();
  StateNotes notes{std::string(version()), choices_of(read, report.value()), std::move(report).value()};
  if (options.stage) options.stage("table");
  auto state = gatherer.state(notes.report.inputs.size(), target, bytes_of(notes));
  if (!state.has_value()) return state.error();
  return ProfiledPart{std::move(state).value(), std::move(notes)};
}

}  // namespace stillwatch
