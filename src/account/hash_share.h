// One of several shares of all hashes, which are looked at one after the other where memory is short.
//
//   for (std::uint64_t number = 0; number < shares; ++number)
//     look_at(HashShare{shares, number});      // share.has(hash): of exactly one of them
//
// Pure.
#pragma once

#include <cstdint>

namespace stillwatch {

struct HashShare {
  std::uint64_t of = 1, number = 0;
  [[nodiscard]] bool has(std::uint64_t hash) const {
    return of == 1 || (hash * 0xa0761d6478bd642fULL >> 40) % of == number;
  }
};

}  // namespace stillwatch
