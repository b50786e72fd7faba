// From links to groups: candidates, accused of nothing.
//
//   std::vector<Group> groups = form_groups(context, find_shared_traces(table, 0, threads), secret, options);
//
// Communities of the link graph, trimmed of accounts that hardly share anything with the rest, and one group
// for each verified organisation with several accounts (examined inside, because merging it would let a shell
// company vanish). Groups with too few requests in the testing half are left out: nothing could be shown
// about them. What is shared is freed as soon as the graph is made. Memory: some 60 bytes an edge of it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "account/group.h"
#include "signal/group_evidence.h"

namespace stillwatch {

struct GroupingOptions {
  std::uint64_t seed = 1;
  unsigned threads = 0;
  std::size_t least_tested = 20;  // requests with new text in fold 1, over all members
};

[[nodiscard]] std::vector<Group> form_groups(const SignalContext& context, SharedTraces shared,
                                             std::string_view secret, const GroupingOptions& options);

}  // namespace stillwatch
