#include "bench/detect/result.h"

#include <algorithm>
#include <unordered_map>

namespace stillwatch {
namespace {

// What a scan says of an account; the gravest last.
enum class Standing : std::uint8_t { unlisted, masked, review, adjacent, pooled, named };
using Standings = std::unordered_map<std::string, Standing>;

double ratio(std::uint64_t part, std::uint64_t whole, double empty) {
  return whole == 0 ? empty : static_cast<double>(part) / static_cast<double>(whole);
}

Standing standing_of(Outcome group, Outcome member) {
  if (group == Outcome::single_customer) return Standing::review;
  if (member == Outcome::pool) return Standing::pooled;
  if (group == Outcome::campaign && member == Outcome::campaign) return Standing::named;
  return Standing::adjacent;
}

bool of_campaign(const WorldTruth& truth, const std::string& account) {
  const AccountTruth* known = truth.find(account);
  return known != nullptr && !known->campaign.empty();
}

void add_group(const GroupFinding& group, const WorldTruth& truth, Purity& purity) {
  const auto campaign = static_cast<std::uint64_t>(
      std::count_if(group.members.begin(), group.members.end(),
                    [&](const MemberFinding& member) { return of_campaign(truth, member.account_id); }));
  if (campaign == 0) return;
  purity.campaign += campaign;
  purity.all += group.members.size();
}

void add_account(Standing standing, ClassCount& count) {
  ++count.accounts;
  count.named += standing == Standing::named ? 1 : 0;
  count.pooled += standing == Standing::pooled ? 1 : 0;
  count.adjacent += standing == Standing::adjacent ? 1 : 0;
  count.masked += standing == Standing::masked ? 1 : 0;
  count.review += standing == Standing::review ? 1 : 0;
}

}  // namespace

double CellResult::recall() const { return ratio(campaign.named, campaign.accounts, 0.0); }

double CellResult::linked_recall() const { return ratio(campaign.linked(), campaign.accounts, 0.0); }

std::uint64_t CellResult::honest_accounts() const {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : honest) sum += count.accounts;
  return sum;
}

std::uint64_t CellResult::honest_named() const {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : honest) sum += count.named;
  return sum;
}

double CellResult::precision() const { return ratio(campaign.named, campaign.named + honest_named(), 1.0); }

CellResult count_findings(const std::vector<GroupFinding>& findings, const WorldTruth& truth,
                          const std::set<std::string>& masked) {
  CellResult result;
  result.groups = findings.size();
  Standings standings;
  for (const std::string& account : masked) standings[account] = Standing::masked;
  for (const GroupFinding& group : findings) {
    add_group(group, truth, result.formed);
    if (group.outcome == Outcome::cleared) continue;
    if (group.outcome != Outcome::single_customer) add_group(group, truth, result.listed);
    for (const MemberFinding& member : group.members) {
      Standing& held = standings[member.account_id];
      held = std::max(held, standing_of(group.outcome, member.outcome));
    }
  }
  for (const AccountTruth& account : truth.accounts) {
    if (account.exchanges == 0) continue;
    result.exchanges += account.exchanges;
    const auto known = standings.find(account.facts.account);
    const Standing standing = known == standings.end() ? Standing::unlisted : known->second;
    if (account.campaign.empty()) {
      add_account(standing, result.honest[account.class_name]);
    } else {
      result.campaign_exchanges += account.exchanges;
      add_account(standing, result.campaign);
    }
  }
  return result;
}

}  // namespace stillwatch
