// What is known about one account, for `stillwatch explain ACCOUNT`: also for an account that was not
// accused.
//
//   std::cout << explanation_text(result, account, terminal_options(STDOUT_FILENO));
//   write_explanation_json(result, account, std::cout);   // schema stillwatch.explanation/1,
//   docs/format/scan.md
//
// The groups and reasons come from the ScanResult, what the account did from the AccountExplanation. Says
// what was counted, what is inferred from it, what was looked for and not found, and how to appeal.
// Thread-safe: pure.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "campaign/scan_result.h"
#include "report/terminal_page.h"

namespace stillwatch {

// An account as a member of a group of the result.
struct Membership {
  const GroupFinding* group = nullptr;
  const MemberFinding* member = nullptr;
};

// All groups that name the account, in the order in which they are shown. The pointers live as long as
// `result`.
[[nodiscard]] std::vector<Membership> memberships_of(const ScanResult& result, std::string_view account_id);

// The verdict in one sentence: what is, and what is not, alleged about the account.
[[nodiscard]] std::string standing_sentence(const ScanResult& result, const AccountExplanation& account);

[[nodiscard]] std::string explanation_text(const ScanResult& result, const AccountExplanation& account,
                                           const TerminalOptions& options);
void write_explanation_json(const ScanResult& result, const AccountExplanation& account, std::ostream& out);

}  // namespace stillwatch
