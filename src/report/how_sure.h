// How sure a scan is about one account: what was tested, with which result and error rate, or why nothing
// could be.
//
//   for (const std::string& sentence : how_sure(result, account)) ...
//
// Never empty, whether the account is accused or not: the section HOW SURE of `stillwatch explain`, and the
// field `certainty` of its JSON. Pure.
#pragma once

#include <string>
#include <vector>

#include "campaign/scan_result.h"

namespace stillwatch {

[[nodiscard]] std::vector<std::string> how_sure(const ScanResult& result, const AccountExplanation& account);

}  // namespace stillwatch
