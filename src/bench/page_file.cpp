#include "bench/page_file.h"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>

namespace stillwatch {

Status write_page(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.flush();
  if (!out)
    return Error{Code::io,
                 fmt::format("{}: cannot be written; name another folder with --results", path.string())};
  fmt::print("{}\n", path.string());
  return Done{};
}

}  // namespace stillwatch
