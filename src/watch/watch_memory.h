// What a watch remembers beside the rows, as bytes of the file `watch.memory`.
//
//   std::string bytes = bytes_of(memory, secret);
//   Result<WatchMemory> again = read_watch_memory("watch-state/watch.memory", bytes, secret);
//
// Format: 8 bytes "SWWATCH\n", then little-endian u64 version, u64 key check, u64 size and u64 XXH3-64 of the
// payload that follows (base/byte_stream.h). A memory of another version is refused: fold the logs in again.
//
// Errors: Code::usage for another key; Code::bad_input for what was changed, cut short, or is of another
// version, with file, offset, field and remedy. What is accepted is what bytes_of() gives, and its states are
// named within the folder, whoever wrote it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "watch/arrivals.h"
#include "watch/campaign_register.h"
#include "watch/segment_joins.h"

namespace stillwatch {

inline constexpr std::uint32_t kWatchMemoryVersion = 2;

struct WatchMemory {
  explicit WatchMemory(SipKey key) : campaigns(key) {}
  std::uint64_t looks = 0, looks_at_day = 0;  // watch/look_share.h
  std::int64_t day = 0;
  std::int64_t latest_us = 0;     // of all exchanges that were ever folded in
  std::vector<Segment> segments;  // oldest look first
  FoldedFiles folded;
  CampaignRegister campaigns;
  std::string events_path;         // absolute; empty: none were ever written
  std::uint64_t events_bytes = 0;  // of the event file before `due`
  std::string due;                 // lines of the last look
};

// Of names of campaigns and events.
[[nodiscard]] SipKey event_key(std::string_view secret);
// "rows-....state": the only names that a memory gives to states.
[[nodiscard]] bool is_state_name(std::string_view name);

[[nodiscard]] std::string bytes_of(const WatchMemory& memory, std::string_view secret);
[[nodiscard]] Result<WatchMemory> read_watch_memory(const std::string& path, std::string_view bytes,
                                                    std::string_view secret);
// "PATH, offset N, field F: why; give another folder ...".
[[nodiscard]] Error refused_memory(const std::string& path, std::size_t offset, std::string_view field,
                                   std::string_view why);

[[nodiscard]] std::uint64_t sum_of_payload(std::string_view payload);
// Where the payload begins.
inline constexpr std::size_t kWatchMemoryHeader = 40;

}  // namespace stillwatch
