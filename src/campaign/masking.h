// Takes out of the findings of a scan what an allow list covers, and says what was taken out.
//
//   mask_findings(allow, now_us, table, result);      // fills result.masked
//
// An entry covers the account, or every account of the organisation, that is its subject. Covered accounts
// leave their groups; totals, links and summary of a group are then those of the accounts that remain. A
// group goes as a whole when it named accounts and all of them are covered: an allegation without an accused,
// or against the bystanders, would be worse than none. Signals, e-values and templates stay those of the
// group as it was tested. Where the explained account is covered and stood in a finding, its explanation says
// by which entry, and no longer holds what was found. A cleared group that is covered as a whole is no longer
// listed.
//
// Time: microseconds since 1970 UTC; an entry whose expiry is at or before `now_us` masks nothing. No errors.
// Not thread-safe for the same result. Cost: entries times members.
#pragma once

#include <cstdint>
#include <vector>

#include "account/exchange_table.h"
#include "campaign/scan_result.h"
#include "exchange/account_facts.h"

namespace stillwatch {

void mask_findings(const std::vector<AllowEntry>& allow, std::int64_t now_us, const ExchangeTable& table,
                   ScanResult& result);

}  // namespace stillwatch
