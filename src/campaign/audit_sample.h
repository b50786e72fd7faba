// An audit: a random sample of what a scan did not flag, with the facts a person needs to judge it blind.
//
//   auto sample = sample_for_audit(scan_options, audit_options);
//   write_review(sample.value(), ...);                                  // report/audit_sheet.h
//
// Frame: the groups that were tested and cleared; with AuditFrame::unaccused also pools and single customers,
// which a report shows and which accuse nobody; and, as units of their own, the accounts that were in no
// tested group. Strata: groups by number of accounts (2 to 5, 6 to 19, 20 to 99, 100 and more; pools and
// single customers apart), accounts by number of exchanges (below 20, 20 to 199, 200 and more). Accounts and
// groups on an allow list are in the frame like all others: what is agreed can be looked at, too. Controls
// are alleged campaigns, mixed in so that a reviewer cannot know that nothing was found.
//
// AuditFacts hold counts and places, no score, no outcome and no link. The same inputs, options, key and seed
// give the same sample for any number of threads. Errors: those of a scan (campaign/scan.h); bad_input where
// nothing could be drawn from. Cost: that of a scan, and of one pass over the drawn units.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "campaign/analysis.h"
#include "campaign/audit_draw.h"
#include "campaign/scan.h"

namespace stillwatch {

enum class AuditFrame : std::uint8_t { cleared, unaccused };

struct AuditOptions {
  AuditSizes sizes;
  AuditFrame frame = AuditFrame::cleared;
  std::uint64_t seed = 1;  // of the draw
  bool texts = false;      // fetch the newest user text of the exchanges to read
};

// One account as the reviewer sees it.
struct AuditAccount {
  std::string account_id, organisation;
  MemberFacts facts;
  std::uint64_t exchanges = 0, conversations = 0;
  std::int64_t first_us = 0, last_us = 0;
};

// An exchange to read, drawn at random among those with new text of a user.
struct AuditExchange {
  std::string account_id, exchange_id, text;  // text: only where asked for
  SourcePlace place;
  std::int64_t time_us = 0;
};

struct AuditFacts {
  std::uint64_t accounts = 0, exchanges = 0, conversations = 0;
  std::uint64_t input_tokens = 0, output_tokens = 0, reasoning_tokens = 0;
  std::uint64_t asks_for_reasoning = 0, asks_for_grading = 0;                // exchanges
  std::uint64_t networks = 0, clients = 0, payments = 0, organisations = 0;  // different ones that are known
  std::uint64_t distinct_prompts = 0;
  std::int64_t first_us = 0, last_us = 0;
  std::array<std::uint64_t, 24> hours{};
  std::array<std::uint64_t, kCapabilityCount> capabilities{};
  std::vector<std::pair<std::string, std::uint64_t>> models;
  std::vector<AuditAccount> largest;   // at most 25, most exchanges first
  std::vector<AuditExchange> to_read;  // at most 12
};

// A drawn unit: what the reviewer sees and, apart, what is sealed.
struct AuditItem {
  std::string blind_id;
  AuditKind kind = AuditKind::group;
  AuditFacts facts;
  std::size_t stratum = 0;
  std::string name;  // sealed: the group's id, or the account's
  Outcome outcome = Outcome::cleared;
  double log10_e_run = 0.0, log10_e_harvest = 0.0;
};

struct AuditSample {
  std::string version, configuration_digest;
  std::uint64_t seed = 0;
  AuditFrame frame = AuditFrame::cleared;
  std::vector<std::string> inputs;  // paths, as SourcePlace::input counts them
  std::vector<AuditStratum> strata;
  std::vector<AuditItem> items;  // by blind id
};

// The same of a table that was analysed already: without inputs, ids and texts. Reads secret, fdr and threads
// of `scan`.
[[nodiscard]] AuditSample draw_from(const Analysis& analysis, const ScanOptions& scan,
                                    const AuditOptions& options);

[[nodiscard]] Result<AuditSample> sample_for_audit(const ScanOptions& scan, const AuditOptions& options);

}  // namespace stillwatch
