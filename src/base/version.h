// The version of this build, "MAJOR.MINOR.PATCH", as CMakeLists.txt names it.
#pragma once

#include <string_view>

namespace stillwatch {

[[nodiscard]] std::string_view version();

}  // namespace stillwatch
