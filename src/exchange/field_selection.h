// Which fields a reader's visitor looks at, so that inputs in columns need not decode the others.
//
//   FieldSelection wanted;
//   for (const Field field : {Field::id, Field::time}) wanted.add(field);
//   options.looked_at = &wanted;
//
// What makes a record usable (exchange/record_check.h) is read in any case. Not looked at is not the same as
// absent: the visitor of a selection must not ask for other fields, which may or may not be filled.
#pragma once

#include <bitset>

#include "exchange/field.h"

namespace stillwatch {

struct FieldSelection {
  std::bitset<kFieldCount> fields;
  bool text_beside_fingerprints = true;  // false: where a record carries fingerprints, its text is not wanted

  void add(Field field) { fields.set(static_cast<std::size_t>(field)); }
  [[nodiscard]] bool has(Field field) const { return fields.test(static_cast<std::size_t>(field)); }
};

}  // namespace stillwatch
