// What a scan found, ready to be printed: every output format (report/) is made from a ScanResult and nothing
// else.
//
// Wording: accounts are `linked`, campaigns are `alleged`; only Outcome::campaign accuses. Numbers are exact:
// formatting is the business of report/. All lists are in the order in which they should be shown, which is
// the same for the same input, configuration and seed, whatever the number of threads or the order of the
// inputs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "campaign/honest_reference.h"
#include "campaign/later_days.h"
#include "exchange/exchange.h"
#include "signal/signal_finding.h"
#include "text/fingerprints.h"

namespace stillwatch {

enum class Outcome : std::uint8_t {
  campaign,         // run as one, and the purpose is shown to be harvest: the only outcome that accuses
  pool,             // run as one; purpose undetermined
  single_customer,  // one openly declared organisation (or at most a handful of keys): to be reviewed by a
                    // person
  victim,           // member only: a credential that looks stolen or resold, by time segment
  adjacent,         // member only: linked to a campaign, without evidence of its own
  cleared,          // tested: that it is run as one and harvests was not shown
};
[[nodiscard]] std::string_view name_of(Outcome outcome);  // "campaign", "pool", "single_customer", ...

inline constexpr std::uint32_t kNoAccount = ~0U;

// An exchange that a person can look up.
struct Citation {
  std::string exchange_id;
  SourcePlace place;
  std::int64_t time_us = 0;
  std::uint32_t account = kNoAccount;  // whose exchange it is: its number in the scan's table
};

// An honest explanation that was considered for a group.
struct ExplanationFinding {
  std::string name;  // "framework users", "classroom", ...
  bool fits = false;
  std::string sentence;  // why it fits or fails, with the numbers
  bool tested = true;    // false: nothing was measured that could tell; where it `fits`, it is taken to
};

// Why one account is named.
struct Reason {
  std::string code;  // stable: see campaign/member_reasons.h
  std::string sentence;
  std::vector<Citation> citations;  // facts a person can check, at most 5
  // Accounts whose lines in the account table show it, at most 5: a fact that stands in no exchange.
  std::vector<std::string> account_lines = {};
};

// What the account table says of an account beside its organisation, for a person to judge by.
struct MemberFacts {
  std::int64_t created_us = 0, banned_us = 0;  // 0: unknown, not banned
  std::string plan, programme, email_domain;   // empty: unknown
  bool operator==(const MemberFacts&) const = default;
};

struct MemberFinding {
  std::string account_id;
  std::string organisation;
  Outcome outcome = Outcome::campaign;  // that of the group, or victim or adjacent
  double p = 1.0;                       // membership test on its own fold-1 requests
  double log10_e = 0.0;
  std::uint64_t exchanges = 0;
  std::uint64_t harvest_exchanges = 0;  // those that match the group's signature
  std::uint64_t tested_conversations = 0, matched_conversations = 0;  // what the membership test read: fold 1
  std::uint64_t input_tokens = 0, output_tokens = 0;
  std::int64_t first_us = 0, last_us = 0;
  std::vector<Reason> reasons;
  MemberFacts facts;
};

// A template of the group: constant words with slots.
struct TemplateFinding {
  std::uint64_t key = 0;  // keyed hash: its name within the scan
  std::string text;       // constant words with slots as ⟨…⟩; empty when the log holds no text
  std::uint64_t exchanges = 0;
  std::uint64_t accounts = 0;
  std::uint64_t distinct_prompts = 0;
  Capability capability = Capability::other;
  std::vector<Citation> citations;  // at most 3
};

// A tie between two members, for the graph: indices into GroupFinding::members. See campaign/member_ties.h.
struct LinkFinding {
  std::uint32_t from = 0, to = 0;
  double weight = 0.0;
  std::string kind;         // "template", "verbatim_prompt", "issued_turn", "hand_off" or "payment"
  std::uint64_t count = 0;  // how many of that kind tie the two
};

struct GroupFinding {
  std::string id;  // stable: "C-" or "P-" and 12 hex digits of a keyed hash of the members and the evidence
  Outcome outcome = Outcome::cleared;
  std::string
      confidence;  // "high": two independent families and e >= fdr^-3; "moderate": e >= fdr^-2; else "low"
  std::string summary;                                             // two or three careful sentences
  double log10_e_run = 0.0, log10_e_harvest = 0.0, log10_e = 0.0;  // log10_e: the smaller; what e-BH sees
  std::vector<MemberFinding> members;
  std::vector<SignalFinding> signals;
  std::vector<ExplanationFinding> explanations;
  std::vector<TemplateFinding> templates;
  std::vector<LinkFinding> links;  // at most 2,000, the strongest
  // Totals, models, capabilities, window and heat are those of the members whose outcome is that of the group
  // (of all members where none has evidence of its own): what adjacent accounts did is not counted here.
  std::uint64_t exchanges = 0, harvest_exchanges = 0;
  std::uint64_t input_tokens = 0, output_tokens = 0, reasoning_tokens = 0;
  std::uint64_t asks_for_reasoning = 0, asks_for_grading = 0;  // exchanges
  std::array<std::uint64_t, kCapabilityCount> capabilities{};  // exchanges by Capability
  std::vector<std::pair<std::string, std::uint64_t>> models;   // requested model -> exchanges
  std::int64_t first_us = 0, last_us = 0;
  std::vector<std::array<std::uint32_t, 24>> heat;  // exchanges by day (from first_us) and UTC hour
  // Chance that a so named group is a campaign where there are 1, 10 and 1,000 honest pools for each
  // campaign, with every campaign found: from how often an honest pool gets so far, the larger of the bound
  // 1/e and of what the calibration leaves possible (honest_reference.h).
  double benchmark_ppv[3] = {0, 0, 0};
  // Conditions on top of the e-values: where the group stands among honest reference groups, how many other
  // groups of this scan score as high, what its later days say, and why signals that need others may not
  // speak.
  ReferenceRank rank;
  std::uint64_t scoring_in_scan = 0;
  LaterDays later;
  std::string undecidable;  // one sentence, or empty
};

struct InputFinding {
  std::string path;
  std::string dialect;
  std::string sha256;  // of the bytes as stored
  std::uint64_t bytes = 0, records = 0, rejected = 0;
  std::string role = "log";  // or "join", "accounts", "map", "allow", "state"
};

struct FieldCoverage {
  std::string field;
  std::uint64_t filled = 0;
  std::vector<std::string> blind_signals;  // signals that cannot run when the field is empty
};

struct AnomalyFinding {
  std::string kind;  // "malformed", "duplicate_id", ...
  std::uint64_t count = 0;
  std::vector<std::string> places;  // first few: "file:line (byte N): field: remedy"
};

struct MaskedFinding {
  std::string account_or_organisation, reason, owner, expiry;
  std::string group_id;
  std::uint64_t accounts = 0;  // of the group that this entry covers
  Outcome group_outcome = Outcome::campaign;
  bool whole_group = false;  // no account that the group named is left: it is not listed at all
};

// A tie of the explained account to another one.
struct AccountLink {
  std::string account_id;
  std::string kind;  // "template", "verbatim_prompt", "continued_here", ...: see campaign/account_links.h
  double weight = 0.0;
  std::string sentence;             // what the tie is, with the numbers
  std::vector<Citation> citations;  // at most 3
  std::string label = {};           // keyed short name of the other account, for those who may not know it
};

// An honest explanation held against one account alone: see campaign/nearest_explanation.h.
struct OwnExplanation {
  std::string name;                               // as ExplanationFinding
  bool group_fits = false, group_tested = false;  // what came of it for the group
  std::string group_sentence;
  bool tested = false;   // false: nothing of this account could be held against it
  std::string sentence;  // the account's own numbers
  double factor = 1.0;   // by what factor the deciding number is away from fitting; 1: alone, it would fit
};

// What would be left, were some evidence withdrawn and all else as it is: see campaign/verdict_change.h.
struct Withdrawal {
  std::vector<std::string> signals;  // of the group; or, where it is the account's own evidence, empty and
  std::string own;                   // "templates", "returns", "unclaimed" or "conversations"
  std::uint64_t conversations = 0;   // of its own that are withdrawn
  double log10_e = 0.0;              // what remains, of the group or of the account's own membership
  Outcome group_outcome = Outcome::cleared;
  bool named = false;  // would the account still be named as an alleged member?
};

// Ties of one kind between an account and the other accounts of its group.
struct TieKind {
  std::string kind;  // as AccountLink
  std::uint64_t accounts = 0;
  double weight = 0.0;
};

// What a person needs who must decide on an appeal, about one group of the account.
struct AppealFacts {
  double log10_bar_run = 0.0, log10_bar_campaign = 0.0;  // what e-BH asked of the group
  double log10_bar_member = 0.0;                         // and of the account's own membership
  std::vector<OwnExplanation> explanations;              // the nearest to this account first
  std::vector<Withdrawal> withdrawals;
  std::vector<TieKind> ties;  // the heaviest first
};

// A group in which the account was tested, and what came of it.
struct TestedIn {
  std::string group_id;
  Outcome group_outcome = Outcome::cleared;
  Outcome member_outcome = Outcome::cleared;
  double log10_e_run = 0.0, log10_e_harvest = 0.0;  // of the group
  bool member_tested = false;  // false: the group was cleared, and p and e are not measured
  double p = 1.0;              // of membership; as MemberFinding
  double log10_e = 0.0;
  std::uint64_t tested_conversations = 0, matched_conversations = 0;  // as MemberFinding
  std::string sentence;                    // why it is, or is not, counted as a member
  std::optional<AppealFacts> appeal = {};  // where an appeal packet was asked for
};

// What one signal says about a group in which the account was tested: a fact of the group, not of the
// account.
struct SignalNote {
  std::string signal;
  std::string group_id;  // empty: the account was in no group
  bool applies = false;  // false: too little data or a field is missing
  bool counted = true;   // false: shown, and never counted as evidence (experimental)
  bool found = false;    // true: this counts, and speaks for the group being run as one, or harvesting
  std::string sentence;
  Question question = Question::run_as_one;
  double p = 1.0, log10_e = 0.0;  // as SignalFinding
};

// All that is known about one account, for `stillwatch explain ACCOUNT`: made by the scan for any account,
// accused or not. The reasons why it is named, if it is, stand in the ScanResult (MemberFinding::reasons).
struct AccountExplanation {
  std::string account_id;
  std::string organisation;
  bool seen = false;  // false: no exchange of this account is in the inputs; all below is empty
  std::uint32_t account = kNoAccount;  // its number, as in Citation
  std::uint64_t exchanges = 0, conversations = 0;
  std::uint64_t input_tokens = 0, output_tokens = 0, reasoning_tokens = 0;
  std::uint64_t asks_for_reasoning = 0, asks_for_grading = 0;  // exchanges
  std::uint32_t days_active = 0;
  std::int64_t first_us = 0, last_us = 0;
  std::array<std::uint64_t, 24> hours{};                       // exchanges by UTC hour of day
  std::array<std::uint64_t, kCapabilityCount> capabilities{};  // exchanges by Capability
  std::vector<std::pair<std::string, std::uint64_t>> models;   // requested model -> exchanges
  std::vector<AccountLink> links;                              // at most 20, the strongest of each kind first
  std::uint64_t links_total = 0;
  std::vector<TestedIn> groups;
  std::string untested_because;  // where `groups` is empty: why nothing could be tested
  std::vector<SignalNote> signals;
  MemberFacts facts;
  std::string masked_by;  // allow-list entry that masks its findings; empty: none
};

struct ScanResult {
  std::string version;        // of the program
  std::string configuration;  // canonical text of every option that influences the result
  std::string configuration_digest;
  std::uint64_t seed = 0;
  bool partial = false;              // some input could not be read to its end
  bool insufficient = false;         // too little usable data for any answer
  std::string shortfall;             // one sentence: why insufficient or partial; empty: neither
  std::vector<InputFinding> inputs;  // logs and the access log, as SourcePlace::input counts them
  std::vector<InputFinding> tables;  // account table, field map, allow list and states, where given
  std::vector<FieldCoverage> coverage;
  std::vector<AnomalyFinding> anomalies;
  std::uint64_t exchanges = 0, accounts = 0, organisations = 0;
  std::int64_t first_us = 0, last_us = 0;
  std::uint64_t groups_tested = 0;
  double fdr = 0.0;  // false discovery rate that is controlled over all groups tested
  std::vector<std::string> null_explanations;  // the honest explanations against which it is controlled
  std::vector<GroupFinding> campaigns, pools, single_customers;
  std::vector<GroupFinding> cleared;  // tested and cleared, without members' details: at most 50
  std::vector<MaskedFinding> masked;
  std::vector<std::string> limits;                // what this scan could not see, in words
  std::optional<AccountExplanation> explanation;  // when one was asked for
};

}  // namespace stillwatch
