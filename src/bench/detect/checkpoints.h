// When a campaign is first seen: the log is scanned up to geometric checkpoints, each at a share of the
// campaign's exchanges.
//
//   auto ends = prefix_ends(is_campaign_by_event);     // one per kCheckpoints
//   std::vector<Sighting> sightings = {{0.01, 40, 0, 0, 38, 40}, {0.02, 45, 31, 44, 43, 45}};   // ascending
//   double served = first_named(sightings);
//
// Definition of "first named" (and, with `linked`, of "first linked"): the smallest checkpoint at which, by a
// scan of the log up to it, at least half of the campaign's accounts that have sent a request by then and
// that a scan of the whole log names are named, and these are at least 20 % of the campaign's accounts that
// have sent a request by then. The share is that of the campaign's exchanges (cover and refused ones
// included) up to the checkpoint: what was served before anybody could act on the finding. It is never below
// the first checkpoint, and up to 2.5 times too large, because nothing is measured between checkpoints. Pure;
// thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace stillwatch {

inline constexpr std::array<double, 7> kCheckpoints = {0.01, 0.02, 0.05, 0.10, 0.20, 0.50, 1.0};
inline constexpr double kNeverServed = 2.0;  // above every share: not found by a scan of the whole log either

// How many events, from the log's beginning, each checkpoint reads: up to and with the event by which its
// share of the campaign's events (rounded up) has happened. The last reads all. `campaign`: by event, in
// order of time.
[[nodiscard]] std::array<std::size_t, kCheckpoints.size()> prefix_ends(const std::vector<bool>& campaign);

// What a scan up to one checkpoint shows of the campaign.
struct Sighting {
  double share = 1.0;
  std::uint64_t active = 0;                         // campaign accounts with a request by then
  std::uint64_t named = 0, linked = 0;              // of these, now
  std::uint64_t named_later = 0, linked_later = 0;  // of these, by a scan of the whole log
};

// Whether the campaign counts as found at this checkpoint.
[[nodiscard]] bool is_named(const Sighting& sighting);
[[nodiscard]] bool is_linked(const Sighting& sighting);

// The share of the first checkpoint, in ascending order, at which it is found; kNeverServed when none is.
[[nodiscard]] double first_named(std::span<const Sighting> sightings);
[[nodiscard]] double first_linked(std::span<const Sighting> sightings);

}  // namespace stillwatch
