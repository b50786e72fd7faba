#include "campaign/nearest_explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "campaign/counted_words.h"
#include "campaign/explanations.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;

double odds(double share) { return share / (1.0 - share); }

double smoothed_odds(std::uint64_t k, std::uint64_t n) {
  return odds((static_cast<double>(k) + 0.5) / (static_cast<double>(n) + 1.0));
}

// What the account's tested requests show, counted once for all explanations.
struct OwnCounts {
  std::uint64_t requests = 0, starts = 0;
  std::uint64_t shared_starts = 0;  // open with what three or more members ask word for word
  std::uint64_t repeated = 0;       // repeat what the group asked on an earlier day
  std::uint64_t templated = 0, commonest = 0;
  std::uint64_t returned = 0;  // bring back text issued to other members
  std::set<std::uint32_t> templates;
};

// What the whole group asked: by prompt, who and when first.
struct Asked {
  std::set<std::uint32_t> members;  // that open a conversation with it, at most three
  std::int64_t first_day = 0;
};

std::unordered_map<std::uint64_t, Asked> asked_by_group(const SignalContext& context,
                                                        const GroupEvidence& evidence) {
  const auto rows = context.table.rows();
  std::unordered_map<std::uint64_t, Asked> asked;
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const ExchangeRow& row = rows[evidence.tested[i]];
    const std::int64_t day = row.time_us / kDayUs;
    const auto [at, first] = asked.try_emplace(row.prompt, Asked{{}, day});
    at->second.first_day = std::min(at->second.first_day, day);
    if (row.starts_conversation() && at->second.members.size() < 3)
      at->second.members.insert(evidence.member_of_tested[i]);
  }
  return asked;
}

OwnCounts count_own(const SignalContext& context, const GroupEvidence& evidence, std::uint32_t account) {
  const auto asked = asked_by_group(context, evidence);
  std::set<std::uint32_t> returning;
  for (const Carry& carry : evidence.returns) returning.insert(carry.bringer);
  OwnCounts own;
  for (const ExchangeRow& row : context.table.rows_of(account)) {
    if (fold_of(row) != 1 || !row.has_new_text()) continue;
    ++own.requests;
    own.returned += returning.contains(context.table.index_of(row)) ? 1 : 0;
    const auto at = asked.find(row.prompt);
    own.repeated += at != asked.end() && at->second.first_day < row.time_us / kDayUs ? 1 : 0;
    if (row.starts_conversation()) {
      ++own.starts;
      own.shared_starts += at != asked.end() && at->second.members.size() >= 3 ? 1 : 0;
    }
    const std::uint32_t t = evidence.signature.match(context.table, row);
    if (t == kNoTemplate) continue;
    ++own.templated;
    own.commonest += t < kFewTemplates ? 1 : 0;
    own.templates.insert(t);
  }
  return own;
}

// What was measured of one account: whether anything could be, the numbers in words, how far they are off.
struct Measured {
  bool tested = false;
  std::string sentence;
  double factor = 1.0;
};

Measured one_organisation(const SignalContext& context, const Group& group, std::uint32_t account) {
  const AccountFacts& own = context.table.facts(account);
  if (own.organisation.empty() || own.organisation_from_traffic)
    return {true, "the account table names no organisation for this account.",
            odds_short_of(0, group.accounts.size(), kDeclaredShare)};
  const auto same = static_cast<std::uint64_t>(
      std::count_if(group.accounts.begin(), group.accounts.end(), [&](std::uint32_t other) {
        const AccountFacts& facts = context.table.facts(other);
        return facts.organisation == own.organisation && !facts.organisation_from_traffic;
      }));
  return {true,
          fmt::format("{} of the {} accounts of the group declare this account's organisation, {}; {:.0f} % "
                      "would make it one customer.",
                      same, group.accounts.size(), own.organisation, 100 * kDeclaredShare),
          odds_short_of(same, group.accounts.size(), kDeclaredShare)};
}

Measured few_keys(const Group& group) {
  return {true,
          fmt::format("the group has {}, keys that are openly one customer's taken as one; a person or "
                      "family is allowed {}.",
                      counted_words(group.member_count(), "member"), kFewKeys),
          std::max(1.0, static_cast<double>(group.member_count()) / static_cast<double>(kFewKeys))};
}

