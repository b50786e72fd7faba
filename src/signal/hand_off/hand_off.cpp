#include "signal/hand_off/hand_off.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "base/statistics.h"

namespace stillwatch::hand_off {
namespace {

constexpr std::int64_t kWindowUs = 120'000'000;
constexpr double kBase = 1.0;             // coincidences allowed to any group
constexpr double kPerRefusal = 0.01;      // further ones, per refusal
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
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
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
        pairs.emplace(turns[a].member, turns[b].member);
        break;
      }
    }
    i = end;
  }
  if (refusals == 0) return not_applicable(kInfo, "no refused requests (401, 403, 429) in the tested half");
  const double bound = kBase + kPerRefusal * static_cast<double>(refusals);
  const double log_e = poisson_log_e(handed_off, bound);
  SignalFinding finding{std::string(kInfo.name),
                        kInfo.question,
                        true,
                        poisson_upper(handed_off, bound),
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
      "two minutes (median "
      "{:.1f} s, {} pairs of accounts); unrelated accounts are allowed {:.1f}.",
      refusals, handed_off, median, pairs.size(), bound);
  finding.facts = {{"refusals", static_cast<double>(refusals)},
                   {"handed_off", static_cast<double>(handed_off)},
                   {"median_s", median},
                   {"honest_bound", bound}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{"hand_off",
                       "S19",
                       Question::run_as_one,
                       Maturity::candidate,
                       "Conversations handed off after a refusal",
                       "Accounts are unrelated: that a refused conversation goes on elsewhere within two "
                       "minutes is coincidence, at most one in "
                       "the group and one more per hundred refusals.",
                       "Fold-1 conversations that were refused (401, 403, 429) on one member and continued "
                       "on another within 120 s, each once; "
                       "conversations on more than three accounts are public questions and do not count. "
                       "Poisson tail and likelihood ratio.",
                       "None known among unrelated accounts; one person with several keys does exactly this "
                       "and is a pool, not a campaign.",
                       "Pools that wait before they fail over, or that drop the refused request.",
                       "http.response.status_code, gen_ai.input.messages",
                       &test};

}  // namespace stillwatch::hand_off
