// Which accounts share which rare traces: the graph in which groups are sought.
//
//   AccountNodes nodes = merge_organisations(table);
//   BipartiteGraph graph = link_accounts(table, shared, carried, nodes);
//
// `shared` are the traces of fold 0. Only that fold is read: template traces (shapes, system prompts, tool
// schemas), whole prompts asked verbatim, and carried text (an answer issued to one account that arrives
// through another). Networks, clients and means of payment never form groups: classrooms, offices and VPNs
// share them without fault, and what remains can be tested on evidence that did not select it. Accounts of
// one verified organisation are one node, so that a company does not light up as a campaign of itself; it is
// examined inside by groups of its own. An edge weighs 1 / ln(users + 5), FRAUDAR's bound on what cover
// traffic towards popular things can hide (Hooi et al., KDD 2016); traces of more than a quarter of all nodes
// are public and left out.
//
// However many accounts leave a trace, it gives an edge for each of them and never a pair of accounts: edges
// are at most as many as what is shared. Cost: one pass over that, on all threads; 12 bytes an edge, and 32
// for each trace of few users meanwhile.
#pragma once

#include <cstdint>
#include <vector>

#include "account/carried_text.h"
#include "account/exchange_table.h"
#include "account/group.h"
#include "account/shared_traces.h"
#include "campaign/communities.h"

namespace stillwatch {

struct AccountNodes {
  std::vector<std::uint32_t> node_of;                // by account
  std::vector<std::vector<std::uint32_t>> accounts;  // by node, ascending
};
[[nodiscard]] AccountNodes merge_organisations(const ExchangeTable& table);

// A group whose members are these nodes (ascending); its key is not set.
[[nodiscard]] Group group_of(const AccountNodes& nodes, const std::vector<std::uint32_t>& part);

[[nodiscard]] BipartiteGraph link_accounts(const ExchangeTable& table, const SharedTraces& shared,
                                           const CarriedText& carried, const AccountNodes& nodes,
                                           unsigned threads = 1);

// Traces that so many nodes leave that they link nobody, and how often an account leaves one.
struct PublicTraces {
  std::uint64_t traces = 0, uses = 0;
};
[[nodiscard]] PublicTraces public_traces(const SharedTraces& shared, const AccountNodes& nodes);

}  // namespace stillwatch
