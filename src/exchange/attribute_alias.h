// Old and vendor spellings of OpenTelemetry attributes, as one table: the conventions are renamed often.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "exchange/field.h"

namespace stillwatch {

// The field of an attribute under its canonical or any older name.
[[nodiscard]] std::optional<Field> field_of_attribute(std::string_view name);

// All aliases, in order; the documentation is made from it.
[[nodiscard]] const std::vector<std::pair<std::string_view, Field>>& attribute_aliases();

}  // namespace stillwatch
