#include "world/campaign/operator.h"

#include <algorithm>

#include "world/text/rewriter.h"

namespace stillwatch::world {
namespace {

// A queue of jobs works around the clock, a little less at its operator's night.
double machine_pace(std::int64_t time_us) {
  const auto hour = static_cast<int>(time_us / kHour % 24);
  return hour >= 17 && hour < 22 ? 0.75 : 1.0;
}

}  // namespace

Operator::Operator(Planner& planner, std::uint32_t campaign, std::uint32_t accounts, const ServiceSpan& span,
                   double banned_share)
    : planner_(planner), campaign_(campaign), random_(planner.random.fork(planner.plan.campaigns[campaign])) {
  schedule(accounts, span);
  std::vector<std::uint32_t> members;
  for (const Service& service : accounts_) members.push_back(service.account);
  ban_some(planner_, members, banned_share, random_);
}

std::uint32_t Operator::recruit(std::int64_t from_us) {
  const std::uint32_t index = add_campaign_account(planner_, campaign_, from_us);
  AccountPlan& account = planner_.plan.accounts[index];
  if (planner_.options.evasion.fresh_identity) {
    const SharedNetwork home = planner_.population.new_network(countries()[account.country].code);
    account.addresses = {home.address};
    account.as_number = home.as_number;
    planner_.population.join(account, "", account.facts.email_domain, planner_.population.new_payment(),
                             false);
    return index;
  }
  if (planner_.options.campaign_pool.own_address_per_account) return index;
  if (first_ == kNone) first_ = index;
  const AccountPlan& like = planner_.plan.accounts[first_];
  account.addresses = like.addresses;
  account.as_number = like.as_number;
  account.country = like.country;
  return index;
}

void Operator::schedule(std::uint32_t accounts, const ServiceSpan& span) {
  const auto whole = static_cast<double>(planner_.plan.end_us - planner_.plan.start_us);
  const auto at = [&](double share) {
    return planner_.plan.start_us + static_cast<std::int64_t>(share * whole);
  };
  const std::int64_t first_us = at(span.first), last_us = at(span.last);
  const auto length = static_cast<double>(last_us - first_us);
  const auto days = std::max<std::int64_t>(1, (last_us - first_us + kDay - 1) / kDay);
  for (std::uint32_t i = 0; i < accounts; ++i) {
    std::int64_t from_us = first_us, until_us = last_us;
    if (planner_.options.evasion.daily_rotation) {
      from_us += static_cast<std::int64_t>(i % static_cast<std::uint32_t>(days)) * kDay;
      until_us = std::min(last_us, from_us + kDay);
    } else if (!random_.chance(0.35)) {
      from_us += static_cast<std::int64_t>(random_.uniform(0.0, span.joining) * length);
    }
    const std::uint32_t account = recruit(from_us);
    AccountPlan& who = planner_.plan.accounts[account];
    who.first_us = from_us = std::max(from_us, who.facts.created_us);
    // An account that is made later than its turn serves from then on.
    if (until_us <= from_us) until_us = last_us;
    who.last_us = until_us;
    accounts_.push_back({account, from_us, until_us});
  }
}

std::vector<std::uint32_t> Operator::ready(std::int64_t time_us) const {
  std::vector<std::uint32_t> list;
  for (const Service& service : accounts_) {
    const AccountPlan& account = planner_.plan.accounts[service.account];
    const bool banned = account.facts.banned_us != 0 && time_us >= account.facts.banned_us;
    if (banned || time_us < service.from_us || time_us >= service.until_us) continue;
    if (planner_.options.evasion.human_hours && !awake(time_us, account.zone_hours)) continue;
    list.push_back(service.account);
  }
  return list;
}

FormRange Operator::add_forms(std::span<const Wording> wordings) {
  const std::uint32_t variants = std::max<std::uint32_t>(1, planner_.options.evasion.paraphrases);
  FormRange range{static_cast<std::uint32_t>(planner_.plan.forms.size()),
                  static_cast<std::uint32_t>(wordings.size()), variants};
  for (const Wording& wording : wordings) {
    for (std::uint32_t v = 0; v < variants; ++v) {
      Form form{std::string(wording.system), std::string(wording.user), wording.toolset, wording.area, {}};
      if (planner_.options.evasion.paraphrases > 0) {
        const std::uint64_t seed = random_.next();
        form.system = rewrite_wording(wording.system, seed);
        form.user = rewrite_wording(wording.user, ~seed);
      }
      planner_.plan.forms.push_back(std::move(form));
    }
  }
  return range;
}

Conversation Operator::fill(const FormRange& forms, std::size_t wording) {
  Conversation conversation;
  conversation.seed = random_.next();
  conversation.opening = Opening::form;
  conversation.form = forms.at(wording, random_);
  conversation.model = static_cast<std::uint8_t>(random_.zipf(kModels, 0.7));
  if (planner_.options.evasion.rewritten_history) conversation.carries = Carries::retold;
  const std::uint32_t toolset = planner_.plan.forms[conversation.form].toolset;
  conversation.toolset = static_cast<std::uint8_t>(toolset == kNone ? 0 : toolset);
  return conversation;
}

double Operator::awake_share(std::int64_t time_us) const {
  if (accounts_.empty()) return 1.0;
  std::size_t up = 0;
  constexpr std::size_t kLooked = 200;  // enough to know the mix of zones
  const std::size_t count = std::min(kLooked, accounts_.size());
  for (std::size_t i = 0; i < count; ++i)
    up += awake(time_us, planner_.plan.accounts[accounts_[i].account].zone_hours) ? 1 : 0;
  return std::max(0.02, static_cast<double>(up) / static_cast<double>(count) * 24.0 / 15.0);
}

std::vector<std::int64_t> Operator::arrivals(double per_account_day) {
  std::vector<std::pair<std::int64_t, int>> changes;  // +1: an account joins, -1: it leaves
  for (const Service& service : accounts_) {
    changes.emplace_back(service.from_us, 1);
    changes.emplace_back(service.until_us, -1);
  }
  std::sort(changes.begin(), changes.end());
  std::vector<std::int64_t> times;
  int in_service = 0;
  for (std::size_t c = 0; c + 1 < changes.size(); ++c) {
    in_service += changes[c].second;
    const double harvest = 1.0 - planner_.options.evasion.cover;
    const double rate = in_service * per_account_day * harvest / static_cast<double>(kDay);
    if (in_service <= 0) continue;
    for (std::int64_t time_us = changes[c].first; time_us < changes[c + 1].first;) {
      const double pace = planner_.options.evasion.human_hours ? awake_share(time_us) : machine_pace(time_us);
      time_us += 1 + static_cast<std::int64_t>(random_.exponential(1.0 / (rate * pace)));
      if (time_us < changes[c + 1].first) times.push_back(time_us);
    }
  }
  return times;
}

void Operator::carry(const std::vector<RelayWork>& work) {
  RelayPoolOptions options = applied_pool(planner_.options);
  options.human_hours = planner_.options.evasion.human_hours;
  RelayPool pool(options, random_.next());
  RelayTraffic traffic(planner_, pool, [this](std::int64_t from_us) { return recruit(from_us); });
  for (const Service& service : accounts_) traffic.join(service.account, service.from_us, service.until_us);
  traffic.run(work, random_);
}

void Operator::finish() { add_cover(planner_, campaign_, random_); }

}  // namespace stillwatch::world
