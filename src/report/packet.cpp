#include "report/packet.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/explain.h"
#include "report/how_sure.h"
#include "report/number_text.h"
#include "report/packet_words.h"
#include "report/terminal.h"
#include "report/wording.h"
#include "signal/signal.h"

namespace stillwatch {
namespace {

constexpr std::string_view kMembershipNull =
    "The account is not part of what the group does. Of the following, what the group was found to do is "
    "tested: apart from one template that it may like as much, at most 20 % of its conversations match the "
    "group's templates, it meets about one further template, and it fills them no more often than accounts "
    "outside the group do; at most 0.2 % fill templates that the group uses around the clock; at most 5 % "
    "bring "
    "back text issued to other members, and at most 5 % issue what returns through others; at most half of "
    "those that go on after our answers hold none of them.";

std::string_view null_of(std::string_view signal) {
  for (const SignalInfo& info : all_signals()) {
    if (info.name == signal) return info.null_hypothesis;
  }
  return {};
}

PacketInference membership_inference(const TestedIn& tested) {
  PacketInference inference;
  inference.claim = "own membership";
  inference.about = "this account";
  inference.question = "membership";
  inference.null_hypothesis = kMembershipNull;
  inference.applies = tested.member_tested && tested.tested_conversations > 0;
  inference.p = tested.p;
  inference.log10_e = tested.log10_e;
  inference.speaks = inference.applies && tested.log10_e >= 1.0;
  inference.observed =
      inference.applies ? fmt::format("Of its own {} set aside for testing, {} match the group's templates.",
                                      counted(tested.tested_conversations, "conversation"),
                                      grouped(tested.matched_conversations))
      : tested.member_tested ? "Not tested: none of its conversations was set aside for testing."
                             : "Not tested: the group was cleared, so that its accounts were not tested.";
  inference.chance = inference.applies ? chance_words(tested.p, tested.log10_e, "account") : "";
  return inference;
}

PacketInference signal_inference(const SignalNote& note) {
  PacketInference inference;
  inference.claim = words_of_code(note.signal);
  inference.about = "the group";
  inference.question = question_code(note.question);
  inference.null_hypothesis = null_of(note.signal);
  inference.observed = note.sentence;
  inference.p = note.p;
  inference.log10_e = note.log10_e;
  inference.applies = note.applies;
  inference.counted = note.counted;
  inference.speaks = note.found;
  inference.chance = note.applies && note.counted ? chance_words(note.p, note.log10_e, "group") : "";
  return inference;
}

std::vector<std::string> chances_of(const GroupFinding& group) {
  std::vector<std::string> chances;
  for (std::size_t i = 0; i < kHonestPools.size(); ++i) {
    chances.push_back(fmt::format("at {} for each campaign: {}", counted(kHonestPools[i], "honest pool"),
                                  chance_text(group.benchmark_ppv[i])));
  }
  return chances;
}

PacketGroup packet_group(const AccountExplanation& account, const TestedIn& tested,
                         const GroupFinding* group) {
  PacketGroup packet;
  packet.tested = tested;
  packet.group = group;
  packet.inferences.push_back(membership_inference(tested));
  for (const SignalNote& note : account.signals) {
    if (note.group_id == tested.group_id) packet.inferences.push_back(signal_inference(note));
  }
  std::stable_sort(packet.inferences.begin() + 1, packet.inferences.end(),
                   [](const PacketInference& a, const PacketInference& b) {
                     return std::pair(a.speaks, a.applies) > std::pair(b.speaks, b.applies);
                   });
  if (group != nullptr && group->outcome == Outcome::campaign) packet.chances = chances_of(*group);
  if (!tested.appeal) return packet;
  for (const OwnExplanation& found : tested.appeal->explanations) {
    packet.explanations.push_back(
        {found, distance_words(found), std::string(supporting_documents(found.name))});
  }
  for (const Withdrawal& withdrawn : tested.appeal->withdrawals) {
    packet.changes.push_back(
        {withdrawn_words(withdrawn), left_words(withdrawn, tested, *tested.appeal), withdrawn});
  }
  return packet;
}

PacketFact fact_of(const AccountExplanation& account, const Reason& reason) {
  PacketFact fact{words_of_code(reason.code), reason.sentence, {}, 0};
  for (const Citation& citation : reason.citations) {
    const bool again = std::any_of(fact.places.begin(), fact.places.end(), [&](const Citation& cited) {
      return cited.place.input == citation.place.input && cited.place.offset == citation.place.offset;
    });
    if (citation.account != account.account) {
      ++fact.withheld;
    } else if (!again) {
      fact.places.push_back(citation);
    }
  }
  fact.withheld += static_cast<std::uint64_t>(
      std::count_if(reason.account_lines.begin(), reason.account_lines.end(),
                    [&](const std::string& line) { return line != account.account_id; }));
  return fact;
}

std::string models_text(const AccountExplanation& account) {
  std::string models;
  for (const auto& [model, exchanges] : account.models) {
    models +=
        fmt::format("{}{} {}", models.empty() ? "" : ", ", model,
                    percent_text(static_cast<double>(exchanges), static_cast<double>(account.exchanges)));
  }
  return models.empty() ? "" : " Models: " + models + ".";
}

void add_activity(const AccountExplanation& account, std::vector<PacketFact>& facts) {
  const auto total = static_cast<double>(account.exchanges);
  facts.push_back(
      {"activity",
       fmt::format("{} in {} on {}, {} to {}; {} tokens asked, {} answered ({} of these reasoning).{}",
                   counted(account.exchanges, "exchange"), counted(account.conversations, "conversation"),
                   counted(account.days_active, "day"), minute_text(account.first_us),
                   minute_text(account.last_us), short_amount(account.input_tokens),
                   short_amount(account.output_tokens), short_amount(account.reasoning_tokens),
                   models_text(account)),
       {},
       0});
  facts.push_back({"content",
                   fmt::format("{} of the exchanges ask for the reasoning, {} for grading; by kind: {}.",
                               percent_text(static_cast<double>(account.asks_for_reasoning), total),
                               percent_text(static_cast<double>(account.asks_for_grading), total),
                               capability_mix(account.capabilities, 4)),
                   {},
                   0});
}

void add_table_facts(const AccountExplanation& account, std::vector<PacketFact>& facts) {
  std::string text;
  const auto add = [&](std::string_view words, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", words, value);
  };
  add("organisation", account.organisation);
  add("signed up", account.facts.created_us != 0 ? minute_text(account.facts.created_us) : "");
  add("plan", account.facts.plan);
  add("programme", account.facts.programme);
  add("e-mail domain", account.facts.email_domain);
  add("banned", account.facts.banned_us != 0 ? minute_text(account.facts.banned_us) : "");
  if (!text.empty()) facts.push_back({"account table", text + ".", {}, 0});
}

std::vector<std::string> alleged_lines(const std::vector<Membership>& memberships,
                                       const AccountExplanation& account) {
  std::vector<std::string> lines;
  for (const Membership& membership : memberships) {
    const GroupFinding& group = *membership.group;
    lines.push_back(fmt::format("{} ({}): {}, {}; this account: {}. Confidence in the group: {}.", group.id,
                                outcome_words(group.outcome), accounts_text(group),
                                counted(group.exchanges, "exchange"),
                                member_outcome_words(membership.member->outcome),
                                group.confidence.empty() ? "not graded" : group.confidence));
    lines.emplace_back(outcome_caveat(
        membership.member->outcome == group.outcome ? group.outcome : membership.member->outcome));
  }
  if (memberships.empty() && account.seen)
    lines.emplace_back("This packet says what was looked at, so that the answer can be checked.");
  return lines;
}

// Groups that accuse, then those that name it, then the others.
int rank_of(const PacketGroup& group) {
  if (group.tested.member_outcome == Outcome::campaign) return 0;
  return group.group != nullptr ? 1 : 2;
}

}  // namespace

bool PacketInference::seen() const { return applies && !counted && log10_e >= kSpeaks; }

Packet make_packet(const ScanResult& result, const AccountExplanation& account) {
  Packet packet;
  const auto memberships = memberships_of(result, account.account_id);
  packet.standing = standing_sentence(result, account);
  packet.accused = std::any_of(memberships.begin(), memberships.end(), [](const Membership& m) {
    return m.group->outcome == Outcome::campaign && m.member->outcome == Outcome::campaign;
  });
  packet.alleged = alleged_lines(memberships, account);
  if (account.seen) {
    add_activity(account, packet.facts);
    add_table_facts(account, packet.facts);
  }
  for (const Membership& membership : memberships) {
    for (const Reason& reason : membership.member->reasons) packet.facts.push_back(fact_of(account, reason));
  }
  for (const TestedIn& tested : account.groups) {
    const auto at = std::find_if(memberships.begin(), memberships.end(), [&](const Membership& membership) {
      return membership.group->id == tested.group_id;
    });
    packet.groups.push_back(packet_group(account, tested, at == memberships.end() ? nullptr : at->group));
  }
  std::stable_sort(packet.groups.begin(), packet.groups.end(),
                   [](const PacketGroup& a, const PacketGroup& b) { return rank_of(a) < rank_of(b); });
  for (const AccountLink& link : account.links) {
    packet.links.push_back(
        fmt::format("{} {}: {}", link.label, words_of_code(link.kind), blinded_sentence(link)));
  }
  packet.certainty = how_sure(result, account);
  return packet;
}

}  // namespace stillwatch
