#include "campaign/audit_draw.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace stillwatch {
namespace {

std::uint64_t priority(SipKey key, std::string_view purpose, std::uint64_t seed, std::uint64_t unit) {
  return siphash(key, fmt::format("{}/{:016x}/{:016x}", purpose, seed, unit));
}

std::uint64_t size_of(const AuditSizes& sizes, AuditKind kind) {
  switch (kind) {
    case AuditKind::group:
      return sizes.groups;
    case AuditKind::account:
      return sizes.accounts;
    case AuditKind::control:
      return sizes.controls;
  }
  return 0;
}

// Sets how many are drawn of each stratum of a kind.
void allocate(std::vector<AuditStratum>& strata, AuditKind kind, std::uint64_t size) {
  std::vector<std::uint64_t> units;
  for (const AuditStratum& stratum : strata) {
    if (stratum.kind == kind) units.push_back(stratum.units);
  }
  const auto drawn = allocate_evenly(units, size);
  std::size_t next = 0;
  for (AuditStratum& stratum : strata) {
    if (stratum.kind == kind) stratum.drawn = drawn[next++];
  }
}

}  // namespace

std::string_view name_of(AuditKind kind) {
  return kind == AuditKind::group ? "group" : kind == AuditKind::account ? "account" : "control";
}

std::vector<std::uint64_t> allocate_evenly(std::span<const std::uint64_t> units, std::uint64_t size) {
  std::vector<std::uint64_t> drawn(units.size(), 0);
  for (bool any = true; size > 0 && any;) {
    any = false;
    for (std::size_t s = 0; s < units.size() && size > 0; ++s) {
      if (drawn[s] == units[s]) continue;
      ++drawn[s];
      --size;
      any = true;
    }
  }
  return drawn;
}

AuditDraw draw_audit(std::span<const AuditUnit> units, const AuditSizes& sizes, SipKey key,
                     std::uint64_t seed) {
  using Ranked = std::vector<std::pair<std::uint64_t, std::size_t>>;  // by what hashing makes of the seed
  std::map<std::pair<AuditKind, std::string>, Ranked> strata;
  for (std::size_t u = 0; u < units.size(); ++u) {
    strata[{units[u].kind, units[u].stratum}].emplace_back(priority(key, "draw", seed, units[u].key), u);
  }
  AuditDraw draw;
  for (const auto& [name, ranked] : strata)
    draw.strata.push_back({name.second, name.first, ranked.size(), 0});
  for (const AuditKind kind : {AuditKind::group, AuditKind::account, AuditKind::control})
    allocate(draw.strata, kind, size_of(sizes, kind));
  std::size_t s = 0;
  for (auto& [name, ranked] : strata) {
    std::sort(ranked.begin(), ranked.end(), [&](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : units[a.second].key < units[b.second].key;
    });
    for (std::uint64_t i = 0; i < draw.strata[s].drawn; ++i) {
      const std::size_t unit = ranked[i].second;
      draw.picks.push_back(
          {unit, s, fmt::format("B-{:010x}", priority(key, "blind", seed, units[unit].key) >> 24)});
    }
    ++s;
  }
  std::sort(draw.picks.begin(), draw.picks.end(),
            [](const AuditPick& a, const AuditPick& b) { return a.blind_id < b.blind_id; });
  return draw;
}

}  // namespace stillwatch
