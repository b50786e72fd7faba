// Campaigns that use answers again: tasks are asked, and what comes back is explained, graded and cleaned by
// other accounts.
#include <algorithm>

#include "world/campaign/operator.h"
#include "world/campaign/profiles.h"

namespace stillwatch::world {
namespace {

constexpr double kBannedShare = 0.02;
constexpr std::uint32_t kAccountsPerPayment = 25;
constexpr std::int64_t kQuotedAfter = 20 * kMinute;  // an answer is collected and sorted before it is used

struct Issued {
  std::uint32_t conversation, account;
  std::int64_t time_us;
};

// Shares of what is asked; the rest are plain tasks.
struct DeskShape {
  double explained = 0.0, graded = 0.0, cleaned = 0.0;
  bool reasoning_model = false;  // tasks go to the model that shows its reasoning
};

class Desk {
 public:
  Desk(Operator& run, const DeskShape& shape)
      : run_(run),
        planner_(run.planner()),
        shape_(shape),
        tasks_(planner_.corpus, run.random().fork("tasks")),
        plain_(run.add_forms(plain_task_forms())),
        elicit_(run.add_forms(elicitation_forms())),
        rubric_(run.add_forms(rubric_forms())),
        clean_(run.add_forms(cleaning_forms())) {}

  // One request on this account; `stage` below the shape's shares explains, grades or cleans, above asks.
  void send(std::uint32_t account, std::int64_t time_us, double stage) {
    const Kind kind = kind_of(stage);
    Conversation conversation = fill(kind);
    const std::size_t wanted = kind == Kind::graded ? 1 + run_.random().below(3) : 1;
    if (kind == Kind::plain || !cite(conversation, account, time_us, wanted)) {
      ask(account, time_us);
      return;
    }
    conversation.terse = kind == Kind::graded;
    planner_.request(account, planner_.add(conversation), 0, time_us, run_.random(), true);
  }

 private:
  enum class Kind { explained, graded, cleaned, plain };
  [[nodiscard]] Kind kind_of(double stage) const {
    if (stage < shape_.explained) return Kind::explained;
    if (stage < shape_.explained + shape_.graded) return Kind::graded;
    return stage < shape_.explained + shape_.graded + shape_.cleaned ? Kind::cleaned : Kind::plain;
  }

  Conversation fill(Kind kind) {
    const FormRange& forms = kind == Kind::explained ? elicit_
                             : kind == Kind::graded  ? rubric_
                             : kind == Kind::cleaned ? clean_
                                                     : plain_;
    return run_.fill(forms, run_.random().below(forms.wordings));
  }

  void ask(std::uint32_t account, std::int64_t time_us) {
    Conversation conversation = fill(Kind::plain);
    if (shape_.reasoning_model) conversation.model = kReasoningModel;
    conversation.thread = tasks_.next(run_.random().chance(0.7) ? Area::reasoning : Area::coding);
    const std::uint32_t index = planner_.add(conversation);
    const std::int64_t done_us = planner_.request(account, index, 0, time_us, run_.random(), true);
    if (done_us < planner_.plan.end_us) issued_.push_back({index, account, done_us});
  }

  // Quotes up to `count` answers that other accounts received earlier; all to the first one's task.
  bool cite(Conversation& conversation, std::uint32_t account, std::int64_t time_us, std::size_t count) {
    for (int tries = 0; tries < 12 && conversation.cited_count < count && !issued_.empty(); ++tries) {
      const Issued& answer = issued_[run_.random().below(issued_.size())];
      if (answer.account == account || answer.time_us + kQuotedAfter > time_us) continue;
      if (conversation.cited_count == 0)
        conversation.thread = planner_.plan.conversations[answer.conversation].thread;
      conversation.cited[conversation.cited_count++] = answer.conversation;
    }
    return conversation.cited_count > 0;
  }

  Operator& run_;
  Planner& planner_;
  DeskShape shape_;
  TaskQueue tasks_;
  FormRange plain_, elicit_, rubric_, clean_;
  std::vector<Issued> issued_;
};

// A few means of payment for all accounts.
void share_payments(Operator& run) {
  if (run.planner().options.evasion.fresh_identity) return;
  std::vector<std::string> payments;
  for (std::size_t i = 0; i <= run.accounts().size() / kAccountsPerPayment; ++i)
    payments.push_back(run.planner().population.new_payment());
  for (const Operator::Service& service : run.accounts()) {
    run.planner().plan.accounts[service.account].facts.payment =
        payments[run.random().below(payments.size())];
  }
}

// Requests one by one, each on an account that is up; `stage` says what an account does at a time.
template <class Stage>
void send_singly(Operator& run, Desk& desk, double per_day, const Stage& stage) {
  for (const std::int64_t time_us : run.arrivals(per_day)) {
    const std::vector<std::uint32_t> ready = run.ready(time_us);
    if (ready.empty()) continue;
    const std::uint32_t account = ready[run.random().below(ready.size())];
    desk.send(account, time_us, stage(account, time_us));
  }
}

}  // namespace

void plan_grading(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  constexpr double kPerDay = 20.0;
  Operator run(planner, campaign, accounts, {}, kBannedShare);
  share_payments(run);
  Desk desk(run, {0.25, 0.40, 0.0, false});
  // Batches leave within a second on a good part of the accounts, at times that no clock shows; who hides the
  // hours spreads each batch over two.
  constexpr double kBatchShare = 0.4;
  const bool hides = planner.options.evasion.human_hours;
  const double spread = static_cast<double>(hides ? 2 * kHour : kSecond);
  const double batches_per_day = kPerDay * (1.0 - planner.options.evasion.cover) / kBatchShare;
  std::vector<std::pair<std::int64_t, std::uint32_t>> sendings;
  for (std::int64_t time_us = planner.plan.start_us;;) {
    time_us +=
        static_cast<std::int64_t>(run.random().exponential(static_cast<double>(kDay) / batches_per_day));
    if (time_us >= planner.plan.end_us - kMinute) break;
    std::vector<std::uint32_t> ready = run.ready(time_us);
    const double share = run.random().uniform(0.5, 1.5) * kBatchShare;
    for (std::size_t i = ready.size(); i > 1; --i) std::swap(ready[i - 1], ready[run.random().below(i)]);
    const auto wanted = static_cast<std::size_t>(share * static_cast<double>(ready.size()));
    ready.resize(std::min(ready.size(), 1 + wanted));
    for (const std::uint32_t account : ready)
      sendings.emplace_back(time_us + static_cast<std::int64_t>(run.random().uniform() * spread), account);
  }
  std::sort(sendings.begin(), sendings.end());
  for (const auto& [time_us, account] : sendings) desk.send(account, time_us, run.random().uniform());
  run.finish();
}

void plan_cleaner(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  Operator run(planner, campaign, accounts, {}, kBannedShare);
  Desk desk(run, {0.0, 0.0, 0.65, true});
  send_singly(run, desk, 282.0, [&](std::uint32_t, std::int64_t) { return run.random().uniform(); });
  run.finish();
}

void plan_multi_stage(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  Operator run(planner, campaign, accounts, {}, kBannedShare);
  // Half of the accounts harvest; the others explain, grade and clean what those received.
  Desk desk(run, {0.2, 0.5, 0.3, true});
  send_singly(run, desk, 26.0, [&](std::uint32_t account, std::int64_t) {
    return account % 2 == 0 ? 1.0 : run.random().uniform();
  });
  run.finish();
}

}  // namespace stillwatch::world
