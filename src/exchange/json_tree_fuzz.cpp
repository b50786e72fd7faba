// Any bytes as one document: the tree must hold what simdjson's own walk meets, or refuse what it refuses.
#include <cstdint>
#include <cstdlib>

#include "exchange/json_reference.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (stillwatch::spelled_by_tree(text) != stillwatch::spelled_by_walk(text)) std::abort();
  return 0;
}
