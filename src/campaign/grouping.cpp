#include "campaign/grouping.h"

#include <algorithm>
#include <iterator>

#include "base/parallel.h"
#include "campaign/carry_groups.h"
#include "campaign/communities.h"
#include "campaign/dense_core.h"
#include "campaign/link_graph.h"
#include "campaign/opening_groups.h"
#include "campaign/stragglers.h"

namespace stillwatch {
namespace {

// Identity of a group: hash of its members' names, independent of numbering and input order.
std::uint64_t key_of(const ExchangeTable& table, const std::vector<std::uint32_t>& accounts, SipKey key) {
  std::string names;
  for (const std::uint32_t account : accounts) names.append(table.account_name(account)).push_back('\0');
  return siphash(key, names);
}

std::size_t tested_requests(const ExchangeTable& table, const std::vector<std::uint32_t>& accounts) {
  std::size_t count = 0;
  for (const std::uint32_t account : accounts) {
    for (const ExchangeRow& row : table.rows_of(account))
      count += fold_of(row) == 1 && row.has_new_text() ? 1 : 0;
  }
  return count;
}

}  // namespace

namespace {

// Communities of the link graph, split where they are two things. The graph is given up on the way.
std::vector<std::vector<std::uint32_t>> dense_parts(BipartiteGraph graph, const CommunityOptions& how) {
  const auto communities = find_communities(graph, how);
  const DenseCores cores(graph);
  std::vector<LinkEdge>().swap(graph.edges);
  std::vector<std::vector<std::vector<std::uint32_t>>> split(communities.size());
  parallel_for(communities.size(), how.threads,
               [&](std::size_t c, unsigned) { split[c] = cores.split(communities[c]); });
  std::vector<std::vector<std::uint32_t>> parts;
  for (auto& of_community : split)
    std::move(of_community.begin(), of_community.end(), std::back_inserter(parts));
  return parts;
}

}  // namespace

std::vector<Group> form_groups(const SignalContext& context, SharedTraces shared, std::string_view secret,
                               const GroupingOptions& options) {
  const ExchangeTable& table = context.table;
  const SipKey key = derive_key(secret, "stillwatch/group/v1");
  const AccountNodes nodes = merge_organisations(table);
  CommunityOptions how;
  how.seed = options.seed;
  how.threads = options.threads;
  BipartiteGraph graph = link_accounts(table, shared, context.carried, nodes, options.threads);
  shared = SharedTraces({});
  auto parts = dense_parts(std::move(graph), how);
  attach_stragglers(context, nodes, options.threads, parts);
  add_carry_groups(context, nodes, how, parts);
  add_opening_groups(context, nodes, parts);
  std::vector<Group> groups;
  for (const auto& part : parts) groups.push_back(group_of(nodes, part));
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
