#include "bench/detect/checkpoints.h"

#include <algorithm>
#include <cmath>

namespace stillwatch {
namespace {

constexpr double kOfThoseFoundLater = 0.5;
constexpr double kOfThoseActive = 0.2;

bool found(std::uint64_t now, std::uint64_t later, std::uint64_t active) {
  const auto count = static_cast<double>(now);
  return now > 0 && count >= kOfThoseFoundLater * static_cast<double>(later) &&
         count >= kOfThoseActive * static_cast<double>(active);
}

double first_share(std::span<const Sighting> sightings, bool (*is_found)(const Sighting&)) {
  const auto at = std::find_if(sightings.begin(), sightings.end(), is_found);
  return at == sightings.end() ? kNeverServed : at->share;
}

}  // namespace

std::array<std::size_t, kCheckpoints.size()> prefix_ends(const std::vector<bool>& campaign) {
  std::array<std::size_t, kCheckpoints.size()> ends{};
  const auto total = static_cast<double>(std::count(campaign.begin(), campaign.end(), true));
  std::size_t event = 0;
  double seen = 0.0;
  for (std::size_t c = 0; c < kCheckpoints.size(); ++c) {
    const double wanted = std::ceil(kCheckpoints[c] * total - 1e-9);
    while (event < campaign.size() && seen < wanted) seen += campaign[event++] ? 1.0 : 0.0;
    ends[c] = event;
  }
  ends.back() = campaign.size();
  return ends;
}

bool is_named(const Sighting& sighting) {
  return found(sighting.named, sighting.named_later, sighting.active);
}

bool is_linked(const Sighting& sighting) {
  return found(sighting.linked, sighting.linked_later, sighting.active);
}

double first_named(std::span<const Sighting> sightings) { return first_share(sightings, &is_named); }
double first_linked(std::span<const Sighting> sightings) { return first_share(sightings, &is_linked); }

}  // namespace stillwatch
