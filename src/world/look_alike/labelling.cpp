// A vendor that labels data under a contract with the provider: its staff write tasks, have them answered,
// and grade the answers. In content this is what a grading campaign does; what differs is that the provider
// knows it.
#include <algorithm>

#include "world/look_alike/company.h"
#include "world/look_alike/look_alikes.h"

namespace stillwatch::world {
namespace {

constexpr std::int64_t kQueue = 30 * kMinute;  // an answer waits so long at least before it is graded
constexpr std::int64_t kContract = 10 * 365 * kDay;

struct Answer {
  std::uint32_t conversation;
  std::int64_t time_us;
};

struct Shift {
  std::int64_t time_us;
  std::uint32_t annotator;
};

class Project {
 public:
  Project(Planner& planner, Random& random)
      : planner_(planner),
        random_(random),
        rubrics_(add_forms(planner, annotation_rubrics(), 2 + random.below(4), random)),
        writing_(add_forms(planner, annotation_tasks(), 1 + random.below(3), random)) {}

  void work(const Shift& shift) {
    const double kind = random_.uniform();
    if (kind < 0.5 && grade(shift)) return;
    const auto& shelf = planner_.corpus.shelves[0].all;
    const std::uint32_t thread = shelf[random_.below(shelf.size())];
    Conversation conversation = form_conversation(planner_, writing_[random_.below(writing_.size())], thread,
                                                  planner_.plan.accounts[shift.annotator].model, random_);
    if (kind >= 0.65) {  // the task itself, to be answered
      conversation.form = kNone;
      conversation.opening = Opening::own;
    }
    const std::uint32_t index = planner_.add(conversation);
    const std::int64_t done_us = planner_.request(shift.annotator, index, 0, shift.time_us, random_);
    if (kind >= 0.65) answers_.push_back({index, done_us});
  }

 private:
  // Two answers of the queue, whoever asked for them.
  bool grade(const Shift& shift) {
    const auto ready = std::partition_point(answers_.begin(), answers_.end(), [&](const Answer& answer) {
      return answer.time_us + kQueue < shift.time_us;
    });
    const auto count = static_cast<std::size_t>(ready - answers_.begin());
    if (count < 2) return false;
    const std::size_t recent = std::min<std::size_t>(count, 60);
    Conversation conversation = form_conversation(planner_, rubrics_[random_.below(rubrics_.size())], 0,
                                                  planner_.plan.accounts[shift.annotator].model, random_);
    for (int i = 0; i < 2; ++i)
      conversation.cited[conversation.cited_count++] =
          answers_[count - 1 - random_.below(recent)].conversation;
    conversation.thread = planner_.plan.conversations[conversation.cited[0]].thread;
    conversation.terse = true;
    planner_.request(shift.annotator, planner_.add(conversation), 0, shift.time_us, random_);
    return true;
  }

  Planner& planner_;
  Random& random_;
  std::vector<std::uint32_t> rubrics_, writing_;
  std::vector<Answer> answers_;  // about in order of time
};

}  // namespace

void add_labelling(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const Company vendor = draw_company(planner, 1.0, 1.0, random);
  planner.plan.allow.push_back({vendor.organisation, "data labelling under contract", "partner desk",
                                planner.plan.end_us + kContract});
  const AccountPlan tool = planner.population.account();
  std::vector<Shift> shifts;
  for (std::uint32_t i = 0; i < size; ++i) {
    AccountPlan account = company_account(planner, AccountClass::labelling, group, vendor, tool);
    account.zone_hours = tool.zone_hours;
    Random own = random.fork(account.facts.account);
    const Persona persona = planner.persona(account, own);
    const double tasks = own.log_normal(9.0, 0.5) * planner.options.days;
    const std::uint32_t annotator = planner.add(std::move(account));
    for (double done = 0.0; done < tasks;) {  // sits down for a stack of items
      std::int64_t time_us = planner.sit_down(planner.plan.accounts[annotator], persona, own);
      for (std::uint64_t stack = 4 + own.below(20); stack > 0 && done < tasks; --stack, ++done) {
        shifts.push_back({time_us, annotator});
        time_us += static_cast<std::int64_t>(own.log_normal(150.0, 0.6) * static_cast<double>(kSecond));
      }
    }
  }
  std::sort(shifts.begin(), shifts.end(), [](const Shift& a, const Shift& b) {
    return a.time_us != b.time_us ? a.time_us < b.time_us : a.annotator < b.annotator;
  });
  Project project(planner, random);
  for (const Shift& shift : shifts) project.work(shift);
}

}  // namespace stillwatch::world
