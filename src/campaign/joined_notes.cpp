#include "campaign/joined_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace stillwatch {
namespace {

constexpr std::string_view kAccessLog = "access_log";

// The inputs of the whole, by path, and the first part that has each.
class InputNumbers {
 public:
  Status add(const NotedPart& part) {
    for (const InputReport& input : part.notes->report.inputs) {
      const bool joins = input.dialect == kAccessLog;
      if (joins && (join_path_.empty() || input.path < join_path_)) join_path_ = input.path;
      if (joins && join_.path.empty()) join_ = input;
      if (joins) continue;
      const auto [at, fresh] = logs_.try_emplace(input.path, Held{&input, &part.name, 0});
      if (!fresh) return twice(*at->second.part, part.name, *at->second.input, input);
    }
    return Done{};
  }

  // Numbers them, once all are there, with nothing counted yet.
  std::vector<InputReport> finish() {
    if (!join_path_.empty()) join_.path = join_path_;
    std::vector<InputReport> inputs;
    const auto add_join = [&] {
      join_number_ = static_cast<std::uint32_t>(inputs.size());
      inputs.push_back(join_);
    };
    bool joined = join_path_.empty();
    for (auto& [path, held] : logs_) {
      if (!joined && join_path_ < path) {
        add_join();
        joined = true;
      }
      held.number = static_cast<std::uint32_t>(inputs.size());
      inputs.push_back(*held.input);
    }
    if (!joined) add_join();
    for (InputReport& input : inputs) input.records = input.rejected = input.outside_time = 0;
    return inputs;
  }

  [[nodiscard]] std::vector<std::uint32_t> numbers_of(const StateNotes& notes) const {
    std::vector<std::uint32_t> numbers;
    for (const InputReport& input : notes.report.inputs)
      numbers.push_back(input.dialect == kAccessLog ? join_number_ : logs_.at(input.path).number);
    return numbers;
  }

 private:
  struct Held {
    const InputReport* input;
    const std::string* part;
    std::uint32_t number;
  };

  static Error twice(const std::string& one, const std::string& other, const InputReport& a,
                     const InputReport& b) {
    if (a.path == "-")
      return {Code::usage, fmt::format("{} and {} both hold standard input, whose places could not be told "
                                       "apart; read both in one run, or from files",
                                       one, other)};
    const bool same = !a.sha256.empty() && a.sha256 == b.sha256;
    return {Code::usage,
            fmt::format("{} and {} both hold {}, {}; leave one of them out, or make them of different logs",
                        one, other, a.path, same ? "the same bytes" : "of different bytes")};
  }

  std::map<std::string_view, Held> logs_;
  std::string join_path_;
  InputReport join_;
  std::uint32_t join_number_ = 0;
};

// Of files that are the same by their bytes, the smallest path: whichever part comes first.
void take_smaller(const std::string& path, std::string& held) {
  if (!path.empty() && (held.empty() || path < held)) held = path;
}

Status join_choices(std::span<const NotedPart> parts, ReadChoices& choices) {
  choices = parts.front().notes->choices;
  for (const NotedPart& part : parts.subspan(1)) {
    const std::string other = difference(choices, part.notes->choices);
    if (!other.empty())
      return Error{Code::usage,
                   fmt::format("{} and {} were read with different options, {}; make one of them again",
                               parts.front().name, part.name, other)};
    take_smaller(part.notes->choices.map_file, choices.map_file);
    take_smaller(part.notes->choices.join_file, choices.join_file);
  }
  return Done{};
}

}  // namespace

void add_report(const ReadReport& part, const std::vector<std::uint32_t>& inputs, ReadReport& whole) {
  for (std::size_t i = 0; i < part.inputs.size(); ++i) {
    InputReport& input = whole.inputs[inputs[i]];
    input.records += part.inputs[i].records;
    input.rejected += part.inputs[i].rejected;
    input.outside_time += part.inputs[i].outside_time;
  }
  AnomalyLog anomalies = part.anomalies;
  for (auto& places : anomalies.first) {
    for (AnomalyPlace& at : places) at.place.input = inputs[at.place.input];
  }
  whole.anomalies.merge(anomalies);
  for (const auto& [field, exchanges] : part.filled) whole.filled[field] += exchanges;
  whole.records += part.records;
  whole.partial = whole.partial || part.partial;
}

Result<JoinedNotes> join_notes(std::span<const NotedPart> parts) {
  JoinedNotes joined;
  if (const Status choices = join_choices(parts, joined.notes.choices); !choices.has_value())
    return choices.error();
  InputNumbers numbers;
  for (const NotedPart& part : parts) {
    if (const Status added = numbers.add(part); !added.has_value()) return added.error();
  }
  ReadReport& whole = joined.notes.report;
  joined.notes.program = parts.front().notes->program;
  whole.map = parts.front().notes->report.map;
  whole.inputs = numbers.finish();
  for (const NotedPart& part : parts) {
    joined.inputs.push_back(numbers.numbers_of(*part.notes));
    add_report(part.notes->report, joined.inputs.back(), whole);
    const std::vector<std::uint8_t>& used = part.notes->report.access_used;
    if (whole.access_used.size() < used.size()) whole.access_used.resize(used.size());
    for (std::size_t i = 0; i < used.size(); ++i) whole.access_used[i] |= used[i];
  }
  return joined;
}

}  // namespace stillwatch
