#include "world/relay/relay_pool.h"

#include <algorithm>

namespace stillwatch::world {
namespace {
constexpr std::uint32_t kNobody = 0xffffffff;
constexpr std::int64_t kSecondUs = 1'000'000;
constexpr std::int64_t kHourUs = 3'600 * kSecondUs;
}  // namespace

bool awake(std::int64_t time_us, int zone_hours) {
  const std::int64_t hour = (time_us / kHourUs + zone_hours + 24) % 24;
  return hour >= 8 && hour < 23;
}

RelayPool::Member RelayPool::add(std::uint32_t account, std::int64_t from_us, std::int64_t until_us,
                                 int zone_hours) {
  const auto member = static_cast<Member>(members_.size());
  State state;
  state.account = account;
  state.from_us = from_us;
  state.until_us = until_us;
  state.zone_hours = zone_hours;
  members_.push_back(state);
  by_use_.emplace(0, member);
  return member;
}

void RelayPool::ban(Member member, std::int64_t time_us) { members_[member].banned_us = time_us; }

bool RelayPool::in_service(Member member, std::int64_t time_us) const {
  const State& state = members_[member];
  return time_us >= state.from_us && time_us < state.until_us && time_us >= state.resting_until_us &&
         time_us < state.banned_us && (!options_.human_hours || awake(time_us, state.zone_hours));
}

void RelayPool::use(Member member, std::int64_t time_us) {
  State& state = members_[member];
  by_use_.erase({state.order, member});
  state.order = next_order_++;
  state.last_used_us = time_us;
  by_use_.emplace(state.order, member);
}

RelayPool::Member RelayPool::pick(std::int64_t time_us, std::optional<Member> but_not) {
  const auto usable = [&](Member member) { return member != but_not && in_service(member, time_us); };
  if (options_.rule == ChoiceRule::least_recently_used) return pick_least_recently_used(time_us, but_not);
  const std::size_t count = members_.size();
  const std::size_t start =
      options_.rule == ChoiceRule::random && count > 0 ? random_.below(count) : next_turn_;
  for (std::size_t i = 0; i < count; ++i) {
    const auto member = static_cast<Member>((start + i) % count);
    if (!usable(member)) continue;
    next_turn_ = member + 1;
    return member;
  }
  return kNobody;
}

RelayPool::Member RelayPool::pick_least_recently_used(std::int64_t time_us, std::optional<Member> but_not) {
  for (auto at = by_use_.begin(); at != by_use_.end();) {
    const Member member = at->second;
    const State& state = members_[member];
    if (time_us >= state.until_us || time_us >= state.banned_us) {  // never again
      at = by_use_.erase(at);
      continue;
    }
    if (member != but_not && in_service(member, time_us)) return member;
    ++at;
  }
  return kNobody;
}

std::optional<RelayPool::Member> RelayPool::choose(std::int64_t time_us, std::uint64_t conversation_key) {
  const auto sticky_us = static_cast<std::int64_t>(options_.sticky_s * static_cast<double>(kSecondUs));
  const auto bound = bindings_.find(conversation_key);
  if (bound != bindings_.end() && time_us < bound->second.since_us + sticky_us &&
      in_service(bound->second.member, time_us)) {
    use(bound->second.member, time_us);
    return bound->second.member;
  }
  const Member member = pick(time_us, std::nullopt);
  if (member == kNobody) return std::nullopt;
  if (sticky_us > 0) bindings_[conversation_key] = {member, time_us};
  use(member, time_us);
  return member;
}

std::optional<RelayPool::Member> RelayPool::fail_over(std::int64_t time_us, std::uint64_t conversation_key,
                                                      Member member, int status) {
  if (!options_.fail_over) return member;
  State& refused = members_[member];
  if (status == 429) {
    refused.resting_until_us = time_us + static_cast<std::int64_t>(options_.throttled_pause_s * kSecondUs);
  } else {
    refused.banned_us = std::min(refused.banned_us, time_us);
  }
  const Member next = pick(time_us, member);
  if (next == kNobody) return std::nullopt;
  if (options_.sticky_s > 0.0) bindings_[conversation_key] = {next, time_us};
  use(next, time_us);
  return next;
}

std::int64_t RelayPool::replacement_time(std::int64_t banned_us) {
  const double hours = 0.05 + random_.exponential(options_.replacement_hours);
  return banned_us + static_cast<std::int64_t>(hours * 3'600.0 * static_cast<double>(kSecondUs));
}

}  // namespace stillwatch::world
