#include "trace/turn_memo.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace stillwatch {

std::uint64_t raw_text_hash(std::uint64_t seed, std::string_view text) {
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

}  // namespace stillwatch
