// How often each canonical field is filled.
//
//   FieldCounter counter;                      // one per worker
//   counter.count(exchange);
//   for (const auto& [field, filled] : counter.by_name()) ...      // after merging
//
// Which signals say nothing for want of a field is told by campaign/blind_signals.h, from the signals' own
// statements. Counts are exchanges. No errors. A counter is not thread-safe; the free functions are pure.
// Cost: about 0.1 microseconds per record.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/field.h"

namespace stillwatch {

// Exchanges that have the field, by its name.
using FilledFields = std::map<std::string, std::uint64_t>;

class FieldCounter {
 public:
  void count(const Exchange& exchange);
  void add(Field field, std::uint64_t exchanges) { filled_[static_cast<std::size_t>(field)] += exchanges; }
  void merge(const FieldCounter& other);
  // Every canonical field by name, also those that were never filled; fp.* only when some record has
  // fingerprints.
  [[nodiscard]] FilledFields by_name() const;

 private:
  void count_fingerprint(const Exchange& exchange);

  std::array<std::uint64_t, kFieldCount> filled_{};
};

// Whether records of a log with these counts carry fingerprints instead of text.
[[nodiscard]] bool is_fingerprinted(const FilledFields& filled);

// Fields in the order in which a person should read them, required ones first.
[[nodiscard]] std::vector<std::string_view> canonical_field_names();

// Without these a record is not used (docs/format/exchange.md, "Required").
[[nodiscard]] bool is_required(std::string_view field);

}  // namespace stillwatch
