// Builds a WorldPlan: the moves that people, look-alikes and campaigns are made of.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "world/plan.h"
#include "world/population.h"

namespace stillwatch::world {

// A person's interests: topics with weights, and habits.
struct Persona {
  std::uint8_t language = 0;
  std::vector<std::pair<std::uint16_t, double>> topics;  // weights sum to 1 - wandering
  double wandering = 0.08;                               // share of conversations about anything
  double mean_turns = 2.4;
  bool runs_agent = false;
  double weekend = 0.6;    // activity on weekend days against weekdays
  double night_owl = 0.0;  // hours by which the day is shifted
};

using Shape = std::function<void(Conversation& conversation, Random& random)>;

class Planner {
 public:
  Planner(const WorldOptions& options, const Corpus& corpus, std::size_t expected_accounts);

  // --- accounts
  // -----------------------------------------------------------------------------------------------------
  std::uint32_t add(AccountPlan account) {
    plan.accounts.push_back(std::move(account));
    return static_cast<std::uint32_t>(plan.accounts.size() - 1);
  }
  std::uint32_t new_group(AccountClass account_class, std::uint32_t number);
  Persona persona(const AccountPlan& account, Random& random) const;

  // --- conversations
  // ------------------------------------------------------------------------------------------------
  std::uint32_t add(Conversation conversation) {
    plan.conversations.push_back(conversation);
    return static_cast<std::uint32_t>(plan.conversations.size() - 1);
  }
  // A conversation about the person's own interests; with the world's honest duplication it opens with a
  // popular question.
  Conversation own_conversation(const AccountPlan& account, const Persona& persona, Random& random) const;
  std::uint32_t pick_thread(const Persona& persona, Random& random) const;

  // --- events
  // -------------------------------------------------------------------------------------------------------
  // One request that is tried again by the same account when the service fails. Returns when its answer has
  // arrived.
  std::int64_t request(std::uint32_t account, std::uint32_t conversation, std::uint16_t turn,
                       std::int64_t time_us, Random& random, bool harvest = false);
  // A single try with this outcome; the building block of request() and of the relay pool.
  std::int64_t attempt(std::uint32_t account, std::uint32_t conversation, std::uint16_t turn,
                       std::int64_t time_us, std::uint16_t status, Random& random, bool harvest = false);
  // `turns` requests with a person's (or an agent's) pauses. Returns when the last answer has arrived.
  // A conversation that continues another one starts after the turns it carries over.
  std::int64_t converse(std::uint32_t account, std::uint32_t conversation, std::uint16_t turns,
                        std::int64_t time_us, Random& random);
  // The pause between an answer and the same person's next turn, in seconds: a minute as a rule, some hours
  // when the conversation is taken up again later.
  double draw_pause(bool agentic, Random& random) const;
  // A time at which this person would sit down: local hour and weekday weigh in.
  std::int64_t sit_down(const AccountPlan& account, const Persona& persona, Random& random) const;
  // About `exchanges` exchanges in sessions over the account's life, about its own interests. `shape` may
  // change each conversation before it begins.
  void live(std::uint32_t account, const Persona& persona, double exchanges, Random& random,
            const Shape& shape = {});
  // The same conversations without the requests: for people who are served through a relay.
  struct Visit {
    std::int64_t start_us = 0;
    std::uint32_t conversation = 0;
    std::uint16_t turns = 1;
  };
  std::vector<Visit> visits(const AccountPlan& person, const Persona& persona, double exchanges,
                            Random& random);
  std::uint16_t draw_turns(const Persona& persona, Random& random) const;
  // A person's number of exchanges in the world's span: most below 10 in 14 days, some hundreds.
  double draw_activity(Random& random) const;

  const WorldOptions& options;
  const Corpus& corpus;
  WorldPlan plan;
  Population population;
  Random random;
};

// Activity by local hour of the week, Monday 0:00 first; maximum 1.
[[nodiscard]] double hour_weight(int hour_of_week, double weekend);

}  // namespace stillwatch::world
