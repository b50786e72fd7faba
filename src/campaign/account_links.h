// To whom one account is tied, and by what: what a person may ask about any account, accused or not.
//
//   std::vector<AccountLink> links = links_of(context, account);
//
// Kinds: "template" (constant parts of prompts, system prompts and tool definitions), "verbatim_prompt"
// (asked word for word by both), "continued_here", "continued_elsewhere", "quoted_here", "quoted_elsewhere"
// (carried text, both ways) and "payment". Templates and prompts are those of fold 0, which forms groups, and
// only the rare ones: what more than a quarter of all accounts leave is public and ties nobody. A tie by
// shared traces weighs the sum of 1 / ln(users + 5) over what is shared, carried text ln(1 + count), as in
// campaign/link_graph.h.
//
// The strongest link of every kind stands before the second of any, so that one kind does not hide the
// others. Cost: one pass over all rows of fold 0, and over all carries. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/scan_result.h"
#include "signal/group_evidence.h"

namespace stillwatch {

[[nodiscard]] std::vector<AccountLink> links_of(const SignalContext& context, std::uint32_t account);

}  // namespace stillwatch
