#include "signal/crossed_tasks/crossed_tasks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "base/count_sieve.h"
#include "base/key_numbers.h"
#include "base/statistics.h"
#include "signal/shares_by_member.h"

namespace stillwatch::crossed_tasks {
namespace {

constexpr std::size_t kHonestWordings = 8;  // under which a product, a job or a pipeline puts one text
constexpr std::size_t kOwnWordings = 2;     // a translator's languages: an account's commonest are left out
constexpr double kHonestShare = 0.1;     // of an account's requests: a customer's search for the best prompt
constexpr std::size_t kPartsOfText = 2;  // by which a text is known again: one may be a turn of phrase

// Beginnings of conversations in both folds that fill a template of the group's own, by account. A part of a
// request is known by a number of the parts that come more than once: what comes once is nobody's commonest,
// and met by one member.
struct Filled {
  std::uint32_t row = 0, member = 0;
  std::uint32_t wording = KeyNumbers::kNone;  // its commonest part; kNone: all of its parts come once
};
struct FilledTemplates {
  std::vector<Filled> requests;
  std::vector<std::size_t> first_part = {0};  // by request, and the end
  std::vector<std::uint32_t> parts;           // in their order; kNone: comes once
  std::vector<std::uint64_t> keys;            // by number
  [[nodiscard]] std::span<const std::uint32_t> parts_of(std::size_t request) const {
    return std::span(parts).subspan(first_part[request], first_part[request + 1] - first_part[request]);
  }
};

std::vector<Filled> filling_requests(const SignalContext& context, const GroupEvidence& evidence) {
  std::vector<Filled> filled;
  const Group& group = *evidence.group;
  for (std::size_t i = 0; i < group.accounts.size(); ++i) {
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[i])) {
      if (!row.starts_conversation() || !row.has_new_text() || row.time_us < evidence.from_us) continue;
      if (evidence.signature.match(context.table, row) == kNoTemplate) continue;
      filled.push_back({context.table.index_of(row), group.member(i)});
    }
  }
  return filled;
}

void number_parts(const SignalContext& context, FilledTemplates& filled) {
  const auto rows = context.table.rows();
  std::size_t parts = 0;
  for (const Filled& f : filled.requests) parts += rows[f.row].shapes;
  CountSieve sieve(parts);
  for (const Filled& f : filled.requests) {
    for (const std::uint64_t part : context.table.shapes(rows[f.row])) sieve.add(part);
  }
  KeyNumbers numbers;
  filled.parts.reserve(parts);
  filled.first_part.reserve(filled.requests.size() + 1);
  for (const Filled& f : filled.requests) {
    for (const std::uint64_t part : context.table.shapes(rows[f.row]))
      filled.parts.push_back(sieve.at_most(part) > 1 ? numbers.number(part) : KeyNumbers::kNone);
    filled.first_part.push_back(filled.parts.size());
  }
  filled.keys.assign(numbers.keys().begin(), numbers.keys().end());
}

std::vector<std::uint32_t> count_parts(const FilledTemplates& filled) {
  std::vector<std::uint32_t> count(filled.keys.size(), 0);
  for (const std::uint32_t part : filled.parts) {
    if (part != KeyNumbers::kNone) ++count[part];
  }
  return count;
}

// Gives each request the commonest of its parts: what all requests of one wording have in common.
void name_wordings(const std::vector<std::uint32_t>& count, FilledTemplates& filled) {
  for (std::size_t i = 0; i < filled.requests.size(); ++i) {
    std::uint32_t most = 0;
    for (const std::uint32_t part : filled.parts_of(i)) {
      const std::uint32_t times = part == KeyNumbers::kNone ? 1 : count[part];
      if (times <= most) continue;  // of equally common ones the first: parts ascend
      most = times;
      filled.requests[i].wording = part;
    }
  }
}

// With whom a part of a text is met: up to one more wording and member than are forgiven, and how many of the
// group's accounts bring it in fold 0.
struct Uses {
  std::array<std::uint32_t, kHonestWordings + 1> wordings{}, members{};
  std::uint8_t wording_count = 0, member_count = 0;
  std::uint32_t accounts = 0, last_account = ~0U;
  void meet(std::uint32_t wording, std::uint32_t member) {
    note(wordings, wording_count, wording);
    note(members, member_count, member);
  }
  // `users`: all accounts of the log that bring it in fold 0.
  [[nodiscard]] bool crossed(std::uint32_t users) const {
    return is_widespread() && 5 * std::uint64_t{accounts} >= 4 * std::uint64_t{users};
  }
  [[nodiscard]] bool is_widespread() const {
    return wording_count > kHonestWordings && member_count > kHonestWordings;
  }

