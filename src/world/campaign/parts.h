// The campaign profiles. Each adds its accounts, conversations and events to the plan; all of them are
// harvest, except cover traffic.
#pragma once

#include <string_view>

#include "world/planner.h"

namespace stillwatch::world {

// templates: about 26 requests a day and account; some 40 slot-filled wordings in agentic, coding, data
// analysis and reasoning areas over one corpus that is asked once and spread over the accounts by a relay
// pool (least recently used, sticky for an hour, fail-over, replacement after bans).
void plan_templates_campaign(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);

// grading: about 20 requests a day and account; tasks, reasoning elicitation about issued answers and rubric
// grading of candidates that were issued to other accounts of the campaign; batches leave within a second on
// many accounts at odd times; a few means of payment pay for all.
void plan_grading_campaign(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);

// Parts that the profiles share.
// A campaign account, drawn like anybody's, in service from a time in the first part of the world on.
[[nodiscard]] std::uint32_t add_campaign_account(Planner& planner, std::uint32_t campaign,
                                                 std::int64_t from_us);
// When an account of a campaign joins it: a third from the start, the others over the first half.
[[nodiscard]] std::int64_t draw_join_time(const Planner& planner, Random& random);
// Bans this share of the accounts at random times after they joined.
void ban_some(Planner& planner, const std::vector<std::uint32_t>& accounts, double share, Random& random);
// Ordinary conversations mixed in, so that options.cover of an account's exchanges harvest nothing.
void add_cover(Planner& planner, std::uint32_t campaign, Random& random);

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
