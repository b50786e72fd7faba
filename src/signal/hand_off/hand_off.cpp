#include "signal/hand_off/hand_off.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "base/statistics.h"
#include "signal/ties.h"

namespace stillwatch::hand_off {
namespace {

constexpr std::int64_t kWindowUs = 120'000'000;
constexpr double kBase = 1.0;             // coincidences allowed to any group
constexpr double kPerRefusal = 0.001;     // further ones, for each refusal
constexpr std::size_t kMostAccounts = 3;  // a conversation on more accounts than these is a public question

struct Turn {
  std::uint64_t root;
  std::int64_t time_us;
  std::uint32_t member;
  bool refused;
};

std::vector<Turn> turns_of(const SignalContext& context, const Group& group) {
  std::vector<Turn> turns;
  for (std::size_t i = 0; i < group.accounts.size(); ++i) {
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[i])) {
      if (row.root == 0 || fold_of(row) != 1) continue;
      turns.push_back({row.root, row.time_us, group.member(i), row.refused()});
    }
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) {
    if (a.root != b.root) return a.root < b.root;
    return a.time_us != b.time_us ? a.time_us < b.time_us : a.member < b.member;
  });
  return turns;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const std::vector<Turn> turns = turns_of(context, *evidence.group);
  std::uint64_t refusals = 0, handed_off = 0;
  std::vector<double> waits_s;
  Ties ties(evidence.group->member_count());
  for (std::size_t i = 0; i < turns.size();) {
    std::size_t end = i;
    std::set<std::uint32_t> accounts;
    for (; end < turns.size() && turns[end].root == turns[i].root; ++end) {
      accounts.insert(turns[end].member);
      refusals += turns[end].refused ? 1 : 0;
    }
    bool counted = accounts.size() < 2 || accounts.size() > kMostAccounts;
    for (std::size_t a = i; a < end && !counted; ++a) {
      if (!turns[a].refused) continue;
      for (std::size_t b = a + 1; b < end && turns[b].time_us - turns[a].time_us <= kWindowUs; ++b) {
        if (turns[b].member == turns[a].member) continue;
        ++handed_off;
        counted = true;  // each conversation once
        waits_s.push_back(static_cast<double>(turns[b].time_us - turns[a].time_us) / 1e6);
        ties.add(turns[a].member, turns[b].member);
        break;
      }
    }
    i = end;
  }
  if (refusals == 0) return not_applicable(kInfo, "no refused requests (401, 403, 429) in the tested half");
  const double bound = kBase + kPerRefusal * static_cast<double>(refusals);
  const std::uint64_t coincidences = ties.beyond_families();
  const double log_e = poisson_log_e(coincidences, bound);
  SignalFinding finding{std::string(kInfo.name),
                        kInfo.question,
                        true,
                        poisson_upper(coincidences, bound),
                        log_e / std::numbers::ln10,
                        {},
                        {}};
  double median = 0.0;
  if (!waits_s.empty()) {
    std::nth_element(waits_s.begin(), waits_s.begin() + static_cast<std::ptrdiff_t>(waits_s.size() / 2),
                     waits_s.end());
    median = waits_s[waits_s.size() / 2];
  }
  finding.sentence = fmt::format(
      "After {} refusals (401, 403, 429), {} conversations went on at another account of the group within "
      "two "
      "minutes (median {:.1f} s), which ties {} accounts to each other in sets larger than a family. "
      "Families and "
      "{:.1f} coincidences are allowed; these ties need at least {}.",
      refusals, handed_off, median, ties.members_beyond_families(), bound, coincidences);
  finding.facts = {{"refusals", static_cast<double>(refusals)},
                   {"handed_off", static_cast<double>(handed_off)},
                   {"account_pairs", static_cast<double>(ties.pairs())},
                   {"tied_members", static_cast<double>(ties.members_beyond_families())},
                   {"coincidences_needed", static_cast<double>(coincidences)},
                   {"median_s", median},
                   {"honest_bound", bound}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "hand_off",
    "S19",
    Question::run_as_one,
    Maturity::candidate,
    "Conversations handed off after a refusal",
    "Members are unrelated people and families of up to five accounts: that a refused "
    "conversation goes on at a stranger's account within two minutes is coincidence, at most "
    "one in the group and one more per thousand refusals.",
    "Fold-1 conversations that were refused (401, 403, 429) on one member and continued on "
    "another within 120 s tie the two (conversations on more than three accounts are public "
    "questions and do not). Counted are the coincidences that the tied sets need at least, if "
    "they consist of families: ceil(n / 5) - 1 for a set of n. Poisson tail and likelihood "
    "ratio.",
    "One person with several keys does exactly this: up to five accounts are free, and a pair "
    "counts once however often it happens.",
    "Pools that wait before they fail over, or that drop the refused request.",
    "http.response.status_code, gen_ai.input.messages",
    &test};

}  // namespace stillwatch::hand_off
