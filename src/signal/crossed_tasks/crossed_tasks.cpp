#include "signal/crossed_tasks/crossed_tasks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/statistics.h"
#include "signal/shares_by_member.h"

namespace stillwatch::crossed_tasks {
namespace {

constexpr std::size_t kHonestWordings = 8;  // under which a product, a job or a pipeline puts one text
constexpr std::size_t kOwnWordings = 2;     // a translator's languages: an account's commonest are left out
constexpr double kHonestShare = 0.1;     // of an account's requests: a customer's search for the best prompt
constexpr std::size_t kPartsOfText = 2;  // by which a text is known again: one may be a turn of phrase

struct Filled {
  std::uint32_t row = 0, member = 0;
  std::uint64_t wording = 0;  // its commonest part
};

// Beginnings of conversations in both folds that fill a template of the group's own.
std::vector<Filled> filled_templates(const SignalContext& context, const GroupEvidence& evidence) {
  std::vector<Filled> filled;
  const Group& group = *evidence.group;
  for (std::size_t i = 0; i < group.accounts.size(); ++i) {
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[i])) {
      if (!row.starts_conversation() || !row.has_new_text() || row.time_us < evidence.from_us) continue;
      if (evidence.signature.match(context.table, row) == kNoTemplate) continue;
      filled.push_back({context.table.index_of(row), group.member(i), 0});
    }
  }
  return filled;
}

// Gives each request the commonest of its parts: what all requests of one wording have in common.
void name_wordings(const SignalContext& context, std::vector<Filled>& filled) {
  const auto rows = context.table.rows();
  std::unordered_map<std::uint64_t, std::uint32_t> count;
  for (const Filled& f : filled) {
    for (const std::uint64_t part : context.table.shapes(rows[f.row])) ++count[part];
  }
  for (Filled& f : filled) {
    std::uint32_t most = 0;
    for (const std::uint64_t part : context.table.shapes(rows[f.row])) {
      if (count[part] <= most) continue;  // of equally common ones the first: parts ascend
      most = count[part];
      f.wording = part;
    }
  }
}

// With whom a part of a text is met: up to one more wording and member than are forgiven, and how many of the
// group's accounts bring it in fold 0.
struct Uses {
  std::vector<std::uint64_t> wordings;
  std::vector<std::uint32_t> members;
  std::uint32_t accounts = 0, last_account = ~0U;
  template <class Value>
  static void note(std::vector<Value>& list, Value value) {
    if (list.size() <= kHonestWordings && std::find(list.begin(), list.end(), value) == list.end())
      list.push_back(value);
  }
  // `users`: all accounts of the log that bring it in fold 0.
  [[nodiscard]] bool crossed(std::uint32_t users) const {
    return wordings.size() > kHonestWordings && members.size() > kHonestWordings &&
           5 * std::uint64_t{accounts} >= 4 * std::uint64_t{users};
  }
};

std::unordered_map<std::uint64_t, Uses> uses_of_parts(const SignalContext& context,
                                                      const std::vector<Filled>& filled) {
  std::unordered_map<std::uint64_t, Uses> uses;
  for (const Filled& f : filled) {  // by account
    const ExchangeRow& row = context.table.rows()[f.row];
    for (const std::uint64_t part : context.table.shapes(row)) {
      Uses& use = uses[part];
      Uses::note(use.wordings, f.wording);
      Uses::note(use.members, f.member);
      if (fold_of(row) != 0 || std::exchange(use.last_account, row.account) == row.account) continue;
      ++use.accounts;
    }
  }
  return uses;
}

// Rows of which two parts are met under more wordings than are forgiven, at more members, and hardly outside
// of the group. A wording's own parts are met under one.
std::unordered_map<std::uint32_t, std::uint64_t> crossed_rows(const SignalContext& context,
                                                              const std::vector<Filled>& filled) {
  const auto uses = uses_of_parts(context, filled);
  std::unordered_map<std::uint32_t, std::uint64_t> crossed;  // row -> its wording
  for (const Filled& f : filled) {
    const auto parts = context.table.shapes(context.table.rows()[f.row]);
    const auto hits = std::count_if(parts.begin(), parts.end(), [&](std::uint64_t part) {
      return uses.at(part).crossed(context.trace_users.count(part));
    });
    if (static_cast<std::size_t>(hits) >= kPartsOfText) crossed.emplace(f.row, f.wording);
  }
  return crossed;
}

