// A relay in front of many accounts: which account carries the next request.
//
//   RelayPool pool(options, seed);
//   pool.add(account, joined_us);
//   auto carrier = pool.choose(now_us, conversation_key);       // index into the pool, or nothing when all
//   are away if (status == 429) carrier = pool.fail_over(now_us, conversation_key, *carrier, status);
//
// Modelled on what open-source relays do: the account is chosen by a rule, a conversation sticks to it for a
// while counted from its first request (not renewed), a refusal takes the account out for some time and the
// same conversation goes on elsewhere within seconds, and a banned account is replaced later by a fresh one.
// Each part can be switched. Honest resellers and people with a few keys run the same software; the pool
// itself accuses nobody.
//
// Calls must come in order of time. Cost: O(log accounts) for the least recently used choice. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/random.h"

namespace stillwatch::world {

// Whether people whose clocks are this far ahead of UTC are up, from 8 to 23 o'clock.
[[nodiscard]] bool awake(std::int64_t time_us, int zone_hours);

enum class ChoiceRule : std::uint8_t { least_recently_used, random, round_robin };

struct RelayPoolOptions {
  ChoiceRule rule = ChoiceRule::least_recently_used;
  double sticky_s = 3'600.0;  // how long a conversation keeps its account; 0: no stickiness
  bool fail_over = true;  // after 401, 403 or 429 another account continues; else the same one tries again
  double throttled_pause_s = 60.0;      // how long an account rests after 429
  bool own_address_per_account = true;  // a proxy per account; else all leave by one address
  bool constant_headers =
      false;  // one client and header set for all accounts; else each account keeps its own
  bool replace_banned = true;
  double replacement_hours = 6.0;  // mean time until a banned account's replacement is in service
  bool human_hours = false;        // an account is used from 8 to 23 o'clock of its own zone only
};

class RelayPool {
 public:
  using Member = std::uint32_t;

  RelayPool(const RelayPoolOptions& options, std::uint64_t seed) : options_(options), random_(seed) {}

  // An account that can carry requests in this span of time. Returns its index in the pool.
  Member add(std::uint32_t account, std::int64_t from_us, std::int64_t until_us = INT64_MAX,
             int zone_hours = 0);
  // Out of service from this time on.
  void ban(Member member, std::int64_t time_us);

  // The account for a request of this conversation now; nothing when no account is in service.
  std::optional<Member> choose(std::int64_t time_us, std::uint64_t conversation_key);
  // After a refusal of `member`: pauses it (429) or retires it (401, 403) and chooses another one for the
  // conversation. Without fail_over it returns `member` again.
  std::optional<Member> fail_over(std::int64_t time_us, std::uint64_t conversation_key, Member member,
                                  int status);
  // Seconds between a refusal and the next try.
  double retry_delay_s() { return random_.uniform(0.3, 4.0); }
  // When the replacement of an account that was banned now takes up work.
  std::int64_t replacement_time(std::int64_t banned_us);

  [[nodiscard]] std::uint32_t account(Member member) const { return members_[member].account; }
  [[nodiscard]] std::size_t size() const { return members_.size(); }
  [[nodiscard]] bool in_service(Member member, std::int64_t time_us) const;
  [[nodiscard]] const RelayPoolOptions& options() const { return options_; }

 private:
  struct State {
    std::uint32_t account = 0;
    std::int64_t from_us = 0, until_us = INT64_MAX;
    int zone_hours = 0;
    std::int64_t resting_until_us = 0;
    std::int64_t banned_us = INT64_MAX;
    std::int64_t last_used_us = INT64_MIN;
    std::uint64_t order = 0;  // of last use; breaks ties of time
  };
  struct Binding {
    Member member;
    std::int64_t since_us;
  };
  Member pick(std::int64_t time_us, std::optional<Member> but_not);
  Member pick_least_recently_used(std::int64_t time_us, std::optional<Member> but_not);
  void use(Member member, std::int64_t time_us);

  RelayPoolOptions options_;
  Random random_;
  std::vector<State> members_;
  std::set<std::pair<std::uint64_t, Member>> by_use_;  // (order of last use, member)
  std::unordered_map<std::uint64_t, Binding> bindings_;
  std::uint64_t next_order_ = 1;
  std::size_t next_turn_ = 0;
};

}  // namespace stillwatch::world
