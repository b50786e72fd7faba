// Worlds: generated exchange logs with known truth, for measuring what a detector finds and whom it accuses
// wrongly.
//
//   WorldOptions options;
//   options.profiles = {"templates"};               // campaigns; empty: an honest world
//   options.honest = 5'000;  options.campaign_accounts = 125;  options.days = 14;  options.seed = 1;
//   WorldTruth truth;
//   auto done = generate_world(options, [](const Exchange& exchange) { ... }, truth);   // in memory, in time
//   order auto summary = write_world(options);            // the same exchanges, into options.out, on several
//   threads
//
// The same options and seed give the same exchanges and, in write_world, the same bytes, whatever the number
// of threads. Nothing but modelled behaviour tells the roles apart: account age, plan, client, request
// parameters, language, era of the texts, and lengths come from the same distributions for honest and
// campaign accounts (`stillwatch bench leak` measures how well that holds). docs/world.md describes the model
// and its limits.
//
// Cost: planning takes about 1 µs per exchange and 60 bytes of memory per exchange; text is made only while
// it is written (about 20 µs per exchange and core, 3 KB of JSON). Thread-safe: the functions share no state.
// Errors: Code::usage for options that make no sense (the text names the option), Code::not_found for a
// corpus folder without usable files, Code::bad_input for a corpus file that is not what it should be,
// Code::io for a failed write.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/account_facts.h"
#include "exchange/exchange.h"
#include "exchange/log_reader.h"
#include "world/relay/relay_pool.h"

namespace stillwatch {

// Which half of every corpus may be used. The half is decided by a hash of each conversation, so that nothing
// that served to tune a detector appears in a report about it.
enum class CorpusSplit : std::uint8_t { report, tune, all };

// What an account is, as truth.csv names it. All but `campaign` are honest; a campaign's class is its
// profile's name.
enum class AccountClass : std::uint8_t {
  person,
  framework,
  ci_fleet,
  classroom,
  corporate_vpn,
  honest_reseller,
  evaluation,
  chat_export,
  personal_pool,
  pr_review,
  nightly_batch,
  rag_backfill,
  campus,
  family,
  aggregator,
  localisation,
  day_one,
  labelling,
  community,
  campaign,
};
inline constexpr std::size_t kAccountClasses = 20;
[[nodiscard]] std::string_view name_of(AccountClass account_class);
// Are two accounts of one group of this class, or of one campaign, run by one operator (a company's machines,
// a relay, one person)? People who merely share a network, a prompt, a card or a day are not.
[[nodiscard]] bool run_by_one_operator(AccountClass account_class);

// Every class of look-alikes on, or every one off; `person` and `campaign` are not chosen here.
[[nodiscard]] constexpr std::array<bool, kAccountClasses> every_look_alike(bool on = true) {
  std::array<bool, kAccountClasses> chosen{};
  for (std::size_t i = 0; i + 1 < kAccountClasses; ++i) chosen[i] = on;
  return chosen;
}

// How campaigns hide. Every rung can be switched on for every profile, and all of them combine; where a
// profile has nothing of the kind, a rung changes nothing (rung_changes()). docs/world.md describes each.
struct Evasion {
  bool partitioned = false;  // no job is asked twice (else one in ten is asked of three accounts)
  double cover = 0.0;        // share of an account's exchanges that are ordinary conversations, [0, 0.95]
  std::uint32_t paraphrases = 0;  // wordings of each template, [0, 1000]; 0: the template as it stands
  bool fresh_identity = false;  // network, client, parameters, payment and domain of its own for each account
  bool human_hours = false;     // accounts sleep by their own clocks; work is spread by the hour
  bool random_choice = false;   // the pool picks accounts at random
  bool no_failover = false;     // a refused conversation is not taken over by another account
  bool rewritten_history = false;  // issued answers come back in other words only
  bool daily_rotation = false;     // an account serves one day
};
// Sets one rung from its text: "partitioned", "cover=0.8", "paraphrase=100", "fresh-identity", "human-hours",

// A campaign profile: a simulation of one publicly alleged campaign or of a shape that its reports describe.
struct ProfileInfo {
  std::string_view name;
  std::uint32_t accounts;  // as published, or our assumption where nothing is
  double per_day;          // requests per account and day
  std::string_view what;
};
[[nodiscard]] const std::vector<ProfileInfo>& campaign_profiles();

struct WorldOptions {
  std::vector<std::string>
      profiles;                  // names of campaign_profiles(); one campaign each; empty: nobody harvests
  std::uint32_t honest = 1'000;  // honest accounts, look-alikes included
  // Over all campaigns, shared equally; 0: each profile's own number.
  std::uint32_t campaign_accounts = 100;
  double days = 14.0;  // (0, 400]
  double scale = 1.0;  // multiplies both numbers of accounts; rates per account stay
  std::uint64_t seed = 1;
  std::int64_t start_us = 1'780'272'000'000'000;  // 2026-06-01T00:00:00Z, a Monday

