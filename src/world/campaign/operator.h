// Who runs a campaign: its accounts, its wordings and its working hours, with the world's evasions applied.
//
//   Operator run(planner, campaign, 125);                     // accounts drawn, in service from their
//   joining on const FormRange forms = run.add_forms(harvest_templates()); for (const std::int64_t time_us :
//   run.arrivals(26.0 / 1.5)) work.push_back(...); run.carry(work); // through a relay pool run.finish(); //
//   cover traffic
//
// A profile (profiles.h) says what its accounts do; everything about hiding it is here, so that every rung of
// Evasion works on every profile. Not thread-safe.
#pragma once

#include <span>
#include <vector>

#include "world/campaign/parts.h"
#include "world/relay/relay_traffic.h"
#include "world/text/wordings.h"

namespace stillwatch::world {

// When a campaign's accounts are in service.
struct ServiceSpan {
  double first = 0.0, last = 1.0;  // of the world's span
  double joining = 0.45;           // share of that over which accounts join; a third is there from the start
};

class Operator {
 public:
  Operator(Planner& planner, std::uint32_t campaign, std::uint32_t accounts, const ServiceSpan& span = {},
           double banned_share = 0.0);

  struct Service {
    std::uint32_t account;
    std::int64_t from_us, until_us;
  };
  [[nodiscard]] const std::vector<Service>& accounts() const { return accounts_; }
  // Accounts that can send a request now: joined, not banned, awake.
  [[nodiscard]] std::vector<std::uint32_t> ready(std::int64_t time_us) const;

  // Adds the wordings to the plan, each in as many paraphrases as the world asks for.
  FormRange add_forms(std::span<const Wording> wordings);
  // A conversation that fills one of the forms.
  [[nodiscard]] Conversation fill(const FormRange& forms, std::size_t wording);
  // Times of jobs, in proportion to the accounts in service and to the hour. Cover takes its share of the
  // rate, so that an account is as busy with it as without.
  [[nodiscard]] std::vector<std::int64_t> arrivals(double per_account_day);
  // How often each job is asked: three times for one in ten, unless the corpus is partitioned.
  [[nodiscard]] std::uint16_t copies() {
    return !planner_.options.evasion.partitioned && random_.chance(0.1) ? 3 : 1;
  }
  // Runs the work through one relay pool over all accounts; banned ones are replaced.
  void carry(const std::vector<RelayWork>& work);
  // Ordinary conversations mixed in, so that Evasion::cover of an account's exchanges harvest nothing.
  void finish();

  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] Planner& planner() { return planner_; }
  [[nodiscard]] std::uint32_t campaign() const { return campaign_; }

 private:
  std::uint32_t recruit(std::int64_t from_us);
  void schedule(std::uint32_t accounts, const ServiceSpan& span);
  [[nodiscard]] double awake_share(std::int64_t time_us) const;

  Planner& planner_;
  std::uint32_t campaign_;
  Random random_;
  std::vector<Service> accounts_;
  std::uint32_t first_ = kNone;  // whose proxy all use when they share one
};

}  // namespace stillwatch::world
