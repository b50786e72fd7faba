#include "world/campaign/profiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace stillwatch {
namespace world {

const std::vector<Profile>& profiles() {
  static const std::vector<Profile> kProfiles = {
      {{"spike", 4'000, 2.0,
        "about 4 requests an account in two days, all after the same injected trajectory"},
       &plan_spike},
      {{"relay", 5'380, 5.6, "people's own prompts, passed on through a relay pool"}, &plan_relay},
      {{"templates", 25'000, 26.0, "slot-filled templates in agentic, coding, data and reasoning areas"},
       &plan_templates},
      {{"tagged", 3'500, 860.0, "one fixed prompt that forces the reasoning into inline tags"}, &plan_tagged},
      {{"grading", 1'000, 20.0,
        "tasks, reasoning elicitation and rubric grading in synchronised batches, few payments"},
       &plan_grading},
      {{"pivot", 2'500, 60.0,
        "agentic coding templates; half of the traffic moves to a new model in 24 hours"},
       &plan_pivot},
      {{"reseller", 20'000, 15.0,
        "harvest mixed with real customers' requests, beside an honest reseller of the same shape"},
       &plan_reseller},
      {{"cleaner", 273, 282.0, "traces that other accounts received are restored and normalised"},
       &plan_cleaner},
      {{"replay", 1'500, 13.0, "another service's stored conversations, asked again turn by turn"},
       &plan_replay},
      {{"polyglot", 1'000, 15.0, "one task set crossed with twelve languages"}, &plan_polyglot},
      {{"multi-stage", 1'500, 26.0,
        "harvest, then grading and cleaning of what was issued by other accounts"},
       &plan_multi_stage},
  };
  return kProfiles;
}

const Profile* find_profile(std::string_view name) {
  const auto& list = profiles();
  const auto at =
      std::find_if(list.begin(), list.end(), [&](const Profile& p) { return p.info.name == name; });
  return at == list.end() ? nullptr : &*at;
}

}  // namespace world

const std::vector<ProfileInfo>& campaign_profiles() {
  static const std::vector<ProfileInfo> kInfos = [] {
    std::vector<ProfileInfo> infos;
    for (const world::Profile& profile : world::profiles()) infos.push_back(profile.info);
    return infos;
  }();
  return kInfos;
}

Status set_evasion(std::string_view rung, WorldOptions& options) {
  Evasion& evasion = options.evasion;
  if (rung == "no-metadata") {
    options.metadata = false;
    return Done{};
  }
  struct Switch {
    std::string_view name;
    bool Evasion::* value;
  };
  constexpr Switch kSwitches[] = {
      {"partitioned", &Evasion::partitioned},      {"fresh-identity", &Evasion::fresh_identity},
      {"human-hours", &Evasion::human_hours},      {"random-choice", &Evasion::random_choice},
      {"no-failover", &Evasion::no_failover},      {"rewritten-history", &Evasion::rewritten_history},
      {"daily-rotation", &Evasion::daily_rotation}};
  for (const Switch& one : kSwitches) {
    if (rung != one.name) continue;
    evasion.*one.value = true;
    return Done{};
  }
  const std::size_t equals = std::min(rung.find('='), rung.size());
  const std::string_view name = rung.substr(0, equals);
  const std::string_view text = rung.substr(std::min(equals + 1, rung.size()));
  double value = -1.0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool number = failure == std::errc() && end == text.data() + text.size();
  if (name == "cover" && number && value >= 0.0 && value <= 0.95) {
    evasion.cover = value;
    return Done{};
  }
  if (name == "paraphrase" && number && value >= 1.0 && value <= 1'000.0) {
    evasion.paraphrases = static_cast<std::uint32_t>(value);
    return Done{};
  }
  return Error{Code::usage,
               fmt::format("unknown rung '{}'; known are: partitioned, cover=0..0.95, paraphrase=1..1000, "
                           "fresh-identity, human-hours, random-choice, no-failover, rewritten-history, "
                           "daily-rotation, no-metadata",
                           rung)};
}

world::RelayPoolOptions applied_pool(const WorldOptions& options) {
  world::RelayPoolOptions pool = options.campaign_pool;
  if (options.evasion.random_choice) pool.rule = world::ChoiceRule::random;
  if (options.evasion.no_failover) pool.fail_over = false;
  return pool;
}

bool rung_changes(std::string_view profile, std::string_view rung) {
  struct Pair {
    std::string_view profile, rung;
  };
  // No prompt is asked twice as it is; nothing goes through a pool; nothing has wordings; no answer comes
  // back.
  constexpr Pair kNothing[] = {
      {"spike", "partitioned"},         {"relay", "partitioned"},       {"grading", "partitioned"},
      {"reseller", "partitioned"},      {"replay", "partitioned"},      {"polyglot", "partitioned"},
      {"multi-stage", "partitioned"},   {"grading", "random-choice"},   {"multi-stage", "random-choice"},
      {"grading", "no-failover"},       {"multi-stage", "no-failover"}, {"relay", "paraphrase"},
      {"replay", "paraphrase"},         {"spike", "rewritten-history"}, {"replay", "rewritten-history"},
      {"polyglot", "rewritten-history"}};
  const std::string_view name = rung.substr(0, rung.find('='));
  return std::none_of(std::begin(kNothing), std::end(kNothing),
                      [&](const Pair& pair) { return pair.profile == profile && pair.rung == name; });
}

}  // namespace stillwatch
