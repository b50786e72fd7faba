#include "campaign/read_choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/time.h"

namespace stillwatch {
namespace {

struct Choice {
  std::string_view option;
  std::string value;  // empty: not given
};

std::string time_of(const std::optional<std::int64_t>& time) {
  return time ? format_time(*time) : std::string();
}
std::string file_of(const std::string& sha256) { return sha256.empty() ? sha256 : "SHA-256 " + sha256; }

std::array<Choice, 8> list_of(const ReadChoices& choices) {
  return {{{"--dialect", choices.dialect},
           {"--map", file_of(choices.map_sha256)},
           {"--account-field", choices.account_field},
           {"--join", file_of(choices.join_sha256)},
           {"--on", choices.join_on},
           {"--from", time_of(choices.from_us)},
           {"--to", time_of(choices.to_us)},
           {"--max-record-bytes", std::to_string(choices.max_record_bytes)}}};
}

std::string shown(const std::string& value) { return value.empty() ? "none" : value; }

}  // namespace

std::string sha256_of(const std::string& path) {
  auto source = ByteSource::open(path, true);
  return source.has_value() ? source.value().finish_digest() : std::string();
}

ReadChoices choices_of(const ReadOptions& read, const ReadReport& report) {
  ReadChoices choices;
  if (read.dialect) choices.dialect = std::string(name_of(*read.dialect));
  choices.map_file = read.map_file;
  choices.map_sha256 = report.map.sha256;
  choices.account_field = read.account_field;
  choices.join_file = read.join_file;
  choices.join_on = read.join_on;
  const auto join = std::find_if(report.inputs.begin(), report.inputs.end(),
                                 [](const InputReport& input) { return input.dialect == "access_log"; });
  if (join != report.inputs.end()) choices.join_sha256 = join->sha256;
  choices.from_us = read.from_us;
  choices.to_us = read.to_us;
  choices.max_record_bytes = read.max_record_bytes;
  return choices;
}

std::string difference(const ReadChoices& one, const ReadChoices& other) {
  const auto a = list_of(one), b = list_of(other);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].value != b[i].value)
      return fmt::format("{}: {} and {}", a[i].option, shown(a[i].value), shown(b[i].value));
  }
  return {};
}

Status agrees_with(const ReadOptions& given, const ReadChoices& held, const std::string& name) {
  ReadChoices wished = choices_of(given, {});
  for (const auto& [file, sha256] :
       {std::pair(&given.map_file, &wished.map_sha256), std::pair(&given.join_file, &wished.join_sha256)}) {
    if (file->empty()) continue;
    *sha256 = sha256_of(*file);
    if (sha256->empty()) return Error{Code::usage, *file + ": cannot be read; check the path"};
  }
  const auto a = list_of(wished), b = list_of(held);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool is_standard =
        a[i].value.empty() || (i + 1 == a.size() && given.max_record_bytes == ReadOptions{}.max_record_bytes);
    if (is_standard || a[i].value == b[i].value) continue;
    return Error{
        Code::usage,
        fmt::format("{}: was read with {} {}, and {} is asked for; leave the option out, or make the "
                    "state again with it",
                    name, a[i].option, shown(b[i].value), a[i].value)};
  }
  return Done{};
}

void apply(const ReadChoices& choices, ReadOptions& read) {
  read.dialect = choices.dialect.empty() ? std::nullopt : dialect_named(choices.dialect);
  if (read.map_file.empty()) read.map_file = choices.map_file;
  read.account_field = choices.account_field;
  if (read.join_file.empty()) read.join_file = choices.join_file;
  read.join_on = choices.join_on;
  read.from_us = choices.from_us;
  read.to_us = choices.to_us;
  read.max_record_bytes = choices.max_record_bytes;
}

}  // namespace stillwatch
