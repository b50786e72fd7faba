// The graphics of the HTML report, inline SVG or coloured cells, each with a table that says the same. No
// styles inside: colours come from classes, so that light, dark and print each show them well, and the page
// can forbid inline styles.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "campaign/scan_result.h"

namespace stillwatch {

// A horizontal bar of `share` (0 to 1) of its full width.
[[nodiscard]] std::string share_bar(double share, std::string_view css_class);

void write_capability_chart(std::ostream& out, const std::array<std::uint64_t, kCapabilityCount>& exchanges);

// Exchanges by day and UTC hour; days are put together when there are more than fit.
void write_heat_map(std::ostream& out, const GroupFinding& group);

// The accounts and their strongest links. Accounts with an index below `linked_members` link to
// "#ANCHOR-INDEX".
void write_account_graph(std::ostream& out, const GroupFinding& group, std::string_view anchor,
                         std::size_t linked_members);

}  // namespace stillwatch
