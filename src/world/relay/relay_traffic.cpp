#include "world/relay/relay_traffic.h"

namespace stillwatch::world {
namespace {

constexpr double kThrottled = 0.004;  // as for everybody (planner.cpp)
constexpr double kFailed = 0.003;
constexpr std::uint16_t kMostTries = 8;

std::int64_t seconds(double s) { return static_cast<std::int64_t>(s * static_cast<double>(kSecond)); }

}  // namespace

void add_visits(Planner& planner, const AccountPlan& person, double exchanges, std::uint32_t enduser,
                std::vector<RelayWork>& work, Random& random, double mixed) {
  const Persona persona = planner.persona(person, random);
  for (const Planner::Visit& visit : planner.visits(person, persona, exchanges, random)) {
    planner.plan.conversations[visit.conversation].enduser = enduser;
    RelayWork item;
    item.start_us = visit.start_us;
    item.conversation = visit.conversation;
    item.turns = visit.turns;
    item.person = true;
    if (mixed > 0.0 && random.chance(mixed)) item.elsewhere = random.uniform(0.2, 0.7);
    work.push_back(item);
  }
}

void RelayTraffic::join(std::uint32_t account, std::int64_t from_us, std::int64_t until_us) {
  Step step{};
  step.time_us = from_us;
  step.until_us = until_us;
  step.work = kNone;
  step.account = account;
  push(step);
}

std::uint16_t RelayTraffic::outcome(std::uint32_t account, std::int64_t time_us, Random& random) const {
  const std::int64_t banned_us = planner_.plan.accounts[account].facts.banned_us;
  if (banned_us != 0 && time_us >= banned_us) return 403;
  const double fate = random.uniform();
  if (fate < kThrottled) return 429;
  return fate < kThrottled + kFailed ? 529 : 200;
}

void RelayTraffic::replace(std::int64_t banned_us) {
  if (!pool_.options().replace_banned || !replacement_) return;
  const std::int64_t from_us = pool_.replacement_time(banned_us);
  if (from_us < planner_.plan.end_us) join(replacement_(from_us), from_us);
}

// A pool that fails over retires the account itself, when it chooses another one.
void RelayTraffic::retire(RelayPool::Member member, std::int64_t time_us) {
  if (!pool_.options().fail_over) {
    if (!pool_.in_service(member, time_us)) return;  // known since an earlier refusal
    pool_.ban(member, time_us);
  }
  replace(time_us);
}

// The conversation's next turn, when there is one; `done_us`: its last answer has arrived.
void RelayTraffic::go_on(const Step& step, const RelayWork& work, std::int64_t done_us, Random& random) {
  if (step.turn + 1 >= work.first_turn + work.turns) return;
  Step next = step;
  const bool agentic = planner_.plan.conversations[work.conversation].agentic;
  next.time_us = done_us + seconds(work.person ? planner_.draw_pause(agentic, random)
                                               : random.log_normal(work.pause_s, 0.8));
  next.turn = static_cast<std::uint16_t>(step.turn + 1);
  if (next.time_us < planner_.plan.end_us) push(next);
}

void RelayTraffic::take(const Step& step, const RelayWork& work, Random& random) {
  if (work.elsewhere > 0.0 && random.chance(work.elsewhere)) {
    return go_on(step, work, step.time_us + seconds(random.log_normal(6.0, 0.7)), random);
  }
  const std::uint64_t key = work.key != 0 ? work.key : work.conversation;
  auto member = pool_.choose(step.time_us, key);
  std::int64_t time_us = step.time_us;
  for (std::uint16_t tries = 0; member && tries < kMostTries; ++tries) {
    const std::uint32_t account = pool_.account(*member);
    const std::uint16_t status = outcome(account, time_us, random);
    const std::int64_t done_us =
        planner_.attempt(account, work.conversation, step.turn, time_us, status, random, work.harvest);
    if (status == 200) return go_on(step, work, done_us, random);
    time_us = done_us + seconds(pool_.retry_delay_s());
    if (status == 529) continue;
    if (status == 403) retire(*member, time_us);
    member = pool_.fail_over(time_us, key, *member, status);
  }
  if (member || step.tries >= kMostTries) return;  // given up
  Step later = step;                               // nobody in service: try again soon
  later.time_us = time_us + seconds(random.uniform(20.0, 90.0));
  ++later.tries;
  push(later);
}

void RelayTraffic::run(const std::vector<RelayWork>& work, Random& random) {
  for (std::uint32_t i = 0; i < work.size(); ++i) {
    Step step{};
    step.time_us = work[i].start_us;
    step.work = i;
    step.turn = work[i].first_turn;
    push(step);
  }
  while (!steps_.empty()) {
    const Step step = steps_.top();
    steps_.pop();
    if (step.work == kNone)
      pool_.add(step.account, step.time_us, step.until_us, planner_.plan.accounts[step.account].zone_hours);
    else
      take(step, work[step.work], random);
  }
}

}  // namespace stillwatch::world
