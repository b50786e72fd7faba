// What a reviewer is shown of a drawn unit: counts and places, nothing that was concluded from them.
#pragma once

#include <cstdint>
#include <vector>

#include "account/exchange_table.h"
#include "campaign/audit_sample.h"

namespace stillwatch {

// `key` decides which exchanges are to be read. Pure; cost: one pass over the rows of `accounts`.
[[nodiscard]] AuditFacts audit_facts(const ExchangeTable& table, const std::vector<std::uint32_t>& accounts,
                                     SipKey key);

}  // namespace stillwatch
