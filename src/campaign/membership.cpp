#include "campaign/membership.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>
#include <set>
#include <unordered_map>

#include "base/large_blocks.h"
#include "base/parallel.h"
#include "base/statistics.h"
#include "campaign/likeness.h"
#include "campaign/signature_index.h"
#include "signal/follow_ups.h"
#include "signal/steady_templates/steady_templates.h"

namespace stillwatch {
namespace {

constexpr double kHonestMatchShare = 0.2;
constexpr double kHonestTemplates = 1.0;
// Of conversations that fill templates which the group uses around the clock and hardly anybody else does. By
// accident one in some 8,000 conversations of accounts outside of a campaign does (generated worlds); fifteen
// times that is allowed, apart from one template that an account may have brought along.
constexpr double kHonestSteadyShare = 0.002;
constexpr std::size_t kTeamPartners = 12;      // an evaluation team of twelve gives each member eleven
constexpr double kHonestReturnShare = 0.05;    // of conversations that return answers, and that issue such
constexpr double kHonestUnclaimedShare = 0.5;  // of conversations that go on

// A template counts for an account only when at least two others made it known.
constexpr std::uint64_t kUsersOfTemplate = 3;

// What the group's exchanges have to do with each other, by row and by conversation.
struct GroupRows {
  std::set<std::uint32_t> returning, supplying;  // bring an answer of another member; issued one that returns
  std::vector<bool> steady;                      // by template of the group
  std::map<std::pair<std::uint32_t, std::uint64_t>, bool> claims;  // (account, conversation that goes on)
};

GroupRows rows_of_group(const SignalContext& context, const GroupEvidence& evidence) {
  GroupRows rows;
  rows.steady = steady_templates::steady(context, evidence);
  const ExchangeTable& table = context.table;
  std::map<std::uint32_t, std::set<std::uint32_t>> partners;
  for (const Carry& carry : evidence.returns) {
    const std::uint32_t bringer = table.account_at(carry.bringer), issuer = table.account_at(carry.issuer);
    partners[bringer].insert(issuer);
    partners[issuer].insert(bringer);
  }
  // A team may grade its own answers: what passes between an account and a few others ties it to nobody else.
  for (const Carry& carry : evidence.returns) {
    if (partners[table.account_at(carry.bringer)].size() >= kTeamPartners)
      rows.returning.insert(carry.bringer);
    if (partners[table.account_at(carry.issuer)].size() >= kTeamPartners) rows.supplying.insert(carry.issuer);
  }
  for (const FollowUp& follow_up : follow_ups(context, *evidence.group))
    rows.claims[{follow_up.account, context.table.rows()[follow_up.row].root}] = follow_up.claims;
  return rows;
}

// A conversation is one piece of evidence, however many turns it has.
std::vector<TriedConversation> conversations_of(const SignalContext& context, const GroupEvidence& evidence,
                                                std::uint32_t account, const GroupRows& group_rows) {
  std::unordered_map<std::uint64_t, TriedConversation> conversations;
  for (const ExchangeRow& row : context.table.rows_of(account)) {
    if (fold_of(row) != 1) continue;
    // The results of an agent's tools are no text of its own, but they go on with a conversation as well.
    const auto claim = group_rows.claims.find({account, row.root});
    const bool goes_on = claim != group_rows.claims.end();
    if (!row.has_new_text() && !goes_on) continue;
    const std::uint64_t key = row.root != 0 ? row.root : row.id;
    TriedConversation& tried = conversations.try_emplace(key, TriedConversation{.asks = false}).first->second;
    tried.goes_on = goes_on;
    tried.unclaimed = goes_on && !claim->second;
    if (!row.has_new_text()) continue;
    tried.asks = true;
    const std::uint32_t index = context.table.index_of(row);
    tried.returns = tried.returns || group_rows.returning.contains(index);
    tried.supplies = tried.supplies || group_rows.supplying.contains(index);
    const std::uint32_t t = evidence.signature.match(context.table, row);
    if (t != kNoTemplate && evidence.signature.templates[t].accounts >= kUsersOfTemplate)
      tried.match = std::min(tried.match, t);
    tried.steady = tried.match != kNoTemplate && group_rows.steady[tried.match];
  }
  std::vector<TriedConversation> tried;
  tried.reserve(conversations.size());
  for (const auto& [root, conversation] : conversations) tried.push_back(conversation);
  return tried;
}

MemberTest test_account(const SignalContext& context, const GroupEvidence& evidence, const Purpose& purpose,
                        std::uint32_t account, const GroupRows& group_rows) {
  MemberTest member = test_conversations(conversations_of(context, evidence, account, group_rows), purpose);
  member.account = account;
  return member;
}

constexpr std::size_t kOthersAsked = 2000;  // accounts outside the group that say what is usual
// Where others fill the group's templates as often as this, they are topics, and tell nobody from anybody.
constexpr double kTooUsual = 0.05;

MatchCount matches_of(const SignalContext& context, const GroupEvidence& evidence, std::uint32_t account) {
  std::unordered_map<std::uint64_t, bool> matched;  // by conversation
  for (const ExchangeRow& row : context.table.rows_of(account)) {
    if (fold_of(row) != 1 || !row.has_new_text()) continue;
    bool& matches = matched[row.root != 0 ? row.root : row.id];
    matches = matches || evidence.signature.match(context.table, row) != kNoTemplate;
  }
  MatchCount count{matched.size(), 0};
  for (const auto& [conversation, matches] : matched) count.matched += matches ? 1 : 0;
  return count;
}

// How often the rest of the log fills the group's templates.
Likeness usual_likeness(const SignalContext& context, const GroupEvidence& evidence,
                        const std::vector<MemberTest>& members) {
  MatchCount group;
  for (const MemberTest& member : members) {
    group.tested += member.tested;
    group.matched += member.matched;
  }
  const auto& accounts = evidence.group->accounts;
  std::vector<MatchCount> others;
  const std::size_t step = context.table.account_count() / kOthersAsked + 1;
  for (std::size_t a = 0; a < context.table.account_count(); a += step) {
    const auto account = static_cast<std::uint32_t>(a);
    if (!std::binary_search(accounts.begin(), accounts.end(), account))
      others.push_back(matches_of(context, evidence, account));
  }
  const double share = static_cast<double>(group.matched) / std::max(1.0, static_cast<double>(group.tested));
  return fit_likeness(others, share);
}

// Which members fill the group's templates more often than the rest of the log accounts for.
std::vector<bool> stand_out(const Likeness& usual, const std::vector<MemberTest>& members, double fdr) {
  std::vector<double> log_p;  // negated: e-BH on 1 / p is the procedure of Benjamini and Hochberg on p
  log_p.reserve(members.size());
  for (const MemberTest& member : members)
    log_p.push_back(-std::log(usual.upper({member.tested, member.matched})));
  return e_bh(log_p, fdr, log_p.size());
}

}  // namespace

std::vector<TriedConversation> tried_conversations(const SignalContext& context,
                                                   const GroupEvidence& evidence, std::uint32_t account) {
  return conversations_of(context, evidence, account, rows_of_group(context, evidence));
}

Purpose purpose_of(const std::vector<SignalFinding>& signals) {
  const auto speaks = [&](std::string_view name) {
    return std::any_of(signals.begin(), signals.end(), [&](const SignalFinding& finding) {
      return finding.signal == name && finding.applies && finding.counted && finding.log10_e >= kSpeaks;
    });
  };
  const Purpose shown{speaks("template_spread") || speaks("crossed_tasks"), speaks("steady_templates"),
                      speaks("issued_return"), speaks("unclaimed_answers") || speaks("early_history")};
  return shown.templates || shown.steady || shown.returns || shown.unclaimed ? shown : Purpose{};
}

namespace {

void count(const TriedConversation& tried, MemberTest& member) {
  member.tested += tried.asks ? 1 : 0;
  member.matched += tried.match != kNoTemplate ? 1 : 0;
  member.returns += tried.returns ? 1 : 0;
  member.supplied += tried.supplies ? 1 : 0;
  member.going_on += tried.goes_on ? 1 : 0;
  member.unclaimed += tried.unclaimed ? 1 : 0;
}

std::uint64_t commonest(const std::map<std::uint32_t, std::uint64_t>& templates) {
  std::uint64_t most = 0;
  for (const auto& [t, count] : templates) most = std::max(most, count);
  return most;
}

double weight_of(const Purpose& purpose) {
  return (purpose.templates ? 0.7 : 0.0) + (purpose.steady ? 0.3 : 0.0) + (purpose.returns ? 0.2 : 0.0) +
         (purpose.unclaimed ? 0.1 : 0.0);
}

}  // namespace

MemberTest test_conversations(const std::vector<TriedConversation>& conversations, const Purpose& purpose) {
  MemberTest member;
  std::map<std::uint32_t, std::uint64_t> templates, steady;  // -> conversations
  for (const TriedConversation& tried : conversations) {
    count(tried, member);
    if (tried.match == kNoTemplate) continue;
    ++templates[tried.match];
    if (tried.steady) ++steady[tried.match];
  }
  member.templates = templates.size();
  // Anybody may like one prompt that the group uses as well: the commonest template is left out.
  const std::uint64_t liked = commonest(templates), liked_steady = commonest(steady);
  const std::uint64_t filled_steady =
      std::accumulate(steady.begin(), steady.end(), std::uint64_t{0},
                      [](auto sum, const auto& use) { return sum + use.second; });
  // The share of matching conversations decides for most accounts and gets most of the weight.
  constexpr double kLeftOut = -std::numeric_limits<double>::infinity();
  // What does not count gives its weight to the rest.
  const double speaks = weight_of(purpose);
  if (speaks == 0.0) return member;  // nothing may speak: e = 1
  const double counted = speaks + purpose.lost_weight;
  const auto part = [counted](bool counts, double weight, double log_e_value) {
    return counts ? std::log(weight / counted) + log_e_value : kLeftOut;
  };
  const std::array log_e = {
      part(purpose.templates, 0.6,
           binomial_log_e(member.matched - liked, member.tested - liked, kHonestMatchShare)),
      part(purpose.templates, 0.1,
           poisson_log_e(templates.empty() ? 0 : templates.size() - 1, kHonestTemplates)),
      part(purpose.steady, 0.3,
           binomial_log_e(filled_steady - liked_steady, member.tested - liked_steady, kHonestSteadyShare)),
      part(purpose.returns, 0.1, binomial_log_e(member.returns, member.tested, kHonestReturnShare)),
      part(purpose.returns, 0.1, binomial_log_e(member.supplied, member.tested, kHonestReturnShare)),
      part(purpose.unclaimed, 0.1, binomial_log_e(member.unclaimed, member.going_on, kHonestUnclaimedShare))};
  const double mean = log_mean_exp(log_e) + std::log(static_cast<double>(log_e.size()));
  member.log10_e = mean / std::numbers::ln10;
  member.p = p_of_log_e(mean);
  return member;
}

namespace {

// Tests without templates those members of whom templates say nothing.
void leave_out_what_is_usual(const SignalContext& context, const GroupEvidence& evidence,
                             const Purpose& purpose, double fdr, const GroupRows& group_rows,
                             std::vector<MemberTest>& members) {
  if ((!purpose.templates && !purpose.steady) || evidence.signature.templates.empty()) return;
  const Likeness usual = usual_likeness(context, evidence, members);
  const bool topics = usual.mean > kTooUsual;
  const auto standing_out = stand_out(usual, members, fdr);
  Purpose without = purpose;
  without.templates = false;
  without.steady = purpose.steady && !topics;
  without.lost_weight = weight_of(purpose) - weight_of(without);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (standing_out[i] && !topics) continue;
    members[i] = test_account(context, evidence, without, members[i].account, group_rows);
  }
}

}  // namespace

