#include "watch/watch_memory.h"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include "base/byte_stream.h"
#include "base/siphash.h"
#include "base/time.h"

namespace stillwatch {
namespace {

constexpr std::string_view kMagic = "SWWATCH\n";

std::uint64_t key_check(std::string_view secret) {
  return derive_key(secret, "stillwatch/watch/key-check/v1").k0;
}

std::string payload_of(const WatchMemory& memory) {
  ByteWriter out;
  out.number(memory.looks);
  out.number(memory.looks_at_day);
  out.number(static_cast<std::uint64_t>(memory.day));
  out.number(static_cast<std::uint64_t>(memory.latest_us));
  out.number(memory.segments.size());
  for (const Segment& segment : memory.segments) {
    out.text(segment.name);
    out.number(static_cast<std::uint64_t>(segment.oldest_us));
    out.number(static_cast<std::uint64_t>(segment.newest_us));
    out.number(segment.exchanges);
  }
  store(out, memory.folded);
  memory.campaigns.store(out);
  out.text(memory.events_path);
  out.number(memory.events_bytes);
  out.text(memory.due);
  return out.bytes();
}

bool read_memory(ByteReader& in, WatchMemory& memory) {
  memory.looks = in.number();
  memory.looks_at_day = in.number();
  memory.day = static_cast<std::int64_t>(in.number());
  memory.latest_us = static_cast<std::int64_t>(in.number());
  // A window before it must still be a time.
  if (memory.latest_us < 0 || memory.latest_us > kLatestTime) in.fail();
  bool inside = true;  // names within the folder, whatever a forged memory says
  const std::uint64_t segments = in.number();
  for (std::uint64_t i = 0; i < segments && in.good(); ++i) {
    Segment& segment = memory.segments.emplace_back();
    segment.name = in.text();
    segment.oldest_us = static_cast<std::int64_t>(in.number());
    segment.newest_us = static_cast<std::int64_t>(in.number());
    segment.exchanges = in.number();
    inside = inside && is_state_name(segment.name);
  }
  memory.folded = load_folded_files(in);
  memory.campaigns.load(in);
  memory.events_path = in.text();
  memory.events_bytes = in.number();
  memory.due = in.text();
  return in.ended() && inside;
}

}  // namespace

SipKey event_key(std::string_view secret) { return derive_key(secret, "stillwatch/watch/v1"); }

// Only such names are ever removed: the folder may hold an event file, or what its owner put there.
bool is_state_name(std::string_view name) {
  return name.starts_with("rows-") && name.ends_with(".state") && name.find('/') == std::string_view::npos;
}

std::uint64_t sum_of_payload(std::string_view payload) { return XXH3_64bits(payload.data(), payload.size()); }

std::string bytes_of(const WatchMemory& memory, std::string_view secret) {
  const std::string payload = payload_of(memory);
  ByteWriter head;
  head.number(kWatchMemoryVersion);
  head.number(key_check(secret));
  head.number(payload.size());
  head.number(sum_of_payload(payload));
  return std::string(kMagic) + head.bytes() + payload;
}

Error refused_memory(const std::string& path, std::size_t offset, std::string_view field,
                     std::string_view why) {
  return {
      Code::bad_input,
      fmt::format("{}, offset {}, field {}: {}; give another folder with --state and fold the logs in again",
                  path, offset, field, why)};
}

Result<WatchMemory> read_watch_memory(const std::string& path, std::string_view bytes,
                                      std::string_view secret) {
  if (bytes.size() < kWatchMemoryHeader || !bytes.starts_with(kMagic))
    return refused_memory(path, 0, "magic", "this is no memory of a watch");
  ByteReader head(bytes.substr(kMagic.size(), kWatchMemoryHeader - kMagic.size()));
  if (const std::uint64_t version = head.number(); version != kWatchMemoryVersion)
    return refused_memory(path, 8, "version",
                          fmt::format("version {} is not known to this program, which reads version {}",
                                      version, kWatchMemoryVersion));
  if (head.number() != key_check(secret))
    return Error{Code::usage, fmt::format("{}: made under another key; give that one with --key-file", path)};
  const std::uint64_t size = head.number(), sum = head.number();
  const std::string_view payload = bytes.substr(kWatchMemoryHeader);
  if (payload.size() != size)
    return refused_memory(path, bytes.size(), "end", "the file was cut short or grew");
  if (sum_of_payload(payload) != sum)
    return refused_memory(path, kWatchMemoryHeader, "payload", "the bytes were changed");
  WatchMemory memory(event_key(secret));
  ByteReader in(payload);
  if (!read_memory(in, memory))
    return refused_memory(path, kWatchMemoryHeader + in.at(), "payload", "not in the form of a memory");
  return memory;
}

}  // namespace stillwatch
