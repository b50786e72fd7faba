// Runs a list of conversations through a relay pool and writes the events: who carries what, refusals,
// hand-offs, bans and replacements.
#pragma once

#include <functional>
#include <queue>
#include <vector>

#include "world/planner.h"
#include "world/relay/relay_pool.h"

namespace stillwatch::world {

struct RelayWork {
  std::int64_t start_us = 0;
  std::uint32_t conversation = 0;
  std::uint16_t turns = 1;
  std::uint16_t first_turn = 0;
  bool harvest = false;
  bool person = false;     // pauses are a person's (Planner::draw_pause), not a program's
  double pause_s = 4.0;    // median between an answer and a program's next request of the conversation
  std::uint64_t key = 0;   // what sticks to an account; 0: the conversation
  double elsewhere = 0.0;  // chance that another provider answers a turn: missing here, and in the history
};

// Adds a person's conversations, about `exchanges` requests, to the work of a relay; `enduser` is passed on
// to the service unless it is kNone. `mixed`: the share of the conversations of which other providers answer
// some turns.
void add_visits(Planner& planner, const AccountPlan& person, double exchanges, std::uint32_t enduser,
                std::vector<RelayWork>& work, Random& random, double mixed = 0.0);

class RelayTraffic {
 public:
  // `replacement` makes the account that takes a banned one's place from a time on; may be empty.
  RelayTraffic(Planner& planner, RelayPool& pool, std::function<std::uint32_t(std::int64_t)> replacement)
      : planner_(planner), pool_(pool), replacement_(std::move(replacement)) {}

  // The account serves in this span of time. When its plan has a ban, requests after it are refused with 403.
  void join(std::uint32_t account, std::int64_t from_us, std::int64_t until_us = INT64_MAX);
  void run(const std::vector<RelayWork>& work, Random& random);

 private:
  struct Step {
    std::int64_t time_us;
    std::uint64_t order;  // of planning; breaks ties
    std::uint32_t work;   // index; kNone: an account joins
    std::uint32_t account = kNone;
    std::int64_t until_us = INT64_MAX;  // of an account that joins
    std::uint16_t turn = 0;
    std::uint16_t tries = 0;
    bool operator>(const Step& other) const {
      return time_us != other.time_us ? time_us > other.time_us : order > other.order;
    }
  };
  void retire(RelayPool::Member member, std::int64_t time_us);
  void go_on(const Step& step, const RelayWork& work, std::int64_t done_us, Random& random);
  void take(const Step& step, const RelayWork& work, Random& random);
  // The outcome of one try on the account at this time: 200 or an error.
  std::uint16_t outcome(std::uint32_t account, std::int64_t time_us, Random& random) const;
  void replace(std::int64_t banned_us);
  void push(Step step) {
    step.order = next_order_++;
    steps_.push(step);
  }

  Planner& planner_;
  RelayPool& pool_;
  std::function<std::uint32_t(std::int64_t)> replacement_;
  std::priority_queue<Step, std::vector<Step>, std::greater<>> steps_;
  std::uint64_t next_order_ = 0;
};

}  // namespace stillwatch::world
