#include "trace/turn_memo.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace stillwatch {

std::uint64_t TurnMemo::extend(std::uint64_t raw_hash, std::string_view part) {
  return XXH3_64bits_withSeed(part.data(), part.size(), raw_hash);
}

}  // namespace stillwatch
