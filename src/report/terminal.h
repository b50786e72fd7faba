// The findings for a person at a terminal: coverage, the campaigns and why, what accuses nobody, the limits,
// and the next command to type.
//
//   std::cout << terminal_report(result, terminal_options(STDOUT_FILENO));
//
// The same ScanResult and options give the same bytes. Thread-safe: pure.
#pragma once

#include <string>

#include "campaign/scan_result.h"
#include "report/terminal_page.h"

namespace stillwatch {

[[nodiscard]] std::string terminal_report(const ScanResult& result, const TerminalOptions& options);

// One group in detail: what was taken, by which signals it is linked, the honest explanations, its accounts.
void put_group(TerminalPage& page, const ScanResult& result, const GroupFinding& group,
               const TerminalOptions& options);

// "coding 60%, agentic use 30%": at most `shown` of them.
[[nodiscard]] std::string capability_mix(const std::array<std::uint64_t, kCapabilityCount>& exchanges,
                                         std::size_t shown);

// One line per capability with a bar.
void put_capabilities(TerminalPage& page, std::size_t indent,
                      const std::array<std::uint64_t, kCapabilityCount>& exchanges);

}  // namespace stillwatch
