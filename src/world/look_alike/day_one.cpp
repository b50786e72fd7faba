// The day on which a model is released: the curious and those who measure try it at once, many with the same
// questions.
#include <algorithm>

#include "world/look_alike/company.h"
#include "world/look_alike/look_alikes.h"

namespace stillwatch::world {
namespace {

struct Crowd {
  std::vector<std::uint32_t> everybodys;  // threads: questions that go round on that day, asked word for word
  std::vector<std::uint32_t> items;       // threads: a public benchmark
  std::vector<std::uint32_t> first_looks, harnesses;  // forms
};

Crowd draw_crowd(Planner& planner, Random& random) {
  Crowd crowd;
  const auto& english = planner.corpus.shelves[0].all;
  const std::size_t questions = 10 + random.below(20);
  for (std::size_t i = 0; i < questions; ++i)
    crowd.everybodys.push_back(english[random.below(english.size())]);
  const auto& own = planner.corpus.benchmark;
  const auto& pool = own.size() >= 150 ? own : english;
  for (std::size_t i = 0; i < 200; ++i) crowd.items.push_back(pool[random.below(pool.size())]);
  crowd.first_looks = add_forms(planner, first_look_forms(), first_look_forms().size(), random);
  crowd.harnesses = add_forms(planner, benchmark_forms(), 1 + random.below(2), random);
  return crowd;
}

// A harness over part of the benchmark, on the new model and often on the one before it, in one go.
void measure(Planner& planner, std::uint32_t account, const Crowd& crowd, std::int64_t time_us,
             Random& random) {
  const std::uint32_t form = crowd.harnesses[random.below(crowd.harnesses.size())];
  const std::size_t count = 30 + random.below(crowd.items.size() - 30);
  const bool both = random.chance(0.5);
  const double pause_s = random.log_normal(4.0, 0.7);
  for (std::size_t i = 0; i < count; ++i) {
    for (int run = 0; run < (both ? 2 : 1); ++run) {
      const std::uint8_t model = run == 0 ? kNewModel : planner.plan.accounts[account].model;
      Conversation conversation = form_conversation(planner, form, crowd.items[i], model, random);
      conversation.opening = Opening::verbatim;  // the harness around the item as it was published
      planner.request(account, planner.add(conversation), 0, time_us, random);
      time_us += static_cast<std::int64_t>(random.exponential(pause_s) * static_cast<double>(kSecond));
    }
  }
}

void look(Planner& planner, std::uint32_t account, const Persona& persona, const Crowd& crowd,
          std::int64_t time_us, Random& random) {
  const std::size_t tries = 3 + random.below(12);
  for (std::size_t i = 0; i < tries && time_us < planner.plan.end_us; ++i) {
    Conversation conversation = planner.own_conversation(planner.plan.accounts[account], persona, random);
    conversation.agentic = false;
    if (random.chance(0.5)) {
      conversation.opening = Opening::verbatim;
      conversation.thread = crowd.everybodys[random.zipf(crowd.everybodys.size(), 1.0)];
    } else if (random.chance(0.7)) {
      conversation.opening = Opening::form;
      conversation.form = crowd.first_looks[random.zipf(crowd.first_looks.size(), 0.7)];
    }
    const std::uint8_t before = conversation.model;
    conversation.model = kNewModel;
    time_us = planner.converse(account, planner.add(conversation),
                               static_cast<std::uint16_t>(1 + random.below(2)), time_us, random);
    if (random.chance(0.3)) {  // and the old one, to compare
      conversation.seed = random.next();
      conversation.model = before;
      time_us = planner.converse(account, planner.add(conversation), 1, time_us, random);
    }
  }
}

}  // namespace

void add_day_one(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const Crowd crowd = draw_crowd(planner, random);
  for (std::uint32_t i = 0; i < size; ++i) {
    AccountPlan account = group_account(planner, AccountClass::day_one, group);
    Random own = random.fork(account.facts.account);
    // They come within hours, in their own waking hours; a quarter signs up for it.
    std::int64_t comes_us = planner.plan.released_us;
    for (int tries = 0; tries < 20; ++tries) {
      comes_us = planner.plan.released_us +
                 static_cast<std::int64_t>(own.exponential(7.0) * static_cast<double>(kHour));
      const std::int64_t local = comes_us / kHour + account.zone_hours + 3 * 24;
      if (own.uniform() < hour_weight(static_cast<int>(local % 168), 0.9)) break;
    }
    if (own.chance(0.25)) {
      account.facts.created_us = comes_us - static_cast<std::int64_t>(own.uniform(3.0, 40.0) * kMinute);
      account.first_us = comes_us;
    } else if (account.first_us > planner.plan.released_us) {
      start_before_world(planner, account);
    }
    const Persona persona = planner.persona(account, own);
    const double exchanges = planner.draw_activity(own);
    const std::uint32_t member = planner.add(std::move(account));
    if (own.chance(0.12)) {
      measure(planner, member, crowd, comes_us, own);
    } else {
      look(planner, member, persona, crowd, comes_us, own);
    }
    planner.live(member, persona, exchanges, own);
  }
}

}  // namespace stillwatch::world
