// The draw of an audit: which units (groups, accounts) a person looks at blind, with known probabilities.
//
//   const AuditDraw draw = draw_audit(units, {50, 20, 5}, key, seed);
//   for (const AuditPick& pick : draw.picks) look_at(units[pick.unit], pick.blind_id);
//
// Within a stratum every set of n of its N units is equally likely (simple random sampling without
// replacement), so that each is drawn with probability n / N, and what is found can be carried over to the
// frame (campaign/audit_estimate.h). The n are as even as possible over the strata of a kind: large groups
// are few and would take most accounts with them, so nearly all of them are looked at, and of the many small
// ones a few. Who is drawn follows from the keyed hash of unit and seed alone: the same for every order of
// the units and every number of threads, and unforeseeable without the key. Blind ids are keyed too and tell
// nothing; picks stand in their order.
//
// Source: Cochran, "Sampling Techniques", 3rd ed. 1977, chapters 2 and 5. Pure. Cost: one sort.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/siphash.h"

namespace stillwatch {

enum class AuditKind : std::uint8_t {
  group,    // of the frame: nobody was accused
  account,  // in no group that was tested
  control,  // an alleged campaign, mixed in so that the sample is blind; not part of the frame
};
[[nodiscard]] std::string_view name_of(AuditKind kind);  // "group", "account", "control"

struct AuditUnit {
  std::uint64_t key = 0;  // keyed hash of what it is; unique
  AuditKind kind = AuditKind::group;
  std::string stratum;
};

struct AuditSizes {
  std::uint64_t groups = 50, accounts = 20, controls = 5;  // drawn at most, over all strata of the kind
};

struct AuditStratum {
  std::string name;
  AuditKind kind = AuditKind::group;
  std::uint64_t units = 0, drawn = 0;  // N and n
};

struct AuditPick {
  std::size_t unit = 0;     // index into the units
  std::size_t stratum = 0;  // index into AuditDraw::strata
  std::string blind_id;     // "B-" and ten hex digits
};

struct AuditDraw {
  std::vector<AuditStratum> strata;  // by kind and name
  std::vector<AuditPick> picks;      // by blind id
};

[[nodiscard]] AuditDraw draw_audit(std::span<const AuditUnit> units, const AuditSizes& sizes, SipKey key,
                                   std::uint64_t seed);

// How many of each stratum, as even as possible: never more than it has, `size` in all where there are so
// many; what cannot be shared out evenly goes to the first strata.
[[nodiscard]] std::vector<std::uint64_t> allocate_evenly(std::span<const std::uint64_t> units,
                                                         std::uint64_t size);

}  // namespace stillwatch
