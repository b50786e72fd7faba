#include "campaign/membership.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>

#include "base/statistics.h"

namespace stillwatch {
namespace {

constexpr double kHonestMatchShare = 0.3;
constexpr double kHonestTemplates = 1.0;
constexpr double kHonestReturnShare = 0.05;

std::vector<std::uint32_t> outside_candidates(const SignalContext& context, const GroupEvidence& evidence) {
  std::vector<std::uint32_t> candidates;
  if (evidence.signature.templates.empty()) return candidates;
  const auto& members = evidence.group->accounts;
  for (std::uint32_t a = 0; a < context.table.account_count(); ++a) {
    if (std::binary_search(members.begin(), members.end(), a)) continue;
    std::size_t matched = 0;
    for (const ExchangeRow& row : context.table.rows_of(a)) {
      if (fold_of(row) != 0 || !row.has_new_text()) continue;
      matched += evidence.signature.match(context.table.shapes(row)) != kNoTemplate ? 1 : 0;
      if (matched >= 2) break;
    }
    if (matched >= 2) candidates.push_back(a);
  }
  return candidates;
}

MemberTest test_account(const SignalContext& context, const GroupEvidence& evidence, std::uint32_t account,
                        const std::set<std::uint32_t>& returning_rows) {
  MemberTest member;
  member.account = account;
  std::set<std::uint32_t> templates;
  for (const ExchangeRow& row : context.table.rows_of(account)) {
    if (fold_of(row) != 1 || !row.has_new_text()) continue;
    ++member.tested;
    member.returns += returning_rows.count(context.table.index_of(row));
    const std::uint32_t t = evidence.signature.match(context.table.shapes(row));
    if (t == kNoTemplate) continue;
    ++member.matched;
    templates.insert(t);
  }
  member.templates = templates.size();
  // The share of matching requests decides for most accounts and gets most of the weight.
  const std::array log_e = {
      std::log(0.8) + binomial_log_e(member.matched, member.tested, kHonestMatchShare),
      std::log(0.1) + poisson_log_e(member.templates, kHonestTemplates),
      std::log(0.1) + binomial_log_e(member.returns, member.tested, kHonestReturnShare)};
  const double mean = log_mean_exp(log_e) + std::log(static_cast<double>(log_e.size()));
  member.log10_e = mean / std::numbers::ln10;
  member.p = p_of_log_e(mean);
  return member;
}

}  // namespace

std::vector<MemberTest> test_members(const SignalContext& context, const GroupEvidence& evidence,
                                     double fdr) {
  std::set<std::uint32_t> returning_rows;
  for (const Carry& carry : evidence.returns) returning_rows.insert(carry.bringer);
  std::vector<MemberTest> members;
  for (const std::uint32_t account : evidence.group->accounts) {
    members.push_back(test_account(context, evidence, account, returning_rows));
  }
  for (const std::uint32_t account : outside_candidates(context, evidence)) {
    members.push_back(test_account(context, evidence, account, returning_rows));
    members.back().joined = true;
  }
  std::vector<double> log_e;
  for (const MemberTest& member : members) log_e.push_back(member.log10_e * std::numbers::ln10);
  const auto named = e_bh(log_e, fdr, log_e.size());
  for (std::size_t i = 0; i < members.size(); ++i) members[i].named = named[i];
  std::erase_if(members, [](const MemberTest& member) { return member.joined && !member.named; });
  std::sort(members.begin(), members.end(),
            [](const auto& a, const auto& b) { return a.account < b.account; });
  return members;
}

}  // namespace stillwatch
