#include "signal/alternation/recency.h"

#include "text/kernels/highway_targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "signal/alternation/recency.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <array>

#include "signal/rhythm.h"

#ifndef STILLWATCH_RECENCY_STAMPS
#define STILLWATCH_RECENCY_STAMPS
namespace stillwatch::alternation {

// When each member was last used: numbers of the moments at which any was, from 1; 0: not yet.
using Stamps = std::array<std::int16_t, kMostMembers>;

// The same order of stamps with the smallest numbers: moments are more than 16 bits count. Returns the
// largest.
inline std::int16_t renumber(Stamps& stamps) {
  Stamps sorted = stamps;
  std::sort(sorted.begin(), sorted.end());
  const auto end = std::unique(sorted.begin(), sorted.end());
  const auto first = sorted.begin() + (sorted.front() == 0 ? 1 : 0);
  for (std::int16_t& stamp : stamps) {
    if (stamp != 0) stamp = static_cast<std::int16_t>(1 + (std::lower_bound(first, end, stamp) - first));
  }
  return static_cast<std::int16_t>(end - first);
}

constexpr std::int16_t kLastStamp = INT16_MAX - 1;

// A lane of ones for each member.
struct MemberLanes {
  alignas(64) std::array<Stamps, kMostMembers> of{};
  constexpr MemberLanes() {
    for (std::size_t m = 0; m < kMostMembers; ++m) of[m][m] = -1;
  }
};
inline constexpr MemberLanes kMemberLanes;

}  // namespace stillwatch::alternation
#endif

HWY_BEFORE_NAMESPACE();
namespace stillwatch::alternation::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

HWY_ATTR void recency_ranks_simd(const std::uint64_t* starts, std::size_t count, std::int8_t* ranks) {
  const hn::CappedTag<std::int16_t, kMostMembers> d;
  using V = hn::Vec<decltype(d)>;
  constexpr std::size_t kLanes = hn::MaxLanes(hn::CappedTag<std::int16_t, kMostMembers>());
  constexpr std::size_t kVectors = kMostMembers / kLanes;
  alignas(64) Stamps stamps{};
  std::array<V, kVectors> last{};
  last.fill(hn::Zero(d));
  std::int16_t stamp = 0;
  std::uint64_t now = ~std::uint64_t{0};
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t member = Interleaving::member(starts[i]);
    const std::uint64_t time = starts[i] / Interleaving::kMostMembers;
    if (stamp == kLastStamp) {
      // The present moment keeps a number of its own, where it has one: the largest.
      stamp = renumber(stamps);
      for (std::size_t v = 0; v < kVectors; ++v) last[v] = hn::Load(d, stamps.data() + v * kLanes);
    }
    stamp = static_cast<std::int16_t>(stamp + (time != now ? 1 : 0));
    now = time;
    const std::int16_t before = stamps[member];
    const V before_lanes = hn::Set(d, before);
    const V step = hn::Set(d, static_cast<std::int16_t>(stamp - before));
    const std::int16_t* lane_of_member = kMemberLanes.of[member].data();
    std::size_t later = 0;
    for (std::size_t v = 0; v < kVectors; ++v) {
      later += hn::CountTrue(d, hn::Gt(last[v], before_lanes));
      last[v] = hn::Add(last[v], hn::And(step, hn::Load(d, lane_of_member + v * kLanes)));
    }
    stamps[member] = stamp;
    ranks[i] = before == 0 ? kFirstUse : static_cast<std::int8_t>(later);
  }
}

}  // namespace stillwatch::alternation::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace stillwatch::alternation {
namespace {

HWY_EXPORT(recency_ranks_simd);

}  // namespace

void recency_ranks_scalar(std::span<const std::uint64_t> starts, std::int8_t* ranks) {
  std::array<std::int64_t, kMostMembers> last{};  // times
  last.fill(-1);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    std::int64_t& own = last[Interleaving::member(starts[i])];
    const auto later = std::count_if(last.begin(), last.end(), [&](std::int64_t time) { return time > own; });
    ranks[i] = own < 0 ? kFirstUse : static_cast<std::int8_t>(later);
    own = Interleaving::time_us(starts[i]);
  }
}

void recency_ranks(std::span<const std::uint64_t> starts, std::int8_t* ranks) {
  HWY_DYNAMIC_DISPATCH(recency_ranks_simd)(starts.data(), starts.size(), ranks);
}

}  // namespace stillwatch::alternation
#endif  // HWY_ONCE