  std::string corpus_dir;  // folder of *.jsonl.zst; empty: the built-in seed corpus
  CorpusSplit split = CorpusSplit::report;
  double honest_duplication =
      0.05;  // share of honest conversations that open with a question others also ask, verbatim
  // Which look-alike classes exist; `person` is always there.
  std::array<bool, kAccountClasses> look_alikes = every_look_alike();
  // Share of a person's pauses inside a conversation that last hours. In the recorded work of one developer
  // (specstory_2026q1, 89 conversations) 21 conversations have a pause of more than an hour and 12 one of
  // more than four; a tenth of the pauses gives about half as many.
  double taken_up_again = 0.1;
  Evasion evasion;
  double reseller_harvest = 0.3;  // share of the `reseller` campaign's exchanges that harvest, [0.01, 1]
  // Whether requests say where they come from: network, client, session and conversation names. Off: nobody's
  // do.
  bool metadata = true;

  // How the accounts of campaigns behind a relay are driven (world/relay/relay_pool.h).
  world::RelayPoolOptions campaign_pool;

  std::string out;  // folder for write_world; created when absent
  Dialect dialect = Dialect::canonical;
  // Also write access.jsonl.zst: identity without content, to be joined by id. Always on for openai_chat,
  // openai_responses and anthropic, whose bodies say nothing of the account.
  bool access_log = false;
  std::uint32_t file_exchanges = 100'000;  // a new log file after so many exchanges
  unsigned threads = 0;                    // 0: one per core
};
// Sets one rung from its text: "partitioned", "cover=0.8", "paraphrase=100", "fresh-identity", "human-hours",
// "random-choice", "no-failover", "rewritten-history", "daily-rotation", "no-metadata" (nobody's requests say
// where they come from). Code::usage for anything else.
[[nodiscard]] Status set_evasion(std::string_view rung, WorldOptions& options);
// The pool of a campaign with what its rungs change of it.
[[nodiscard]] world::RelayPoolOptions applied_pool(const WorldOptions& options);
// Whether a rung changes what this profile does: a relay has no templates to paraphrase.
[[nodiscard]] bool rung_changes(std::string_view profile, std::string_view rung);

// What is true of one account.
struct AccountTruth {
  AccountFacts facts;
  AccountClass account_class = AccountClass::person;
  std::string class_name;  // class, or the campaign's profile
  std::string campaign;    // "templates-1", or empty
  std::string group;  // "classroom-3": the look-alike group or campaign it belongs to; empty for a person
  double harvest_share = 0.0;  // share of its answered exchanges that harvest
  std::uint64_t exchanges = 0;
};

struct WorldTruth {
  std::vector<AccountTruth> accounts;  // sorted by account id
  std::vector<AllowEntry> allow;       // what the provider knows by contract; see --allow of a scan
  [[nodiscard]] const AccountTruth* find(std::string_view account) const;
};

struct WorldSummary {
  std::uint64_t exchanges = 0, campaign_exchanges = 0;
  std::uint64_t text_bytes = 0, stored_bytes = 0;  // before and after compression
  std::uint32_t accounts = 0, campaign_accounts = 0;
  std::array<std::uint32_t, kAccountClasses> accounts_by_class{};
  std::vector<std::string> log_files;
  double seconds = 0.0;
};

// The texts of options.corpus_dir and options.split, loaded once for any number of worlds on any threads
// (world/corpus.h). Half a second.
namespace world {
struct Corpus;
}
[[nodiscard]] Result<std::shared_ptr<const world::Corpus>> open_world_corpus(const WorldOptions& options);

// Calls `visit` with every exchange in order of time; views are valid during the call only.
[[nodiscard]] Status generate_world(const WorldOptions& options,
                                    const std::function<void(const Exchange&)>& visit, WorldTruth& truth);
// The same from texts that are loaded already.
[[nodiscard]] Status generate_world(const WorldOptions& options, const world::Corpus& corpus,
                                    const std::function<void(const Exchange&)>& visit, WorldTruth& truth);

// Writes exchanges-NNN.jsonl.zst, accounts.csv, truth.csv, groups.csv, allow.csv and world.manifest (the
// options) into options.out.
[[nodiscard]] Result<WorldSummary> write_world(const WorldOptions& options);

}  // namespace stillwatch
