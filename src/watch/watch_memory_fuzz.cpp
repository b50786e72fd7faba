// Arbitrary bytes as the memory of a watch: what is accepted is written back byte for byte, and its states
// are inside the folder. The second reading repairs the header, so that what is behind the sum is reached.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "base/key_file.h"
#include "watch/watch_memory.h"

namespace {

using namespace stillwatch;

void check(std::string_view bytes) {
  const auto memory = read_watch_memory("watch.memory", bytes, kDevelopmentKey);
  if (!memory.has_value()) {
    if (memory.error().what.find("watch.memory") != 0) std::abort();  // every refusal names the file
    return;
  }
  if (bytes_of(memory.value(), kDevelopmentKey) != bytes) std::abort();
  for (const Segment& segment : memory.value().segments) {
    if (!is_state_name(segment.name) || segment.name.find('/') != std::string::npos) std::abort();
  }
}

// With the header that belongs to it.
std::string with_header(std::string_view payload) {
  WatchMemory empty(event_key(kDevelopmentKey));
  const std::string good = bytes_of(empty, kDevelopmentKey);
  ByteWriter numbers;
  numbers.number(payload.size());
  numbers.number(sum_of_payload(payload));
  return good.substr(0, kWatchMemoryHeader - 16) + numbers.bytes() + std::string(payload);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(bytes);
  check(with_header(bytes));
  if (size > kWatchMemoryHeader) check(with_header(bytes.substr(kWatchMemoryHeader)));
  return 0;
}
