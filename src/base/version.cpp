#include "base/version.h"

namespace stillwatch {

std::string_view version() { return STILLWATCH_VERSION; }  // defined by CMake for this file alone

}  // namespace stillwatch
