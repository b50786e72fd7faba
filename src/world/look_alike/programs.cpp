#include "world/look_alike/programs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "world/look_alike/company.h"
#include "world/text/rewriter.h"

namespace stillwatch::world {
namespace {

struct Program {
  std::vector<std::uint32_t> forms;
  std::vector<std::uint32_t> threads;
  std::uint8_t model = 0;
  std::uint32_t enduser = kNone;
  std::int64_t from_us = 0, until_us = 0;  // a customer
};

Program draw_program(Planner& planner, Random& random) {
  const std::array sources = {nightly_forms(), indexing_forms(), ci_forms(), annotation_tasks(),
                              framework_forms()};
  const auto wordings = sources[random.below(sources.size())];
  Program program;
  program.forms =
      add_forms(planner, wordings, 1 + random.below(std::min<std::size_t>(3, wordings.size())), random);
  for (const std::uint32_t index : program.forms) {
    Form& form = planner.plan.forms[index];
    const std::uint64_t seed = random.next();
    form.system = rewrite_wording(form.system, seed);
    form.user = rewrite_wording(form.user, ~seed);
  }
  const auto& all = planner.corpus.shelves[0].all;
  const std::size_t corner = 20 + random.below(200);
  for (std::size_t i = 0; i < corner; ++i) program.threads.push_back(all[random.below(all.size())]);
  program.model = static_cast<std::uint8_t>(random.zipf(kReasoningModel, 0.7));
  const std::int64_t span_us = planner.plan.end_us - planner.plan.start_us;
  program.from_us = planner.plan.start_us;
  if (random.chance(0.3))
    program.from_us += static_cast<std::int64_t>(random.uniform(0.0, 0.6) * static_cast<double>(span_us));
  program.until_us = planner.plan.end_us;
  return program;
}

void ask(Planner& planner, const Program& program, std::int64_t time_us, std::vector<RelayWork>& work,
         Random& random) {
  Conversation conversation =
      form_conversation(planner, program.forms[random.below(program.forms.size())],
                        program.threads[random.below(program.threads.size())], program.model, random);
  conversation.enduser = program.enduser;
  RelayWork item;
  item.start_us = time_us;
  item.conversation = planner.add(conversation);
  work.push_back(item);
}

std::int64_t seconds(double s) { return static_cast<std::int64_t>(s * static_cast<double>(kSecond)); }

// A list worked off on each of its days, from a fixed hour on.
void run_job(Planner& planner, const Program& program, double requests, std::vector<RelayWork>& work,
             Random& random) {
  std::vector<std::int64_t> days;
  const double daily = random.chance(0.5) ? 1.0 : random.uniform(0.1, 0.6);
  for (std::int64_t day_us = program.from_us / kDay * kDay; day_us < program.until_us; day_us += kDay) {
    if (days.empty() || random.chance(daily)) days.push_back(day_us);
  }
  const std::int64_t hour_us = static_cast<std::int64_t>(random.below(24)) * kHour;
  const double pause_s = random.log_normal(20.0, 0.8);
  for (const std::int64_t day_us : days) {
    std::int64_t time_us = day_us + hour_us;
    for (double left = requests / static_cast<double>(days.size()); left > 0.0; left -= 1.0) {
      time_us += seconds(random.exponential(pause_s));
      if (time_us >= program.from_us && time_us < program.until_us)
        ask(planner, program, time_us, work, random);
    }
  }
}

// A service asks when its users are up: they sleep, and most come on weekdays.
void run_service(Planner& planner, const Program& program, double requests, std::vector<RelayWork>& work,
                 Random& random) {
  const double peak = random.uniform(0.0, 24.0), swing = random.uniform(0.3, 0.9);
  const double weekend = random.uniform(0.3, 1.1);
  const double mean_us = static_cast<double>(program.until_us - program.from_us) / requests;
  constexpr double kMost = 2.0;  // of the pace below
  for (std::int64_t time_us = program.from_us;;) {
    time_us += 1 + static_cast<std::int64_t>(random.exponential(mean_us / kMost));
    if (time_us >= program.until_us) break;
    const double hour = static_cast<double>(time_us % kDay) / static_cast<double>(kHour);
    const double day = (time_us / kDay + 3) % 7 >= 5 ? weekend : 1.0;
    const double pace = day * (1.0 + swing * std::cos((hour - peak) / 24.0 * 2.0 * std::numbers::pi));
    if (random.chance(std::min(1.0, pace / kMost))) ask(planner, program, time_us, work, random);
  }
}

}  // namespace

void add_programs(Planner& planner, double requests, bool end_users, std::vector<RelayWork>& work,
                  Random& random) {
  constexpr double kMedian = 40.0, kSpread = 1.2;  // requests of one customer; log-normal
  for (std::uint32_t customer = 0; requests > 0.0; ++customer) {
    Random own = random.fork("program").fork(std::to_string(customer));
    Program program = draw_program(planner, own);
    if (end_users) program.enduser = 1'000'000 + customer;
    const double share = std::min(requests, std::clamp(own.log_normal(kMedian, kSpread), 5.0, 1'500.0));
    if (own.chance(0.5))
      run_job(planner, program, share, work, own);
    else
      run_service(planner, program, share, work, own);
    requests -= share;
  }
}

}  // namespace stillwatch::world
