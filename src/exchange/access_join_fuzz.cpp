// The first line is the join field; the rest is an access log whose records are then joined and listed.
#include <algorithm>

#include "exchange/access_log_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stillwatch;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = std::min(text.find('\n'), size);
  const std::string join_on(text.substr(0, cut));
  const std::string_view lines = text.substr(std::min(size, cut + 1));
  Chunk chunk;
  chunk.reserve(lines.size() + 1, 0);
  std::copy(lines.begin(), lines.end(), chunk.bytes.get());
  chunk.size = lines.size();
  JsonWorkspace workspace;
  AccessLog access;
  AnomalyLog anomalies;
  add_access_lines(chunk, 0, join_on, workspace, access, anomalies);
  Exchange exchange;
  static_cast<void>(access.complete("r1", exchange));
  access.for_each_unused([&](std::string_view key, Exchange& unused) {
    static_cast<void>(unused);
    Exchange joined;
    static_cast<void>(access.complete(key, joined));
  });
  return 0;
}
