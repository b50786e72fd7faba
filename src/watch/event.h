// What happened to a campaign between two looks at a growing log, as one line of an event file.
//
//   for (const Event& event : register.update(...)) file.append(event_line(event));
//
// Events say what is alleged, in the words of a scan: an account is linked, a campaign alleged. `id` names
// the event for ever: who reads the file, or standard output after a crash, can tell a repetition by it.
// docs/format/events.md describes the line, member by member.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stillwatch {

enum class EventKind : std::uint8_t {
  opened,    // named for the first time
  grew,      // accounts were named that had not been
  merged,    // two campaigns that were named apart are one; the older name stays
  closed,    // nothing more to be seen: `reason`
  reopened,  // named again after it was closed
};
[[nodiscard]] std::string_view name_of(EventKind kind);

struct Event {
  std::string id;            // "E-" and 12 hex digits
  std::uint64_t number = 0;  // 1 for the first of an event file, without gaps
  EventKind kind = EventKind::opened;
  std::string campaign;  // "W-" and 12 hex digits, the same from look to look
  std::uint64_t look = 0;
  std::int64_t at_us = 0;  // latest exchange of the log at that look
  std::string finding;     // the group's name in the scan of that look: "C-..."; empty when it is not named
  std::uint64_t accounts = 0;                          // named so far
  std::vector<std::string> added;                      // named for the first time, ascending
  std::string merged;                                  // for `merged`: the campaign that this one takes over
  std::uint64_t exchanges = 0, harvest_exchanges = 0;  // of the named accounts, inside the window
  double log10_e = 0.0;
  double fdr = 0.0, look_share = 1.0;  // the rate of a window of looks, and this look's share of it
  bool wide = true;                    // the look scanned the whole window, not the newest exchanges alone
  std::string reason;                  // for `closed`
};

// One JSON object with a line end.
[[nodiscard]] std::string event_line(const Event& event);

}  // namespace stillwatch
