// What is known about one account, accused or not: what it did, to whom it is tied, where it was tested and
// what came of it.
#pragma once

#include <string>

#include "campaign/analysis.h"
#include "campaign/scan_result.h"

namespace stillwatch {

// `seen` is false when no exchange of the account is in the table. Cost: that of its
// links (campaign/account_links.h), and of describing the groups it was tested in. `for_appeal` fills
// TestedIn::appeal as well, at the cost of campaign/verdict_change.h for each of these groups.
[[nodiscard]] AccountExplanation explain_account(const SignalContext& context, const Analysis& analysis,
                                                 const std::string& account_id, SipKey id_key,
                                                 bool for_appeal = false);

}  // namespace stillwatch