 private:
  static void note(std::array<std::uint32_t, kHonestWordings + 1>& list, std::uint8_t& count,
                   std::uint32_t value) {
    if (count == list.size() || std::find(list.begin(), list.begin() + count, value) != list.begin() + count)
      return;
    list[count++] = value;
  }
};

// By number, whether a part is met under more wordings than are forgiven, at more members, and hardly outside
// of the group. Only parts that come often enough are followed.
std::vector<bool> crossed_parts(const SignalContext& context, const std::vector<std::uint32_t>& count,
                                const FilledTemplates& filled) {
  std::vector<std::uint32_t> place(count.size(), KeyNumbers::kNone);
  std::uint32_t followed = 0;
  for (std::size_t part = 0; part < count.size(); ++part) {
    if (count[part] > kHonestWordings) place[part] = followed++;
  }
  std::vector<Uses> uses(followed);
  for (std::size_t i = 0; i < filled.requests.size(); ++i) {
    const Filled& f = filled.requests[i];
    const ExchangeRow& row = context.table.rows()[f.row];
    for (const std::uint32_t part : filled.parts_of(i)) {
      if (part == KeyNumbers::kNone || place[part] == KeyNumbers::kNone) continue;
      Uses& use = uses[place[part]];
      use.meet(f.wording, f.member);
      if (fold_of(row) != 0 || std::exchange(use.last_account, row.account) == row.account) continue;
      ++use.accounts;
    }
  }
  std::vector<bool> crossed(count.size(), false);
  for (std::size_t part = 0; part < count.size(); ++part) {
    if (place[part] == KeyNumbers::kNone || !uses[place[part]].is_widespread()) continue;
    crossed[part] = uses[place[part]].crossed(context.trace_users.count(filled.keys[part]));
  }
  return crossed;
}

// Does a request bring two parts that are crossed? A wording's own parts are met under one.
bool is_crossed(std::span<const std::uint32_t> parts, const std::vector<bool>& crossed) {
  std::size_t hits = 0;
  for (const std::uint32_t part : parts) hits += part != KeyNumbers::kNone && crossed[part] ? 1 : 0;
  return hits >= kPartsOfText;
}

// The wordings that each member uses most in fold 0: a translator's languages.
std::vector<std::vector<std::uint64_t>> own_wordings(const SignalContext& context,
                                                     const GroupEvidence& evidence,
                                                     const FilledTemplates& filled) {
  std::vector<std::map<std::uint64_t, std::size_t>> counts(evidence.group->member_count());
  for (std::size_t i = 0; i < filled.requests.size(); ++i) {
    const Filled& f = filled.requests[i];
    const ExchangeRow& row = context.table.rows()[f.row];
    if (fold_of(row) != 0) continue;
    const auto parts = context.table.shapes(row);  // a wording that comes once is the first of its parts
    if (f.wording != KeyNumbers::kNone || !parts.empty())
      ++counts[f.member][f.wording != KeyNumbers::kNone ? filled.keys[f.wording] : parts.front()];
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

// Both the tested rows and the requests ascend, so they are gone through side by side.
Shares shares_of(const SignalContext& context, const GroupEvidence& evidence, const FilledTemplates& filled,
                 const std::vector<bool>& crossed) {
  const auto own = own_wordings(context, evidence, filled);
  SharesByMember by_member(own.size());
  Shares shares;
  std::size_t at = 0;
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const std::uint32_t m = evidence.member_of_tested[i];
    while (at < filled.requests.size() && filled.requests[at].row < evidence.tested[i]) ++at;
    bool hit = at < filled.requests.size() && filled.requests[at].row == evidence.tested[i] &&
               is_crossed(filled.parts_of(at), crossed);
    if (hit) {
      const std::uint64_t wording = filled.keys[filled.requests[at].wording];
      hit = std::find(own[m].begin(), own[m].end(), wording) == own[m].end();
    }
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
  FilledTemplates filled;
  filled.requests = filling_requests(context, evidence);
  number_parts(context, filled);
  const std::vector<std::uint32_t> count = count_parts(filled);
  name_wordings(count, filled);
  const Shares shares = shares_of(context, evidence, filled, crossed_parts(context, count, filled));
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