std::vector<std::vector<std::uint32_t>> outside_candidates(const SignalContext& context,
                                                           std::span<const GroupEvidence* const> groups,
                                                           unsigned threads) {
  constexpr std::size_t kLeastMatched = 2;
  std::vector<std::vector<std::uint32_t>> candidates(groups.size());
  std::vector<const Signature*> signatures;
  for (const GroupEvidence* group : groups) signatures.push_back(&group->signature);
  const SignatureIndex index(signatures);
  if (index.empty()) return candidates;
  std::vector<std::vector<std::uint32_t>> matching(context.table.account_count());  // groups, by account
  constexpr std::size_t kAccounts = 64;                                             // in one round
  parallel_for((matching.size() + kAccounts - 1) / kAccounts, threads, [&](std::size_t round, unsigned) {
    std::vector<SignatureIndex::Match> found;
    std::vector<std::uint32_t> seen;  // the group of every match
    for (std::size_t a = round * kAccounts; a < std::min(matching.size(), (round + 1) * kAccounts); ++a) {
      seen.clear();
      for (const ExchangeRow& row : context.table.rows_of(static_cast<std::uint32_t>(a))) {
        if (fold_of(row) != 0 || !row.has_new_text()) continue;
        index.match(context.table, row, found);
        for (const SignatureIndex::Match& match : found) seen.push_back(match.signature);
      }
      std::sort(seen.begin(), seen.end());
      for (std::size_t i = kLeastMatched - 1; i < seen.size(); ++i) {
        const bool is_known = !matching[a].empty() && matching[a].back() == seen[i];
        if (!is_known && seen[i - (kLeastMatched - 1)] == seen[i]) matching[a].push_back(seen[i]);
      }
    }
    context.table.let_accounts_pass(
        static_cast<std::uint32_t>(round * kAccounts),
        static_cast<std::uint32_t>(std::min(matching.size(), (round + 1) * kAccounts)));
  });
  for (std::uint32_t a = 0; a < matching.size(); ++a) {
    for (const std::uint32_t g : matching[a]) {
      const auto& members = groups[g]->group->accounts;
      if (!std::binary_search(members.begin(), members.end(), a)) candidates[g].push_back(a);
    }
  }
  return candidates;
}