Measured framework(const OwnCounts& own) {
  if (own.requests == 0) return {};
  return {true,
          fmt::format("its own {} set aside for testing fill {} of the group's own; a framework gives its "
                      "users up to {}.",
                      counted_words(own.requests, "request"), counted_words(own.templates.size(), "template"),
                      kFewTemplates),
          std::max(1.0, static_cast<double>(own.templates.size()) / static_cast<double>(kFewTemplates))};
}

Measured classroom(const OwnCounts& own) {
  if (own.starts == 0) return {};
  return {
      true,
      fmt::format("{} of its {} begin with a question that three or more members ask word for word; "
                  "homework gives {:.0f} % and more.",
                  own.shared_starts, counted_words(own.starts, "tested conversation"), 100 * kHomeworkShare),
      odds_short_of(own.shared_starts, own.starts, kHomeworkShare)};
}

Measured evaluation_team(const OwnCounts& own) {
  if (own.requests == 0) return {};
  return {true,
          fmt::format("{} of its {} repeat a prompt that the group asked on an earlier day; a fixed list "
                      "that is run again gives {:.0f} % and more.",
                      own.repeated, counted_words(own.requests, "tested request"), 100 * kRepeatedShare),
          odds_short_of(own.repeated, own.requests, kRepeatedShare)};
}

Measured reseller(const OwnCounts& own) {
  if (own.requests == 0) return {};
  const std::uint64_t sweeping = own.templated - own.commonest;
  return {true,
          fmt::format("{} of its {} fill templates of the group's own beyond the {} commonest, and {} bring "
                      "back answers issued to other members; customers' own requests stay below {:.0f} % on "
                      "both.",
                      sweeping, counted_words(own.requests, "tested request"), kFewTemplates, own.returned,
                      100 * kCustomerShare),
          std::max(odds_beyond(sweeping, own.requests, kCustomerShare),
                   odds_beyond(own.returned, own.requests, kCustomerShare))};
}

Measured batch_job(const OwnCounts& own) {
  if (own.templated == 0) return {};
  return {true,
          fmt::format("{} of its {} fall on the group's {} commonest templates; jobs and CI fleets give "
                      "{:.0f} % and more.",
                      own.commonest, counted_words(own.templated, "templated request"), kFewTemplates,
                      100 * kFewTemplatesShare),
          std::max(odds_short_of(own.commonest, own.templated, kFewTemplatesShare),
                   odds_beyond(own.returned, own.requests, kCustomerShare))};
}

}  // namespace

double odds_short_of(std::uint64_t k, std::uint64_t n, double bound) {
  if (static_cast<double>(k) >= bound * static_cast<double>(n) - 1e-9) return 1.0;
  return std::max(1.0, odds(bound) / smoothed_odds(k, n));
}

double odds_beyond(std::uint64_t k, std::uint64_t n, double bound) {
  if (static_cast<double>(k) <= bound * static_cast<double>(n) + 1e-9) return 1.0;
  return std::max(1.0, smoothed_odds(k, n) / odds(bound));
}

std::vector<OwnExplanation> own_explanations(const SignalContext& context, const GroupDecision& decision,
                                             std::uint32_t account) {
  const Group& group = *decision.evidence.group;
  const OwnCounts own = count_own(context, decision.evidence, account);
  const std::vector<std::pair<std::string, Measured>> measured = {
      {"one organisation", one_organisation(context, group, account)},
      {"one person with a few keys", few_keys(group)},
      {"users of one framework", framework(own)},
      {"classroom", classroom(own)},
      {"evaluation team", evaluation_team(own)},
      {"reseller with real users", reseller(own)},
      {"batch job or CI fleet", batch_job(own)}};
  std::vector<OwnExplanation> list;
  for (const auto& [name, found] : measured) {
    OwnExplanation& entry = list.emplace_back();
    entry.name = name;
    entry.tested = found.tested;
    entry.sentence = found.tested ? found.sentence : "nothing of this account could be held against it.";
    entry.factor = found.factor;
    const auto at = std::find_if(decision.explanations.begin(), decision.explanations.end(),
                                 [&](const ExplanationFinding& e) { return e.name == entry.name; });
    if (at == decision.explanations.end()) continue;
    entry.group_fits = at->fits;
    entry.group_tested = at->tested;
    entry.group_sentence = at->sentence;
  }
  std::stable_sort(list.begin(), list.end(), [](const OwnExplanation& a, const OwnExplanation& b) {
    return a.tested != b.tested ? a.tested : a.factor < b.factor;
  });
  return list;
}

}  // namespace stillwatch
