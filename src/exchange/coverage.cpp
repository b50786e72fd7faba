#include "exchange/coverage.h"

#include <utility>

#include "exchange/field_member.h"

namespace stillwatch {

// Flattened, so that each test is one comparison at a known place.
[[gnu::flatten]] void FieldCounter::count(const Exchange& exchange) {
  constexpr auto kOwnFields = static_cast<std::size_t>(Field::fp_key);
  [&]<std::size_t... kFields>(std::index_sequence<kFields...>) {
    ((filled_[kFields] += has_own_field(exchange, static_cast<Field>(kFields)) ? 1 : 0), ...);
  }(std::make_index_sequence<kOwnFields>());
  if (exchange.fingerprints) count_fingerprint(exchange);
}

void FieldCounter::count_fingerprint(const Exchange& exchange) {
  for (auto i = static_cast<std::size_t>(Field::fp_key); i < kFieldCount; ++i)
    filled_[i] += has_field(exchange, static_cast<Field>(i)) ? 1 : 0;
}

void FieldCounter::merge(const FieldCounter& other) {
  for (std::size_t i = 0; i < kFieldCount; ++i) filled_[i] += other.filled_[i];
}

FilledFields FieldCounter::by_name() const {
  const bool fingerprints = filled_[static_cast<std::size_t>(Field::fp_language)] > 0;
  FilledFields named;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<Field>(i);
    if (!is_fingerprint(field) || fingerprints) named[std::string(name_of(field))] = filled_[i];
  }
  return named;
}

bool is_fingerprinted(const FilledFields& filled) { return filled.contains("fp.language"); }

std::vector<std::string_view> canonical_field_names() {
  std::vector<std::string_view> names;
  for (const bool required : {true, false}) {
    for (std::size_t i = 0; i < kFieldCount; ++i) {
      const std::string_view name = name_of(static_cast<Field>(i));
      if (is_required(name) == required) names.push_back(name);
    }
  }
  return names;
}

bool is_required(std::string_view field) {
  return field == "id" || field == "time" || field == "account.id" || field == "gen_ai.request.model" ||
         field == "gen_ai.input.messages";
}

}  // namespace stillwatch
