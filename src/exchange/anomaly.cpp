#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "exchange/log_reader.h"

namespace stillwatch {

std::string_view name_of(Dialect dialect) {
  switch (dialect) {
    case Dialect::canonical:
      return "canonical";
    case Dialect::openai_chat:
      return "openai-chat";
    case Dialect::openai_responses:
      return "openai-responses";
    case Dialect::anthropic:
      return "anthropic";
    case Dialect::litellm:
      return "litellm";
    case Dialect::otel:
      return "otel";
    case Dialect::mapped:
      return "mapped";
  }
  return "unknown";
}

std::optional<Dialect> dialect_named(std::string_view name) {
  std::string hyphens(name);
  std::replace(hyphens.begin(), hyphens.end(), '_', '-');
  for (const Dialect dialect : {Dialect::canonical, Dialect::openai_chat, Dialect::openai_responses,
                                Dialect::anthropic, Dialect::litellm, Dialect::otel}) {
    if (hyphens == name_of(dialect)) return dialect;
  }
  return std::nullopt;
}

std::string_view name_of(AnomalyKind kind) {
  switch (kind) {
    case AnomalyKind::malformed:
      return "malformed";
    case AnomalyKind::oversized:
      return "oversized";
    case AnomalyKind::invalid_utf8:
      return "invalid_utf8";
    case AnomalyKind::truncated:
      return "truncated";
    case AnomalyKind::time_out_of_range:
      return "time_out_of_range";
    case AnomalyKind::duplicate_id:
      return "duplicate_id";
    case AnomalyKind::missing_field:
      return "missing_field";
    case AnomalyKind::mixed_dialect:
      return "mixed_dialect";
    case AnomalyKind::unjoined:
      return "unjoined";
    case AnomalyKind::unreadable:
      return "unreadable";
    case AnomalyKind::bad_value:
      return "bad_value";
    case AnomalyKind::unknown_column:
      return "unknown_column";
  }
  return "unknown";
}

namespace {

bool before(const AnomalyPlace& a, const AnomalyPlace& b) {
  if (a.place.input != b.place.input) return a.place.input < b.place.input;
  if (a.place.offset != b.place.offset) return a.place.offset < b.place.offset;
  return a.field < b.field;
}

void keep(std::vector<AnomalyPlace>& places, AnomalyPlace place) {
  const auto at = std::upper_bound(places.begin(), places.end(), place, before);
  if (at == places.end() && places.size() >= AnomalyLog::kPlacesKept) return;
  places.insert(at, std::move(place));
  if (places.size() > AnomalyLog::kPlacesKept) places.pop_back();
}

}  // namespace

void AnomalyLog::add(AnomalyKind kind, AnomalyPlace place) {
  const auto index = static_cast<std::size_t>(kind);
  ++count[index];
  keep(first[index], std::move(place));
}

void AnomalyLog::merge(const AnomalyLog& other) {
  for (std::size_t i = 0; i < kAnomalyKinds; ++i) {
    count[i] += other.count[i];
    for (const AnomalyPlace& place : other.first[i]) keep(first[i], place);
  }
}

std::string text_of(const AnomalyPlace& place, std::string_view path) {
  if (place.place.line == 0) return fmt::format("{}: {}", path, place.remedy);  // the file itself
  if (path.ends_with(".parquet"))
    return fmt::format("{} row {}: {}{}{}", path, place.place.line, place.field,
                       place.field.empty() ? "" : ": ", place.remedy);
  return fmt::format("{}:{} (byte {}): {}{}{}", path, place.place.line, place.place.offset, place.field,
                     place.field.empty() ? "" : ": ", place.remedy);
}

Error first_fault(const AnomalyLog& anomalies, const std::vector<InputReport>& inputs) {
  const AnomalyPlace* best = nullptr;
  AnomalyKind kind = AnomalyKind::malformed;
  for (std::size_t i = 0; i < kAnomalyKinds; ++i) {
    if (anomalies.first[i].empty()) continue;
    const AnomalyPlace& place = anomalies.first[i].front();
    const auto order = [](const AnomalyPlace& p) { return std::pair(p.place.input, p.place.offset); };
    if (best != nullptr && order(*best) <= order(place)) continue;
    best = &place;
    kind = static_cast<AnomalyKind>(i);
  }
  if (best == nullptr) return Error{Code::bad_input, "stopped"};
  return Error{Code::bad_input, fmt::format("{}:{} (byte {}): {}{}{}; {}", inputs.at(best->place.input).path,
                                            best->place.line, best->place.offset, name_of(kind),
                                            best->field.empty() ? "" : ": ", best->field, best->remedy)};
}

std::uint64_t AnomalyLog::total() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t one : count) sum += one;
  return sum;
}

}  // namespace stillwatch
