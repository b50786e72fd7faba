// Writes a page of results, and prints where it is.
//
//   if (auto done = write_page(folder / "scale.md", text); !done.has_value()) return done;
//
// Code::io when it cannot be written.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace stillwatch {

[[nodiscard]] Status write_page(const std::filesystem::path& path, const std::string& text);

}  // namespace stillwatch