// The wordings that each member uses most in fold 0: a translator's languages.
std::vector<std::vector<std::uint64_t>> own_wordings(const SignalContext& context,
                                                     const GroupEvidence& evidence,
                                                     const std::vector<Filled>& filled) {
  std::vector<std::map<std::uint64_t, std::size_t>> counts(evidence.group->member_count());
  for (const Filled& f : filled) {
    if (fold_of(context.table.rows()[f.row]) == 0) ++counts[f.member][f.wording];
  }
  std::vector<std::vector<std::uint64_t>> own(counts.size());
  for (std::size_t m = 0; m < counts.size(); ++m) {
    while (own[m].size() < kOwnWordings && !counts[m].empty()) {
      const auto most = std::max_element(counts[m].begin(), counts[m].end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
      own[m].push_back(most->first);
      counts[m].erase(most);
    }
  }
  return own;
}

struct Shares {
  std::vector<double> values;  // of each member that has requests to test
  std::uint64_t crossed = 0;
};

Shares shares_of(const SignalContext& context, const GroupEvidence& evidence,
                 const std::vector<Filled>& filled) {
  const auto crossed = crossed_rows(context, filled);
  const auto own = own_wordings(context, evidence, filled);
  SharesByMember by_member(own.size());
  Shares shares;
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const std::uint32_t m = evidence.member_of_tested[i];
    const auto at = crossed.find(evidence.tested[i]);
    const bool hit =
        at != crossed.end() && std::find(own[m].begin(), own[m].end(), at->second) == own[m].end();
    by_member.add(m, hit);
    shares.crossed += hit ? 1 : 0;
  }
  shares.values = by_member.values();
  return shares;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  if (evidence.signature.templates.size() <= kHonestWordings) {
    return not_applicable(kInfo,
                          fmt::format("{} templates that only this group uses; a task under more than {} "
                                      "wordings needs more",
                                      evidence.signature.templates.size(), kHonestWordings));
  }
  std::vector<Filled> filled = filled_templates(context, evidence);
  name_wordings(context, filled);
  const Shares shares = shares_of(context, evidence, filled);
  if (shares.values.size() <= kHonestTeam) {
    return not_applicable(kInfo,
                          fmt::format("{} members have requests to test; a team of up to {} is forgiven",
                                      shares.values.size(), kHonestTeam));
  }
  const auto [members, mean, log_e] = bet_against(shares.values, kHonestShare);
  SignalFinding finding = finding_by_e(kInfo, log_e);
  finding.sentence = fmt::format(
      "Of the requests that were set aside for testing, {:.0f} % per account (on average over {} accounts) "
      "bring a text that the group puts under more than {} different wordings of its own, at as many of its "
      "accounts, and do so beyond the account's {} commonest wordings. An honest operator is allowed {:.0f} "
      "%.",
      100 * mean, shares.values.size(), kHonestWordings, kOwnWordings, 100 * kHonestShare);
  finding.facts = {{"crossed_requests", static_cast<double>(shares.crossed)},
                   {"tested_requests", static_cast<double>(evidence.tested.size())},
                   {"accounts", static_cast<double>(shares.values.size())},
                   {"mean_share", mean},
                   {"honest_share", kHonestShare}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "crossed_tasks",
    "S25",
    Question::harvest,
    Maturity::candidate,
    "One set of tasks under many wordings, over many accounts",
    "The group is a product, a pipeline, a translation agency, a reseller's customers or unrelated people: "
    "on "
    "average, apart from fifteen members (a team may do as it likes), at most 10 % of an account's requests "
    "bring a text that the group puts under more than eight wordings of its own at more than eight of its "
    "accounts, the account's two commonest wordings of fold 0 left out.",
    "Read are the beginnings of conversations that fill a template of the group (learned on fold 0). The "
    "wording of a request is the commonest of its template fingerprints inside the group; its text is "
    "crossed "
    "when at least two of its fingerprints are met under more than eight wordings, at more than eight "
    "members, "
    "and have at least 80 % of their users inside the group. On fold 1, the share of each account's requests "
    "that are crossed, beyond its two commonest wordings of fold 0, is a value in [0, 1]; the e-value is a "
    "bet against a "
    "mean of 10 % after the fifteen largest values are left out (accounts are the unit), p = 1/e.",
    "Pipelines put one document under some prompts (eight are forgiven), review bots do so on one account, a "
    "translation agency's members have their own languages (two are forgiven) and its instructions one "
    "wording, a reseller's customers each have texts of their own. A search for the best prompt over a "
    "fixed list, and a product with more than eight functions over common texts, look the same when they run "
    "on more "
    "than fifteen accounts that declare nothing; one declared organisation is a single customer to review, "
    "never a "
    "campaign. What is crossed is a property of the group, so the shares of accounts depend on each other.",
    "Tasks that are translated whole, so that no part of them stays; tasks under up to eight wordings each; "
    "campaigns of fewer than some twenty accounts.",
    "gen_ai.input.messages",
    &test,
    /*needs_others=*/true};

}  // namespace stillwatch::crossed_tasks
