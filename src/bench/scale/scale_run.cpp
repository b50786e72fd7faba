#include "bench/scale/scale_run.h"

#include <charconv>
#include <sstream>

namespace stillwatch {
namespace {

// "read 1.81 s" -> {"read", 1.81}; false for anything else. Names may hold blanks.
bool parse_stage(std::string_view text, StageTime& stage) {
  if (!text.ends_with(" s")) return false;
  text.remove_suffix(2);
  const std::size_t blank = text.rfind(' ');
  if (blank == std::string_view::npos || blank == 0) return false;
  const std::string_view number = text.substr(blank + 1);
  const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), stage.seconds);
  stage.name = text.substr(0, blank);
  return failure == std::errc() && end == number.data() + number.size();
}

}  // namespace

std::string format_name(const ScaleRun& run) {
  if (run.format == "jsonl") return "JSONL.zst";
  return run.format == "parquet" ? "Parquet" : "Parquet, prints";
}

std::vector<StageTime> parse_stage_times(const std::string& said) {
  constexpr std::string_view kFrom = "stillwatch: ";
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(kFrom)) continue;
    std::vector<StageTime> stages;
    bool all = true;
    std::string_view rest = std::string_view(line).substr(kFrom.size());
    while (all && !rest.empty()) {
      const std::size_t end = std::min(rest.find(", "), rest.size());
      StageTime stage;
      all = parse_stage(rest.substr(0, end), stage);
      stages.push_back(stage);
      rest.remove_prefix(std::min(end + 2, rest.size()));
    }
    if (all && !stages.empty()) return stages;
  }
  return {};
}

}  // namespace stillwatch
