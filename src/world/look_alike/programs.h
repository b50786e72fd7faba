// A reseller's customers that are programs: private prompts, filled by the hundred.
//
//   add_programs(planner, 0.3 * requests, true, work, random);   // to the work of a relay, as add_visits
//   does
//
// One customer has one to three wordings of its own (a system prompt and a form that nobody else words so), a
// corner of the corpus that it works on, and one model. Half of them are jobs: every night, or on some days
// of their own, a list is worked off within minutes or hours. The others are services, which ask when their
// users are up, more on weekdays, for as long as the customer stays. How busy they are differs as it does
// between people: a few make most of the requests. Single requests, no follow-ups: what comes back is used by
// a program. Not thread-safe.
#pragma once

#include <vector>

#include "world/relay/relay_traffic.h"

namespace stillwatch::world {

// About `requests` requests over the world's span. `end_users`: each customer is named to the service.
void add_programs(Planner& planner, double requests, bool end_users, std::vector<RelayWork>& work,
                  Random& random);

}  // namespace stillwatch::world
