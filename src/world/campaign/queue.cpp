// Campaigns that fill templates with tasks: jobs in a queue, spread over the accounts by a relay pool.
#include <algorithm>

#include "world/campaign/operator.h"
#include "world/campaign/profiles.h"

namespace stillwatch::world {
namespace {

constexpr double kTrajectoryShare = 0.8;  // of conversations whose template brings tools
constexpr double kTrajectoryTurns = 4.5;  // mean
constexpr double kBannedShare = 0.04;

// What one queue asks, and how.
struct QueueShape {
  std::span<const Wording> wordings;
  double per_day = 26.0;    // requests per account
  double mean_turns = 1.5;  // per job, copies included
  bool tagged = false;
  bool pivots = false;  // half of it moves to the new model within a day of its release
};

class JobQueue {
 public:
  JobQueue(Operator& run, const QueueShape& shape)
      : run_(run),
        shape_(shape),
        forms_(run.add_forms(shape.wordings)),
        tasks_(run.planner().corpus, run.random().fork("tasks")) {}

  void add(std::int64_t time_us) {
    const std::uint16_t copies = run_.copies();
    const auto wording = static_cast<std::size_t>(run_.random().below(shape_.wordings.size()));
    Conversation conversation = run_.fill(forms_, wording);
    const Form& form = run_.planner().plan.forms[conversation.form];
    conversation.thread = tasks_.next(form.area);
    conversation.agentic = form.toolset != kNone && run_.random().chance(kTrajectoryShare);
    conversation.tagged = shape_.tagged;
    if (shape_.pivots && run_.random().chance(moved(time_us))) conversation.model = kNewModel;
    for (std::uint16_t copy = 0; copy < copies; ++copy) {
      RelayWork work;
      conversation.sample = copy;
      work.start_us = time_us + static_cast<std::int64_t>(copy) * 20 * kSecond;
      work.harvest = true;
      if (conversation.agentic) {
        work.turns = static_cast<std::uint16_t>(
            std::min<std::uint64_t>(12, 2 + run_.random().poisson(kTrajectoryTurns - 2)));
      }
      work.conversation = run_.planner().add(conversation);
      jobs.push_back(work);
    }
  }

  std::vector<RelayWork> jobs;

 private:
  // Share of the work that asks the new model at this time.
  [[nodiscard]] double moved(std::int64_t time_us) const {
    const std::int64_t since = time_us - run_.planner().plan.released_us;
    if (since <= 0) return 0.0;
    return 0.5 * std::min(1.0, static_cast<double>(since) / static_cast<double>(20 * kHour));
  }

  Operator& run_;
  QueueShape shape_;
  FormRange forms_;
  TaskQueue tasks_;
};

void plan_queue(Planner& planner, std::uint32_t campaign, std::uint32_t accounts, const QueueShape& shape) {
  Operator run(planner, campaign, accounts, {}, kBannedShare);
  JobQueue queue(run, shape);
  for (const std::int64_t time_us : run.arrivals(shape.per_day / shape.mean_turns)) queue.add(time_us);
  run.carry(queue.jobs);
  run.finish();
}

}  // namespace

void plan_templates(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  const double copies = planner.options.evasion.partitioned ? 1.0 : 1.2;
  plan_queue(planner, campaign, accounts, {harvest_templates(), 26.0, 1.5 * copies});
}

void plan_tagged(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  const double copies = planner.options.evasion.partitioned ? 1.0 : 1.2;
  plan_queue(planner, campaign, accounts, {tagged_forms(), 860.0, copies, true});
}

void plan_pivot(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  const double copies = planner.options.evasion.partitioned ? 1.0 : 1.2;
  const auto all = harvest_templates();
  constexpr std::size_t kCodingForms = 22;  // the first ones: agentic and coding
  plan_queue(planner, campaign, accounts,
             {all.first(std::min(kCodingForms, all.size())), 60.0, 1.9 * copies, false, true});
}

void plan_polyglot(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  constexpr double kPerDay = 15.0;
  Operator run(planner, campaign, accounts, {}, kBannedShare);
  const auto wordings = polyglot_forms();
  const FormRange forms = run.add_forms(wordings);
  TaskQueue tasks(planner.corpus, run.random().fork("tasks"));
  std::vector<RelayWork> jobs;
  // The tasks come in sets; each set is crossed with all languages, in an order of its own.
  constexpr std::size_t kSet = 50;
  std::vector<Conversation> pending;
  for (const std::int64_t time_us : run.arrivals(kPerDay)) {
    if (pending.empty()) {
      for (std::size_t i = 0; i < kSet; ++i) {
        Conversation task = run.fill(forms, 0);
        task.thread = tasks.next(Area::reasoning);
        for (std::size_t language = 0; language < wordings.size(); ++language) {
          Conversation asked = run.fill(forms, language);
          asked.thread = task.thread;
          asked.seed = task.seed;  // the same task, word for word
          pending.push_back(asked);
        }
      }
      for (std::size_t i = pending.size(); i > 1; --i)
        std::swap(pending[i - 1], pending[run.random().below(i)]);
    }
    RelayWork work;
    work.start_us = time_us;
    work.harvest = true;
    work.conversation = planner.add(pending.back());
    pending.pop_back();
    jobs.push_back(work);
  }
  run.carry(jobs);
  run.finish();
}

void plan_spike(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  constexpr double kPerAccount = 4.0;
  const double days = planner.options.days;
  ServiceSpan span;  // two days around the middle
  span.first = std::max(0.0, 0.5 - 1.0 / days);
  span.last = std::min(1.0, 0.5 + 1.0 / days);
  span.joining = 0.0;
  Operator run(planner, campaign, accounts, span);
  std::vector<std::uint32_t> injected;
  for (const InjectedTurn& turn : injected_trajectories()) {
    Conversation trajectory;
    trajectory.opening = Opening::form;
    trajectory.form = static_cast<std::uint32_t>(planner.plan.forms.size());
    planner.plan.forms.push_back(
        {"", std::string(turn.asked), kNone, Area::reasoning, std::string(turn.answered)});
    injected.push_back(planner.add(trajectory));
  }
  const auto wordings = continuation_forms();
  const FormRange forms = run.add_forms(wordings);
  TaskQueue tasks(planner.corpus, run.random().fork("tasks"));
  std::vector<RelayWork> jobs;
  // Four requests leave no room for cover: it comes on top.
  const double service_days = (span.last - span.first) * days * (1.0 - planner.options.evasion.cover);
  for (const std::int64_t time_us : run.arrivals(kPerAccount / service_days)) {
    Conversation conversation = run.fill(forms, run.random().below(wordings.size()));
    conversation.thread = tasks.next(Area::reasoning);
    conversation.parent = injected[run.random().below(injected.size())];
    conversation.parent_turns = 1;
    RelayWork work;
    work.start_us = time_us;
    work.first_turn = 1;
    work.harvest = true;
    work.conversation = planner.add(conversation);
    jobs.push_back(work);
  }
  run.carry(jobs);
  run.finish();
}

}  // namespace stillwatch::world
