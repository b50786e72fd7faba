#include "world/planner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace stillwatch::world {
namespace {

constexpr double kThrottled = 0.004;      // share of requests answered with 429
constexpr double kFailed = 0.003;         // and with 5xx
constexpr double kMedianExchanges = 6.0;  // of a person in 14 days
constexpr double kActivitySigma = 1.55;
constexpr std::size_t kPopularPerTopic = 24;
constexpr double kAgentTakenUpAgain = 1.0 / 300;  // of an agent's steps
constexpr double kAwayHours = 5.0;                // median
constexpr double kReleaseAt = 0.6;                // of the span: when the new model comes out

constexpr std::array<double, 24> kHours = {0.14, 0.08, 0.05, 0.04, 0.04, 0.07, 0.16, 0.34,
                                           0.62, 0.86, 0.98, 1.00, 0.80, 0.88, 0.98, 0.97,
                                           0.90, 0.78, 0.66, 0.64, 0.66, 0.58, 0.42, 0.26};

}  // namespace

double hour_weight(int hour_of_week, double weekend) {
  const int day = hour_of_week / 24;
  return kHours[static_cast<std::size_t>(hour_of_week % 24)] * (day >= 5 ? weekend : 1.0);
}

Planner::Planner(const WorldOptions& world_options, const Corpus& texts, std::size_t expected_accounts)
    : options(world_options),
      corpus(texts),
      population(world_options, texts, expected_accounts, Random(world_options.seed).fork("population")),
      random(Random(world_options.seed).fork("behaviour")) {
  plan.start_us = options.start_us;
  plan.end_us = options.start_us + static_cast<std::int64_t>(options.days * static_cast<double>(kDay));
  plan.released_us = plan.start_us +
                     static_cast<std::int64_t>(kReleaseAt * static_cast<double>(plan.end_us - plan.start_us));
  plan.metadata = options.metadata;
}

std::uint32_t Planner::new_group(AccountClass account_class, std::uint32_t number) {
  plan.groups.push_back(fmt::format("{}-{}", name_of(account_class), number));
  return static_cast<std::uint32_t>(plan.groups.size() - 1);
}

Persona Planner::persona(const AccountPlan& account, Random& rng) const {
  Persona persona;
  persona.language = account.language;
  std::vector<std::uint16_t> topics;
  const auto& shelf = corpus.shelves[account.language];
  for (std::uint16_t topic = 0; topic < corpus.topics; ++topic) {
    if (!shelf.by_topic[topic].empty()) topics.push_back(topic);
  }
  const std::size_t interests = 1 + rng.below(4);
  persona.wandering = rng.uniform(0.03, 0.15);
  double left = 1.0 - persona.wandering;
  for (std::size_t i = 0; i < interests; ++i) {
    const double share = i + 1 == interests ? left : left * rng.uniform(0.4, 0.8);
    persona.topics.emplace_back(topics[rng.below(topics.size())], share);
    left -= share;
  }
  persona.mean_turns = rng.log_normal(2.2, 0.35);
  persona.runs_agent = clients()[account.client].toolset != kNone || rng.chance(0.15);
  persona.weekend = rng.uniform(0.25, 1.1);
  persona.night_owl = std::round(1.5 * rng.normal());
  return persona;
}

std::uint32_t Planner::pick_thread(const Persona& persona, Random& rng) const {
  const auto& shelf = corpus.shelves[persona.language];
  double at = rng.uniform();
  for (const auto& [topic, share] : persona.topics) {
    if (at < share) return shelf.by_topic[topic][rng.below(shelf.by_topic[topic].size())];
    at -= share;
  }
  return shelf.all[rng.below(shelf.all.size())];
}

Conversation Planner::own_conversation(const AccountPlan& account, const Persona& persona,
                                       Random& rng) const {
  Conversation conversation;
  conversation.seed = rng.next();
  conversation.thread = pick_thread(persona, rng);
  conversation.model = rng.chance(0.8) ? account.model : static_cast<std::uint8_t>(rng.below(kModels));
  if (rng.chance(options.honest_duplication)) {
    // The popular questions of a topic are its first threads; people know few of them well.
    const auto& topic = corpus.shelves[persona.language].by_topic[corpus.threads[conversation.thread].topic];
    conversation.thread = topic[rng.zipf(std::min(topic.size(), kPopularPerTopic), 1.1)];
    conversation.opening = Opening::verbatim;
  }
  const std::uint32_t toolset = clients()[account.client].toolset;
  conversation.toolset = static_cast<std::uint8_t>(toolset != kNone ? toolset : account.seed % 3);
  const Area area = corpus.threads[conversation.thread].area;
  const bool technical = area == Area::coding || area == Area::agentic || area == Area::data_analysis;
  conversation.agentic =
      persona.runs_agent && technical && conversation.opening == Opening::own && rng.chance(0.7);
  return conversation;
}

