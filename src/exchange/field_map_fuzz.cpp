// The first part, up to a line "---", is a field map; the lines behind it are read through it.
#include "exchange/field_map.h"
#include "exchange/fuzz_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stillwatch;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = text.find("\n---\n");
  const auto map = parse_field_map(text.substr(0, cut), "map.toml");
  if (!map.has_value() || cut == std::string_view::npos) return 0;
  const auto reader = make_mapped_reader(map.value());
  fuzz_lines(*reader, data + cut + 5, size - cut - 5);
  return 0;
}
