#include "campaign/grouping.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "campaign/communities.h"
#include "campaign/link_graph.h"

namespace stillwatch {
namespace {

// Identity of a group: hash of its members' names, independent of numbering and input order.
std::uint64_t key_of(const ExchangeTable& table, const std::vector<std::uint32_t>& accounts, SipKey key) {
  std::string names;
  for (const std::uint32_t account : accounts) names.append(table.account_name(account)).push_back('\0');
  return siphash(key, names);
}

// Drops nodes whose weight on traces that others of the community leave as well is far below the community's
// median.
class Trimmer {
 public:
  explicit Trimmer(const BipartiteGraph& graph) : first_(graph.accounts + 1, 0), edges_(graph.edges) {
    std::sort(edges_.begin(), edges_.end(), [](const LinkEdge& a, const LinkEdge& b) {
      return a.account != b.account ? a.account < b.account : a.trace < b.trace;
    });
    for (const LinkEdge& edge : edges_) ++first_[edge.account + 1];
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  }

  [[nodiscard]] std::vector<std::uint32_t> trim(const std::vector<std::uint32_t>& nodes) const {
    std::unordered_map<std::uint32_t, std::uint32_t> users;
    for (const std::uint32_t node : nodes) {
      for (std::uint32_t e = first_[node]; e < first_[node + 1]; ++e) ++users[edges_[e].trace];
    }
    std::vector<double> shared;
    for (const std::uint32_t node : nodes) {
      double weight = 0.0;
      for (std::uint32_t e = first_[node]; e < first_[node + 1]; ++e) {
        if (users[edges_[e].trace] >= 2) weight += edges_[e].weight;
      }
      shared.push_back(weight);
    }
    std::vector<double> sorted = shared;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                     sorted.end());
    const double least = 0.1 * sorted[sorted.size() / 2];
    std::vector<std::uint32_t> kept;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (shared[i] > 0.0 && shared[i] >= least) kept.push_back(nodes[i]);
    }
    return kept;
  }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<LinkEdge> edges_;
};

std::size_t tested_requests(const ExchangeTable& table, const std::vector<std::uint32_t>& accounts) {
  std::size_t count = 0;
  for (const std::uint32_t account : accounts) {
    for (const ExchangeRow& row : table.rows_of(account))
      count += fold_of(row) == 1 && row.has_new_text() ? 1 : 0;
  }
  return count;
}

}  // namespace

std::vector<Group> form_groups(const SignalContext& context, std::string_view secret,
                               const GroupingOptions& options) {
  const ExchangeTable& table = context.table;
  const SipKey key = derive_key(secret, "stillwatch/group/v1");
  const AccountNodes nodes = merge_organisations(table);
  const BipartiteGraph graph = link_accounts(table, context.carried, nodes, options.threads);
  const Trimmer trimmer(graph);
  CommunityOptions how;
  how.seed = options.seed;
  std::vector<Group> groups;
  for (const auto& community : find_communities(graph, how)) {
    const auto kept = trimmer.trim(community);
    if (kept.size() < 2) continue;
    Group group;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> accounts;  // account, member
    for (std::uint32_t member = 0; member < kept.size(); ++member) {
      for (const std::uint32_t account : nodes.accounts[kept[member]]) accounts.emplace_back(account, member);
    }
    std::sort(accounts.begin(), accounts.end());
    for (const auto& [account, member] : accounts) {
      group.accounts.push_back(account);
      group.member_of.push_back(member);
    }
    group.members = static_cast<std::uint32_t>(kept.size());
    groups.push_back(std::move(group));
  }
  for (const auto& accounts : nodes.accounts) {
    if (accounts.size() < 2) continue;
    Group group;
    group.accounts = accounts;
    group.organisation = table.facts(accounts.front()).organisation;
    groups.push_back(std::move(group));
  }
  std::erase_if(groups,
                [&](const Group& g) { return tested_requests(table, g.accounts) < options.least_tested; });
  for (Group& group : groups) group.key = key_of(table, group.accounts, key);
  std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return a.accounts.size() != b.accounts.size() ? a.accounts.size() > b.accounts.size() : a.key < b.key;
  });
  return groups;
}

}  // namespace stillwatch
