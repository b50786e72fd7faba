#include <algorithm>

#include "world/campaign/parts.h"
#include "world/relay/relay_traffic.h"
#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

constexpr double kRequestsPerDay = 26.0;
constexpr double kTrajectoryShare = 0.8;  // of conversations whose template brings tools
constexpr double kTrajectoryTurns = 4.5;  // mean
constexpr double kBannedShare = 0.04;

// A queue of jobs works around the clock, a little less at its operator's night.
double pace(std::int64_t time_us) {
  const auto hour = static_cast<int>(time_us / kHour % 24);
  return hour >= 17 && hour < 22 ? 0.75 : 1.0;
}

struct TemplateQueue {
  TemplateQueue(Planner& owner, Random source)
      : planner(owner), random(source), tasks(owner.corpus, source.fork("tasks")) {
    first_form = static_cast<std::uint32_t>(planner.plan.forms.size());
    for (const Wording& wording : harvest_templates()) {
      planner.plan.forms.push_back(
          {std::string(wording.system), std::string(wording.user), wording.toolset, wording.area});
    }
  }

  RelayWork job(std::int64_t start_us) {
    RelayWork work;
    Conversation conversation;
    conversation.seed = random.next();
    const auto index = static_cast<std::uint32_t>(random.below(harvest_templates().size()));
    conversation.form = first_form + index;
    const Form& form = planner.plan.forms[conversation.form];
    conversation.thread = tasks.next(form.area);
    conversation.opening = Opening::form;
    conversation.model = static_cast<std::uint8_t>(random.zipf(kModels, 0.7));
    conversation.agentic = form.toolset != kNone && random.chance(kTrajectoryShare);
    conversation.toolset = static_cast<std::uint8_t>(form.toolset == kNone ? 0 : form.toolset);
    if (conversation.agentic)
      work.turns =
          static_cast<std::uint16_t>(std::min<std::uint64_t>(12, 2 + random.poisson(kTrajectoryTurns - 2)));
    work.start_us = start_us;
    work.harvest = true;
    work.conversation = planner.add(conversation);
    turns += work.turns;
    return work;
  }

  Planner& planner;
  Random random;
  TaskQueue tasks;
  std::uint32_t first_form = 0;
  std::uint64_t turns = 0;
};

// An account of the campaign; with one proxy for all, it leaves by the addresses of the first.
class Recruits {
 public:
  Recruits(Planner& planner, std::uint32_t campaign) : planner_(planner), campaign_(campaign) {}

  std::uint32_t add(std::int64_t from_us) {
    const std::uint32_t index = add_campaign_account(planner_, campaign_, from_us);
    if (planner_.options.campaign_pool.own_address_per_account) return index;
    if (first_ == kNone) first_ = index;
    AccountPlan& account = planner_.plan.accounts[index];
    const AccountPlan& like = planner_.plan.accounts[first_];
    account.addresses = like.addresses;
    account.as_number = like.as_number;
    account.country = like.country;
    return index;
  }

 private:
  Planner& planner_;
  std::uint32_t campaign_;
  std::uint32_t first_ = kNone;
};

}  // namespace

void plan_templates_campaign(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  Random random = planner.random.fork(planner.plan.campaigns[campaign]);
  RelayPool pool(planner.options.campaign_pool, random.next());
  Recruits recruits(planner, campaign);
  RelayTraffic traffic(planner, pool, [&](std::int64_t from_us) { return recruits.add(from_us); });
  std::vector<std::uint32_t> members;
  for (std::uint32_t i = 0; i < accounts; ++i) {
    members.push_back(recruits.add(draw_join_time(planner, random)));
  }
  ban_some(planner, members, kBannedShare, random);
  std::vector<std::int64_t> joined;
  for (const std::uint32_t member : members) {
    joined.push_back(planner.plan.accounts[member].first_us);
    traffic.join(member, joined.back());
  }
  std::sort(joined.begin(), joined.end());
  // Work arrives in proportion to the accounts in service.
  TemplateQueue queue(planner, random.fork("queue"));
  std::vector<RelayWork> work;
  constexpr double kMeanTurns = 1.5;  // per conversation, from the shares above
  std::int64_t time_us = joined.front();
  while (time_us < planner.plan.end_us) {
    const auto in_service = std::upper_bound(joined.begin(), joined.end(), time_us) - joined.begin();
    const double per_us =
        static_cast<double>(in_service) * kRequestsPerDay / kMeanTurns / static_cast<double>(kDay);
    work.push_back(queue.job(time_us));
    time_us += 1 + static_cast<std::int64_t>(random.exponential(1.0 / (per_us * pace(time_us))));
  }
  traffic.run(work, random);
  add_cover(planner, campaign, random);
}

}  // namespace stillwatch::world
