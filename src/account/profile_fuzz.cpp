// Arbitrary bytes as a profile state. What is accepted must be written back byte for byte, and merge with
// itself. The second reading repairs length and checksum, so that the fields behind them are reached.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "account/profile.h"

namespace {

void check(std::string_view state) {
  auto read = stillwatch::Profile::parse(state);
  if (!read.has_value()) return;
  if (read.value().serialise() != state) std::abort();
  stillwatch::Profile twice = read.value();
  if (!twice.merge(read.value()).has_value()) std::abort();
  const std::string merged = twice.serialise();
  const auto again = stillwatch::Profile::parse(merged);
  if (!again.has_value() || !(again.value() == twice)) std::abort();
}

std::string repaired(std::string_view body) {
  std::string state("SWPF\x01\0\0\0", 8);
  const std::uint64_t sum = XXH3_64bits(body.data(), body.size());
  for (std::size_t i = 0; i < 4; ++i) state += static_cast<char>(body.size() >> (8 * i) & 0xff);
  for (std::size_t i = 0; i < 8; ++i) state += static_cast<char>(sum >> (8 * i) & 0xff);
  return state.append(body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(bytes);
  check(repaired(bytes));
  if (bytes.size() > 20) check(repaired(bytes.substr(20)));
  return 0;
}