std::vector<MemberTest> test_members(const SignalContext& context, const GroupEvidence& evidence,
                                     const Purpose& purpose, double fdr,
                                     const std::vector<std::uint32_t>* outsiders) {
  const LargeBlocks::Numbers numbers;
  const GroupRows group_rows = rows_of_group(context, evidence);
  std::vector<MemberTest> members;
  for (const std::uint32_t account : evidence.group->accounts) {
    members.push_back(test_account(context, evidence, purpose, account, group_rows));
  }
  leave_out_what_is_usual(context, evidence, purpose, fdr, group_rows, members);
  const GroupEvidence* const self = &evidence;
  const auto own = outsiders != nullptr ? *outsiders : outside_candidates(context, {&self, 1}, 1).front();
  for (const std::uint32_t account : own) {
    members.push_back(test_account(context, evidence, purpose, account, group_rows));
    members.back().joined = true;
  }
  // What an outsider asks can tie it to the group, but nothing shows that it is run with the others: who
  // passes is adjacent. The two are judged apart, so that outsiders do not lower the bar for members.
  std::vector<double> inside, outside;
  for (const MemberTest& member : members) {
    const double log_e = member.log10_e * std::numbers::ln10;
    constexpr double kAside = -std::numeric_limits<double>::infinity();
    inside.push_back(member.joined ? kAside : log_e);
    outside.push_back(member.joined ? log_e : kAside);
  }
  const auto named = e_bh(inside, fdr, evidence.group->accounts.size());
  const auto tied = e_bh(outside, fdr, outside.size());
  std::vector<MemberTest> kept;
  for (std::size_t i = 0; i < members.size(); ++i) {
    members[i].named = named[i];
    if (!members[i].joined || tied[i]) kept.push_back(members[i]);
  }
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.account < b.account; });
  return kept;
}

}  // namespace stillwatch
