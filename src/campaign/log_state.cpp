#include "campaign/log_state.h"

#include "campaign/log_parts.h"
#include "campaign/log_reading.h"

namespace stillwatch {
namespace {

MadeState made_of(const TableState& state, ReadReport report) {
  return {std::move(report), state.rows().size(), state.names().accounts.size(), state.bytes()};
}

Result<MadeState> merge_parts(const ScanOptions& options, const LogSources& sources,
                              const StateTarget& target) {
  auto parts = open_parts(options, sources);
  if (!parts.has_value()) return parts.error();
  JoinedNotes& joined = parts.value().joined;
  ReadReport& report = joined.notes.report;
  if (options.read.strict && report.anomalies.total() > 0)
    return first_fault(report.anomalies, report.inputs);
  if (options.stage) options.stage("merge");
  std::vector<MergeInput> inputs;
  for (std::size_t i = 0; i < parts.value().states.size(); ++i)
    inputs.push_back({&parts.value().states[i], joined.inputs[i]});
  const auto merged =
      merge_states(inputs, target, options.secret,
                   {bytes_of(joined.notes), false, options.read.threads, options.forget_before_us});
  if (!merged.has_value()) return merged.error();
  return made_of(merged.value().state, std::move(report));
}

}  // namespace

Result<MadeState> profile_log(const ScanOptions& options, const std::string& path) {
  if (options.stage) options.stage("read");
  const auto sources = sources_of(options.read.inputs);
  if (!sources.has_value()) return sources.error();
  const StateTarget target = StateTarget::named(path);
  if (!sources.value().states.empty()) return merge_parts(options, sources.value(), target);
  auto part = profile_part(options, options.read, target);
  if (!part.has_value()) return part.error();
  return made_of(part.value().state, std::move(part.value().notes.report));
}

}  // namespace stillwatch
