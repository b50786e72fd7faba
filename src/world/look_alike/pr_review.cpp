// Pull requests that a review bot looks at, again and again until they are merged.
#include <algorithm>

#include "world/look_alike/company.h"
#include "world/look_alike/look_alikes.h"

namespace stillwatch::world {
namespace {

enum ReviewForm : std::size_t { kOpened, kPushed, kReply, kWalkthrough, kRepair };

// One account: one repository in which the bot is installed.
class Repository {
 public:
  Repository(Planner& planner, std::uint32_t account, const std::vector<std::uint32_t>& forms, Random& random)
      : planner_(planner),
        account_(account),
        forms_(forms),
        random_(random),
        persona_(planner.persona(planner.plan.accounts[account], random)) {
    persona_.topics.resize(1);
    persona_.topics.front().second = 0.97;
  }

  // Opened in working hours; every push brings another round, some within minutes.
  void work(double per_day) {
    std::int64_t time_us = planner_.plan.start_us;
    while (true) {
      time_us += static_cast<std::int64_t>(random_.exponential(static_cast<double>(kDay) / per_day));
      if (time_us >= planner_.plan.end_us) return;
      const std::int64_t local = time_us / kHour + planner_.plan.accounts[account_].zone_hours + 3 * 24;
      if (random_.uniform() < hour_weight(static_cast<int>(local % 168), 0.2)) pull_request(time_us);
    }
  }

 private:
  void pull_request(std::int64_t time_us) {
    const std::uint32_t thread = planner_.pick_thread(persona_, random_);
    if (random_.chance(0.6)) ask(kWalkthrough, thread, time_us);
    std::int64_t now_us = ask(kOpened, thread, time_us + 5 * kSecond);
    const bool loop = random_.chance(0.08);  // a push for every finding
    const std::uint64_t rounds = loop ? 6 + random_.below(15) : random_.poisson(1.6);
    for (std::uint64_t round = 0; round < rounds && now_us < planner_.plan.end_us; ++round) {
      const double wait_min = loop ? random_.log_normal(7.0, 0.6) : random_.log_normal(70.0, 1.2);
      now_us += static_cast<std::int64_t>(wait_min * static_cast<double>(kMinute));
      if (random_.chance(0.25)) now_us = ask(kReply, thread, now_us);
      if (random_.chance(0.10)) now_us = ask(kRepair, thread, now_us);
      now_us = ask(kPushed, thread, now_us);
    }
  }

  std::int64_t ask(ReviewForm which, std::uint32_t thread, std::int64_t time_us) {
    const AccountPlan& account = planner_.plan.accounts[account_];
    Conversation conversation = form_conversation(planner_, forms_[which], thread, account.model, random_);
    conversation.owner = account_;
    conversation.agentic =
        planner_.plan.forms[forms_[which]].toolset != kNone && (which == kRepair || random_.chance(0.6));
    const auto turns = static_cast<std::uint16_t>(conversation.agentic ? 2 + random_.below(5) : 1);
    return planner_.converse(account_, planner_.add(conversation), turns, time_us, random_);
  }

  Planner& planner_;
  std::uint32_t account_;
  const std::vector<std::uint32_t>& forms_;
  Random& random_;
  Persona persona_;
};

}  // namespace

void add_pr_review(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  std::vector<std::uint32_t> forms;
  for (const Wording& wording : review_forms()) {
    forms.push_back(static_cast<std::uint32_t>(planner.plan.forms.size()));
    planner.plan.forms.push_back(
        {std::string(wording.system), std::string(wording.user), wording.toolset, wording.area});
  }
  const AccountPlan bot = planner.population.account();
  const bool hosted = random.chance(0.5);  // the bot's maker sends the requests, under its customers' keys
  const SharedNetwork maker = planner.population.new_network("US");
  std::uint32_t left = 0;  // accounts of the owner at hand that are still to come
  Company owner;
  for (std::uint32_t i = 0; i < size; ++i, --left) {
    const bool company = random.chance(0.6);
    if (left == 0) {
      left = company ? 1 + static_cast<std::uint32_t>(random.below(10)) : 1;
      owner = draw_company(planner, company ? 0.7 : 0.0, 0.7, random);
    }
    AccountPlan account = company_account(planner, AccountClass::pr_review, group, owner, bot);
    if (hosted) {
      account.addresses = {maker.address};
      account.as_number = maker.as_number;
    }
    Random own = random.fork(account.facts.account);
    Repository repository(planner, planner.add(std::move(account)), forms, own);
    repository.work(own.log_normal(2.5, 0.7));
  }
}

}  // namespace stillwatch::world