std::int64_t Planner::attempt(std::uint32_t account, std::uint32_t conversation, std::uint16_t turn,
                              std::int64_t time_us, std::uint16_t status, Random& rng, bool harvest) {
  Event event;
  event.time_us = time_us;
  event.account = account;
  event.conversation = conversation;
  event.turn = turn;
  event.status = status;
  event.harvest = harvest;
  event.sequence = static_cast<std::uint32_t>(plan.events.size());
  const double wait_ms = status == 200 ? rng.log_normal(6'000.0, 0.7) : rng.log_normal(180.0, 0.5);
  event.latency_ms = static_cast<std::uint32_t>(std::clamp(wait_ms, 40.0, 240'000.0));
  const auto& addresses = plan.accounts[account].addresses;
  // The same address for about six hours at a time: people move between places, not between requests.
  Random where(plan.accounts[account].seed ^ static_cast<std::uint64_t>(time_us / (6 * kHour)));
  event.address =
      where.chance(0.7) ? std::uint8_t{0} : static_cast<std::uint8_t>(where.below(addresses.size()));
  plan.events.push_back(event);
  return time_us + event.latency_ms * 1'000LL;
}

std::int64_t Planner::request(std::uint32_t account, std::uint32_t conversation, std::uint16_t turn,
                              std::int64_t time_us, Random& rng, bool harvest) {
  const double fate = rng.uniform();
  if (fate < kThrottled + kFailed) {
    const std::uint16_t status = fate < kThrottled ? 429 : (rng.chance(0.5) ? 529 : 500);
    time_us = attempt(account, conversation, turn, time_us, status, rng, harvest);
    time_us += static_cast<std::int64_t>(rng.uniform(2.0, 30.0) * kSecond);
  }
  return attempt(account, conversation, turn, time_us, 200, rng, harvest);
}

std::int64_t Planner::converse(std::uint32_t account, std::uint32_t conversation, std::uint16_t turns,
                               std::int64_t time_us, Random& rng) {
  const bool agentic = plan.conversations[conversation].agentic;
  const std::uint16_t first = plan.conversations[conversation].parent_turns;
  std::int64_t left_us = 0;  // when the person went away, if the conversation was taken up again later
  for (std::uint16_t turn = first; turn < first + turns && time_us < plan.accounts[account].last_us; ++turn) {
    time_us = request(account, conversation, turn, time_us, rng);
    const auto pause_us = static_cast<std::int64_t>(draw_pause(agentic, rng) * static_cast<double>(kSecond));
    if (pause_us > kHour && left_us == 0) left_us = time_us + kMinute;
    time_us += pause_us;
  }
  return left_us != 0 ? left_us : time_us;
}

double Planner::draw_pause(bool agentic, Random& rng) const {
  if (rng.chance(agentic ? kAgentTakenUpAgain : options.taken_up_again))
    return rng.log_normal(kAwayHours * 3'600.0, 0.9);
  return agentic ? rng.log_normal(3.0, 0.8) : rng.log_normal(55.0, 0.9);
}

std::uint16_t Planner::draw_turns(const Persona& persona, Random& rng) const {
  const double more = 1.0 - 1.0 / persona.mean_turns;
  std::uint16_t turns = 1;
  while (turns < 12 && rng.chance(more)) ++turns;
  return turns;
}

double Planner::draw_activity(Random& rng) const {
  const double count = rng.log_normal(kMedianExchanges, kActivitySigma) * options.days / 14.0;
  return std::clamp(count, 1.0, 900.0 * options.days / 14.0);
}

std::int64_t Planner::sit_down(const AccountPlan& account, const Persona& persona, Random& rng) const {
  const std::int64_t span = std::max<std::int64_t>(kHour, account.last_us - account.first_us);
  std::int64_t time_us = account.first_us;
  for (int tries = 0; tries < 60; ++tries) {
    time_us = account.first_us + static_cast<std::int64_t>(rng.uniform() * static_cast<double>(span));
    // 1970-01-01 was a Thursday, the fourth day of a week that begins on Monday.
    const auto shift = static_cast<std::int64_t>(account.zone_hours + persona.night_owl);
    const std::int64_t local_hour = time_us / kHour + shift + 3 * 24;
    if (rng.uniform() < hour_weight(static_cast<int>(local_hour % 168), persona.weekend)) break;
  }
  return time_us;
}

void Planner::live(std::uint32_t account, const Persona& persona, double exchanges, Random& rng,
                   const Shape& shape) {
  const AccountPlan who = plan.accounts[account];
  if (who.last_us <= who.first_us) return;
  auto left = static_cast<std::int64_t>(std::llround(exchanges));
  while (left > 0) {
    std::int64_t time_us = sit_down(who, persona, rng);
    const std::uint64_t conversations = 1 + rng.poisson(0.7);
    for (std::uint64_t i = 0; i < conversations && left > 0; ++i) {
      Conversation next = own_conversation(who, persona, rng);
      if (shape) shape(next, rng);
      const std::uint32_t conversation = add(next);
      std::uint16_t turns =
          next.agentic ? static_cast<std::uint16_t>(2 + rng.below(7)) : draw_turns(persona, rng);
      turns = static_cast<std::uint16_t>(std::min<std::int64_t>(turns, left));
      time_us = converse(account, conversation, turns, time_us, rng);
      time_us += static_cast<std::int64_t>(rng.exponential(600.0) * static_cast<double>(kSecond));
      left -= turns;
    }
  }
}

std::vector<Planner::Visit> Planner::visits(const AccountPlan& person, const Persona& persona,
                                            double exchanges, Random& rng) {
  std::vector<Visit> list;
  auto left = static_cast<std::int64_t>(std::llround(exchanges));
  while (left > 0) {
    Visit visit;
    visit.start_us = sit_down(person, persona, rng);
    const Conversation conversation = own_conversation(person, persona, rng);
    visit.turns =
        conversation.agentic ? static_cast<std::uint16_t>(2 + rng.below(7)) : draw_turns(persona, rng);
    visit.turns = static_cast<std::uint16_t>(std::min<std::int64_t>(visit.turns, left));
    visit.conversation = add(conversation);
    left -= visit.turns;
    list.push_back(visit);
  }
  return list;
}

}  // namespace stillwatch::world
