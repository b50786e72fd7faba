#include "signal/shared_identifiers/shared_identifiers.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

#include "base/statistics.h"

namespace stillwatch::shared_identifiers {
namespace {

constexpr std::size_t kFamily = 5;  // accounts that honestly share one means of payment
// One fact, however many accounts show it: of honest groups at most one in twenty shows it.
constexpr double kHonestChance = 0.05;

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  std::map<std::string, std::uint64_t> here;
  std::uint64_t known = 0;
  // Accounts that declare one organisation count once: that they share its means of payment is no secret.
  if (!evidence.group->organisation.empty())
    return not_applicable(kInfo, "one organisation pays for its own");
  std::set<std::pair<std::string, std::string>> counted;
  for (const std::uint32_t a : evidence.group->accounts) {
    const AccountFacts& facts = context.table.facts(a);
    if (facts.payment.empty()) continue;
    const std::string payer =
        facts.organisation.empty() ? "account " + facts.account : "organisation " + facts.organisation;
    if (!counted.emplace(facts.payment, payer).second) continue;
    ++known;
    ++here[facts.payment];
  }
  if (known < 2) return not_applicable(kInfo, "no means of payment known for two accounts");
  std::uint64_t shared = 0, means = 0;
  for (const auto& [payment, count] : here) {
    // Rare means: more than a family inside, and mostly inside (a payment provider's common token is not
    // rare).
    const bool beyond_family = count > kFamily && 2 * count >= context.payment_users.at(payment);
    means += beyond_family ? 1 : 0;
    shared += beyond_family ? count : 0;
  }
  const bool shown = 2 * shared >= known && shared > 0;
  const double e = 0.5 + (shown ? 0.5 / kHonestChance : 0.0);
  SignalFinding finding{
      std::string(kInfo.name), kInfo.question, true, shown ? kHonestChance : 1.0, std::log10(e), {}, {}};
  finding.sentence = fmt::format(
      "{} of {} accounts with a known means of payment share {} means, each with more than {} accounts, that "
      "hardly anyone "
      "else uses.",
      shared, known, means, kFamily);
  finding.facts = {{"known", static_cast<double>(known)},
                   {"sharing", static_cast<double>(shared)},
                   {"means", static_cast<double>(means)},
                   {"honest_chance", kHonestChance}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "shared_identifiers",
    "S12",
    Question::run_as_one,
    Maturity::candidate,
    "Shared means of payment, weighted by rarity",
    "Members pay for themselves or as families do: at most one honest group in twenty has half "
    "of its members on means of payment that more than five members, and hardly anyone else, use.",
    "Whether half of the members with a known means of payment are on such a means. One shared "
    "fact is one fact, so e is 10.5 where it is so and 0.5 where not, and p 0.05 or 1. Means of "
    "payment never form groups. Networks and clients are shown as context and never counted: "
    "classrooms, offices, VPNs and popular clients share them without fault.",
    "Families and small teams (up to five on one card), companies and resellers with one "
    "payer (run as one indeed, and not "
    "thereby harvesting).",
    "Virtual cards, one per account.",
    "accounts.payment",
    &test};

}  // namespace stillwatch::shared_identifiers
