// Parts that the campaign profiles are made of.
#pragma once

#include <string_view>

#include "world/planner.h"

namespace stillwatch::world {

// A campaign account, drawn like anybody's, in service from a time in the first part of the world on.
[[nodiscard]] std::uint32_t add_campaign_account(Planner& planner, std::uint32_t campaign,
                                                 std::int64_t from_us);
// Bans this share of the accounts at random times after they joined.
void ban_some(Planner& planner, const std::vector<std::uint32_t>& accounts, double share, Random& random);
// Ordinary conversations mixed in, so that Evasion::cover of an account's exchanges harvest nothing.
void add_cover(Planner& planner, std::uint32_t campaign, Random& random);

// Forms of the plan that belong together: some wordings, each in the same number of paraphrases.
struct FormRange {
  std::uint32_t first = 0, wordings = 0, variants = 1;
  [[nodiscard]] std::uint32_t at(std::size_t wording, Random& random) const {
    return first + static_cast<std::uint32_t>(wording) * variants +
           (variants > 1 ? static_cast<std::uint32_t>(random.below(variants)) : 0);
  }
};

// Hands out corpus threads of the wanted areas so that languages and eras are those of honest people, each
// thread about equally often.
class TaskQueue {
 public:
  TaskQueue(const Corpus& corpus, Random random) : corpus_(corpus), random_(random) {}
  [[nodiscard]] std::uint32_t next(Area area);

 private:
  const Corpus& corpus_;
  Random random_;
  std::vector<std::pair<std::uint64_t, std::size_t>> positions_;  // (cell, next place in its shuffled order)
};

}  // namespace stillwatch::world
