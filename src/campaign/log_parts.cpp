#include "campaign/log_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/parallel.h"
#include "base/unnamed_file.h"
#include "base/version.h"
#include "campaign/forgotten_inputs.h"
#include "campaign/log_reading.h"
#include "exchange/input_list.h"

namespace stillwatch {
namespace {

// A pipe must not be looked into: what was read of it is gone.
bool is_state(const std::string& path) {
  std::error_code ignored;
  if (path == "-" || !std::filesystem::is_regular_file(path, ignored)) return false;
  std::array<char, kTableStateMagic.size()> begin{};
  std::ifstream in(path, std::ios::binary);
  in.read(begin.data(), begin.size());
  return begin == kTableStateMagic || path.ends_with(".state");
}

// The notes of a part, of those inputs of which anything is remembered.
struct PartNotes {
  StateNotes notes;
  std::optional<std::vector<std::uint32_t>> kept;  // their numbers in the state, unless that has no others

  // What a merge needs, from the numbers that the inputs have in the whole: one for each input of the state.
  [[nodiscard]] std::vector<std::uint32_t> numbers(std::vector<std::uint32_t> of_kept) const {
    if (!kept) return of_kept;
    std::vector<std::uint32_t> all(inputs, 0);  // no row of the others is merged
    for (std::size_t i = 0; i < kept->size(); ++i) all[(*kept)[i]] = of_kept[i];
    return all;
  }
  std::size_t inputs = 0;
};

PartNotes remembered(const ScanOptions& options, const TableState& state, StateNotes notes) {
  PartNotes part{std::move(notes), {}, 0};
  part.inputs = part.notes.report.inputs.size();
  if (options.forget_before_us) part.kept = forget_inputs(state, *options.forget_before_us, part.notes);
  return part;
}

// Opens the states and reads their notes; the options must agree with each.
Status open_states(const ScanOptions& options, const LogSources& sources, LogParts& parts,
                   std::vector<PartNotes>& notes) {
  for (const std::string& path : sources.states) {
    auto state = TableState::open(path, options.secret);
    if (!state.has_value()) return state.error();
    auto noted = notes_of(state.value());
    if (!noted.has_value()) return noted.error();
    if (const Status agreed = agrees_with(options.read, noted.value().choices, path); !agreed.has_value())
      return agreed;
    std::uint64_t rejected = 0;
    for (const InputReport& input : noted.value().report.inputs) rejected += input.rejected;
    parts.files.push_back({path, state.value().bytes(), state.value().rows().size(), rejected});
    notes.push_back(remembered(options, state.value(), std::move(noted).value()));
    parts.states.push_back(std::move(state).value());
  }
  return Done{};
}

// Logs beside states are read as these were.
Status read_logs_beside(const ScanOptions& options, const LogSources& sources, LogParts& parts,
                        std::vector<PartNotes>& notes) {
  ReadOptions read = options.read;
  apply(notes.front().notes.choices, read);
  read.inputs = sources.logs;
  auto part = profile_part(options, read, StateTarget::unnamed(scratch_folder(options.spill_folder)));
  if (!part.has_value()) return part.error();
  notes.push_back(remembered(options, part.value().state, std::move(part.value().notes)));
  parts.states.push_back(std::move(part.value().state));
  return Done{};
}

std::optional<std::uint32_t> access_log_of(const ReadReport& report) {
  for (std::uint32_t i = 0; i < report.inputs.size(); ++i) {
    if (report.inputs[i].dialect == "access_log") return i;
  }
  return std::nullopt;
}

// What the access log says by itself, once it is known which of its records no part asked for.
Result<TableState> read_access_part(const ScanOptions& options, std::uint32_t number, LogParts& parts) {
  ReadReport& whole = parts.joined.notes.report;
  RowGatherer gatherer(options.secret, 1, {0, {}});
  ReadOptions read = parts.read;
  read.digests = true;
  auto unused = read_unused_access(read, whole.access_used, gatherer.visitor(0));
  const bool same = unused.has_value() && unused.value().inputs.front().sha256 == whole.inputs[number].sha256;
  if (unused.has_value() && !same)
    return Error{Code::usage,
                 fmt::format("{}: is not the access log that the states were joined with; bring "
                             "that one back (it is read once more for what no body asked for), or "
                             "say with --join where it is",
                             read.join_file)};
  if (!unused.has_value()) return unused.error();
  add_report(unused.value(), {number}, whole);
  return gatherer.state(1, StateTarget::unnamed(scratch_folder(options.spill_folder)), {});
}

}  // namespace

Result<LogSources> sources_of(const std::vector<std::string>& arguments) {
  auto inputs = expand_inputs(arguments);
  if (!inputs.has_value()) return inputs.error();
  LogSources sources;
  for (const std::string& path : inputs.value().paths)
    (is_state(path) ? sources.states : sources.logs).push_back(path);
  return sources;
}

Result<LogParts> open_parts(const ScanOptions& options, const LogSources& sources) {
  LogParts parts;
  std::vector<PartNotes> notes;
  if (const Status opened = open_states(options, sources, parts, notes); !opened.has_value())
    return opened.error();
  if (!sources.logs.empty()) {
    if (const Status read = read_logs_beside(options, sources, parts, notes); !read.has_value())
      return read.error();
  }
  std::vector<NotedPart> noted;
  for (std::size_t i = 0; i < notes.size(); ++i)
    noted.push_back(
        {i < sources.states.size() ? sources.states[i] : "the logs that were given", &notes[i].notes});
  auto joined = join_notes(noted);
  if (!joined.has_value()) return joined.error();
  parts.joined = std::move(joined).value();
  for (std::size_t i = 0; i < notes.size(); ++i)
    parts.joined.inputs[i] = notes[i].numbers(std::move(parts.joined.inputs[i]));
  parts.read = options.read;
  apply(parts.joined.notes.choices, parts.read);
  parts.read.inputs.clear();
  for (const InputReport& input : parts.joined.notes.report.inputs) {
    if (input.dialect != "access_log") parts.read.inputs.push_back(input.path);
  }
  return parts;
}

Result<WholeLog> whole_log(const ScanOptions& options, const AccountFactsTable& facts, LogParts parts) {
  ReadReport& report = parts.joined.notes.report;
  if (const auto number = access_log_of(report)) {
    auto access = read_access_part(options, *number, parts);
    if (!access.has_value()) return access.error();
    parts.states.push_back(std::move(access).value());
    parts.joined.inputs.push_back({*number});
  }
  if (options.read.strict && report.anomalies.total() > 0)
    return first_fault(report.anomalies, report.inputs);
  if (options.stage) options.stage("merge");
  std::vector<MergeInput> inputs;
  for (std::size_t i = 0; i < parts.states.size(); ++i)
    inputs.push_back({&parts.states[i], std::move(parts.joined.inputs[i])});
  auto merged = merge_states(inputs, StateTarget::unnamed(scratch_folder(options.spill_folder)),
                             options.secret, {{}, true, options.read.threads, options.forget_before_us});
  if (!merged.has_value()) return merged.error();
  parts.states.clear();
  const MergedRepeats repeats = std::move(merged.value().repeats);
  if (options.stage) options.stage("table");
  return WholeLog{std::move(report), std::move(parts.read), std::move(parts.files),
                  ExchangeTable::over(std::move(merged).value().state, repeats, facts)};
}

Result<WholeLog> read_whole_log(const ScanOptions& options, const AccountFactsTable& facts) {
  const unsigned threads = worker_count(options.read.threads);
  RowGatherer gatherer(options.secret, threads, {options.memory, scratch_folder(options.spill_folder)});
  auto report = gather_rows(options.read, gatherer);
  if (!report.has_value()) return report.error();
  if (options.stage) options.stage("table");
  auto table = gatherer.table(report.value().inputs.size(), facts);
  if (!table.has_value()) return table.error();
  return WholeLog{std::move(report).value(), options.read, {}, std::move(table).value()};
}

}  // namespace stillwatch
