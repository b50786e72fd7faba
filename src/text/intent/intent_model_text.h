// The text of intent_model.tsv, compiled in (src/text/CMakeLists.txt).
#pragma once

#include <string_view>

namespace stillwatch {

[[nodiscard]] std::string_view intent_model_text();

}  // namespace stillwatch
