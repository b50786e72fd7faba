#include <algorithm>

#include "world/campaign/parts.h"
#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

constexpr double kRequestsPerDay = 20.0;
constexpr double kBannedShare = 0.02;
constexpr std::uint32_t kAccountsPerPayment = 25;
constexpr std::int64_t kQuotedAfter = 20 * kMinute;  // an answer is collected and sorted before it is used

struct Issued {
  std::uint32_t conversation, account;
  std::int64_t time_us;
};

struct FormRange {
  std::uint32_t first = 0, count = 0;
  [[nodiscard]] std::uint32_t pick(Random& random) const {
    return first + static_cast<std::uint32_t>(random.below(count));
  }
};

FormRange add_forms(Planner& planner, std::span<const Wording> wordings) {
  FormRange range{static_cast<std::uint32_t>(planner.plan.forms.size()),
                  static_cast<std::uint32_t>(wordings.size())};
  for (const Wording& wording : wordings) {
    planner.plan.forms.push_back(
        {std::string(wording.system), std::string(wording.user), wording.toolset, wording.area});
  }
  return range;
}

class GradingDesk {
 public:
  GradingDesk(Planner& planner, Random random)
      : planner_(planner),
        random_(random),
        tasks_(planner.corpus, random.fork("tasks")),
        plain_(add_forms(planner, plain_task_forms())),
        elicit_(add_forms(planner, elicitation_forms())),
        rubric_(add_forms(planner, rubric_forms())) {}

  // One request of a batch on this account.
  void send(std::uint32_t account, std::int64_t time_us) {
    Conversation conversation;
    conversation.seed = random_.next();
    conversation.opening = Opening::form;
    conversation.model = static_cast<std::uint8_t>(random_.zipf(kModels, 0.7));
    const double kind = random_.uniform();
    const bool quotes =
        kind > 0.35 && cite(conversation, account, time_us, kind > 0.60 ? 1 + random_.below(3) : 1);
    if (!quotes) {
      conversation.form = plain_.pick(random_);
      conversation.thread = tasks_.next(random_.chance(0.7) ? Area::reasoning : Area::coding);
    } else if (kind > 0.60) {
      conversation.form = rubric_.pick(random_);
      conversation.terse = true;
    } else {
      conversation.form = elicit_.pick(random_);
    }
    const std::uint32_t index = planner_.add(conversation);
    const std::int64_t done_us = planner_.request(account, index, 0, time_us, random_, true);
    if (!quotes && done_us < planner_.plan.end_us) issued_.push_back({index, account, done_us});
  }

 private:
  // Quotes up to `count` answers that other accounts received earlier; all to the first one's task.
  bool cite(Conversation& conversation, std::uint32_t account, std::int64_t time_us, std::uint64_t count) {
    for (int tries = 0; tries < 12 && conversation.cited_count < count && !issued_.empty(); ++tries) {
      const Issued& answer = issued_[random_.below(issued_.size())];
      if (answer.account == account || answer.time_us + kQuotedAfter > time_us) continue;
      if (conversation.cited_count == 0)
        conversation.thread = planner_.plan.conversations[answer.conversation].thread;
      conversation.cited[conversation.cited_count++] = answer.conversation;
    }
    return conversation.cited_count > 0;
  }

  Planner& planner_;
  Random random_;
  TaskQueue tasks_;
  FormRange plain_, elicit_, rubric_;
  std::vector<Issued> issued_;
};

std::vector<std::uint32_t> in_service(const Planner& planner, const std::vector<std::uint32_t>& members,
                                      std::int64_t time_us) {
  std::vector<std::uint32_t> ready;
  for (const std::uint32_t member : members) {
    const AccountPlan& account = planner.plan.accounts[member];
    const bool banned = account.facts.banned_us != 0 && time_us >= account.facts.banned_us;
    if (account.first_us <= time_us && !banned) ready.push_back(member);
  }
  return ready;
}

}  // namespace

void plan_grading_campaign(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  Random random = planner.random.fork(planner.plan.campaigns[campaign]);
  std::vector<std::uint32_t> members;
  std::vector<std::string> payments;
  for (std::uint32_t i = 0; i <= accounts / kAccountsPerPayment; ++i)
    payments.push_back(planner.population.new_payment());
  for (std::uint32_t i = 0; i < accounts; ++i) {
    members.push_back(add_campaign_account(planner, campaign, draw_join_time(planner, random)));
    planner.plan.accounts[members.back()].facts.payment = payments[random.below(payments.size())];
  }
  ban_some(planner, members, kBannedShare, random);
  GradingDesk desk(planner, random.fork("desk"));
  // Batches leave within a second on a good part of the accounts, at times that no clock shows.
  constexpr double kBatchShare = 0.4;
  const double batches_per_day = kRequestsPerDay / kBatchShare;
  std::int64_t time_us = planner.plan.start_us;
  while (true) {
    time_us += static_cast<std::int64_t>(random.exponential(static_cast<double>(kDay) / batches_per_day));
    if (time_us >= planner.plan.end_us - kMinute) break;
    std::vector<std::uint32_t> ready = in_service(planner, members, time_us);
    const double share = random.uniform(0.5, 1.5) * kBatchShare;
    for (std::size_t i = ready.size(); i > 1; --i) std::swap(ready[i - 1], ready[random.below(i)]);
    ready.resize(
        std::min(ready.size(), 1 + static_cast<std::size_t>(share * static_cast<double>(ready.size()))));
    for (const std::uint32_t account : ready) {
      desk.send(account,
                time_us + static_cast<std::int64_t>(random.uniform() * static_cast<double>(kSecond)));
    }
  }
  add_cover(planner, campaign, random);
}

}  // namespace stillwatch::world
