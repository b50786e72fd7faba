#include "signal/capability_concentration/capability_concentration.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "base/statistics.h"
#include "signal/matched_accounts.h"
#include "signal/tested_requests.h"

namespace stillwatch::capability_concentration {
namespace {

constexpr std::size_t kMostRequests = 24;  // compared of each account
constexpr std::size_t kLeastRequests = 8;  // an account with fewer says nothing
constexpr std::size_t kLeastPairs = 20;

using Mix = std::array<std::uint32_t, kCapabilityCount>;

// Capabilities of the tested requests of an account, in a random order.
std::vector<Capability> requests_of(const SignalContext& context, std::uint32_t account, Random& random) {
  std::vector<Capability> requests;
  std::vector<TestedRequest> held;
  for (const TestedRequest& request : tested_requests(context, account, held))
    requests.push_back(request.capability);
  for (std::size_t i = requests.size(); i > 1; --i) std::swap(requests[i - 1], requests[random.below(i)]);
  return requests;
}

Mix mix_of(const std::vector<Capability>& requests, std::size_t count) {
  Mix mix{};
  for (std::size_t i = 0; i < count; ++i) ++mix[static_cast<std::size_t>(requests[i])];
  return mix;
}

double entropy_bits(const Mix& mix, std::size_t count) {
  double bits = 0;
  for (const std::uint32_t n : mix) {
    const double share = static_cast<double>(n) / static_cast<double>(count);
    if (n > 0) bits -= share * std::log2(share);
  }
  return bits;
}

struct Comparison {
  std::size_t pairs = 0, narrower = 0, broader = 0;
  double member_bits = 0, other_bits = 0;  // sums
  Mix members{};
};

// Requests of an account that is no member, was not drawn before and has at least so many; empty when none is
// found.
std::vector<Capability> draw_other(const SignalContext& context, OtherAccounts& others, std::size_t count,
                                   Random& random) {
  std::vector<Capability> requests;
  const auto other = others.draw(random, [&](std::uint32_t account) {
    if (context.table.rows_of(account).size() < count) return false;
    requests = requests_of(context, account, random);
    return requests.size() >= count;
  });
  return other ? requests : std::vector<Capability>{};
}

Comparison compare(const SignalContext& context, const GroupEvidence& evidence) {
  Random random(evidence.seed ^ 0x636f6e63656e7472ULL);
  OtherAccounts others(context.table, *evidence.group);
  Comparison comparison;
  for (const std::uint32_t account : evidence.group->accounts) {
    const auto own = requests_of(context, account, random);
    if (own.size() < kLeastRequests) continue;
    const std::size_t count = std::min(own.size(), kMostRequests);
    const auto other = draw_other(context, others, count, random);
    if (other.empty()) continue;
    const Mix mix = mix_of(own, count);
    const double own_bits = entropy_bits(mix, count), other_bits = entropy_bits(mix_of(other, count), count);
    ++comparison.pairs;
    comparison.narrower += own_bits < other_bits - 1e-9 ? 1 : 0;
    comparison.broader += own_bits > other_bits + 1e-9 ? 1 : 0;
    comparison.member_bits += own_bits;
    comparison.other_bits += other_bits;
    for (std::size_t i = 0; i < kCapabilityCount; ++i) comparison.members[i] += mix[i];
  }
  return comparison;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const Comparison c = compare(context, evidence);
  if (c.pairs < kLeastPairs) {
    return not_applicable(kInfo,
                          fmt::format("{} members could be compared with accounts that are as busy; {} are "
                                      "needed",
                                      c.pairs, kLeastPairs));
  }
  const double p = binomial_upper(c.narrower, c.narrower + c.broader, 0.5);
  const auto pairs = static_cast<double>(c.pairs);
  SignalFinding finding = finding_by_p(kInfo, p);
  finding.sentence = fmt::format(
      "The requests of {} accounts spread over abilities with {:.2f} bits of entropy on average; those of as "
      "many "
      "other accounts that are as busy, with {:.2f} bits ({} members are narrower than theirs, {} broader). "
      "A "
      "product with one purpose looks the same.",
      c.pairs, c.member_bits / pairs, c.other_bits / pairs, c.narrower, c.broader);
  finding.facts = {{"pairs", pairs},
                   {"narrower", static_cast<double>(c.narrower)},
                   {"broader", static_cast<double>(c.broader)},
                   {"member_bits", c.member_bits / pairs},
                   {"other_bits", c.other_bits / pairs}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{"capability_concentration",
                       "S02",
                       Question::harvest,
                       Maturity::experimental,
                       "Accounts that draw on fewer abilities than others do",
                       "The members are as varied in what they ask for as other accounts that are as busy: "
                       "of a member and another "
                       "account, drawn at random, either is the narrower one with the same chance.",
                       "On fold 1, the capabilities (docs/format/fingerprints.md) of up to 24 requests of a "
                       "member and of as many of "
                       "an account outside the group, each drawn once; the entropies are compared, and p is "
                       "that of a sign test over "
                       "the pairs (accounts are the unit).",
                       "Products with one purpose, CI fleets, translators, coders: nearly every honest group "
                       "that has something in "
                       "common is narrower than the crowd. Therefore shown, and never counted as evidence.",
                       "Campaigns that sweep many abilities or hide in cover traffic; groups of fewer than "
                       "twenty accounts with eight "
                       "requests.",
                       "gen_ai.input.messages",
                       &test};

}  // namespace stillwatch::capability_concentration
