// What the accounts that a group counts did, added up: exchanges, tokens, models, capabilities, window, heat.
//
//   GroupFinding group = ...;              // outcome and members are set
//   count_group(table, group);             // fills the totals and the summary
//
// Counted are the members whose outcome is that of the group, or all members where none has it: what adjacent
// accounts did is left out. What stood in the totals before is replaced, so that a group that lost members to
// an allow list is counted again in the same way. Units: microseconds since 1970 UTC, tokens, exchanges. No
// errors: a member that is not in the table adds nothing. Thread-safe: writes to `group` alone. Cost: one
// pass over the rows of the counted accounts, and a binary search for each.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "account/exchange_table.h"
#include "campaign/scan_result.h"

namespace stillwatch {

void count_group(const ExchangeTable& table, GroupFinding& group);

// The table's number of an account, by its name; none when the table has no exchange of it.
[[nodiscard]] std::optional<std::uint32_t> account_named(const ExchangeTable& table, std::string_view name);

}  // namespace stillwatch
