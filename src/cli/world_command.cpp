// `stillwatch world`: writes a log with known truth.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "world/look_alike/look_alikes.h"
#include "world/world.h"

namespace stillwatch {
namespace {

constexpr std::string_view kExamples =
    "Examples:\n"
    "  stillwatch world --profile templates,grading --honest 5000 --accounts 125 --out demo/\n"
    "  stillwatch world --profile none --honest 20000 --look-alikes classroom,honest_reseller --out honest/\n"
    "  stillwatch world --profile templates --corpus data/ --honest-duplication 25 --evade cover=0.5 --out "
    "hard/\n"
    "  stillwatch world --profile reseller --accounts 0 --scale 0.05 --days 7 --evade "
    "human-hours,random-choice "
    "--out pool/\n"
    "\n"
    "{profiles}"
    "\n"
    "DIR receives exchanges-NNN.jsonl.zst, accounts.csv, truth.csv "
    "(account_id,class,campaign,harvest_share),\n"
    "groups.csv, allow.csv (for scan --allow) and world.manifest. The same options and seed give the same "
    "bytes, whatever the number of "
    "threads.";

struct WorldArguments {
  WorldOptions options;
  std::vector<std::string> profiles, rungs, look_alikes = {"all"};
  double duplication_percent = 5.0;
  std::string split = "report", dialect = "canonical", pool_choice = "least-recently-used";
  bool no_failover = false, shared_proxy = false, no_metadata = false;
};

std::string look_alike_names() {
  std::string names = "all, none";
  for (const world::LookAlike& kind : world::look_alikes())
    names.append(", ").append(name_of(kind.account_class));
  return names;
}

// The classes named on the command line; false when a name is unknown.
bool choose_look_alikes(const std::vector<std::string>& names, WorldOptions& options) {
  if (names.size() == 1 && names[0] == "all") return true;
  options.look_alikes.fill(false);
  if (names.size() == 1 && names[0] == "none") return true;
  for (const std::string& name : names) {
    bool known = false;
    for (std::size_t i = 1; i + 1 < kAccountClasses; ++i) {
      if (name != name_of(static_cast<AccountClass>(i))) continue;
      options.look_alikes[i] = known = true;
    }
    if (!known) return false;
  }
  return true;
}

void choose_pool(const WorldArguments& arguments, world::RelayPoolOptions& pool) {
  pool.rule = arguments.pool_choice == "random"        ? world::ChoiceRule::random
              : arguments.pool_choice == "round-robin" ? world::ChoiceRule::round_robin
                                                       : world::ChoiceRule::least_recently_used;
  pool.fail_over = !arguments.no_failover;
  pool.own_address_per_account = !arguments.shared_proxy;
}

// Classes that were asked for by name and are not there, with the number of honest accounts that they need.
void say_missing_look_alikes(const WorldArguments& arguments, const WorldSummary& summary) {
  for (const world::LookAlike& kind : world::look_alikes()) {
    const std::string_view name = name_of(kind.account_class);
    const auto& asked = arguments.look_alikes;
    if (std::find(asked.begin(), asked.end(), name) == asked.end()) continue;
    if (summary.accounts_by_class[static_cast<std::size_t>(kind.account_class)] != 0) continue;
    const double by_share = std::ceil(static_cast<double>(kind.least) / kind.share);
    fmt::print(
        stderr,
        "stillwatch world: no {}: the smallest has {} accounts; give --honest {:.0f} or more, or a larger "
        "--scale\n",
        name, kind.least, std::min(by_share, 12.0 * static_cast<double>(kind.least)));
  }
}

// Everything that is a word on the command line; an error names the wrong one and the right ones.
Status resolve(WorldArguments& arguments) {
  WorldOptions& options = arguments.options;
  for (const std::string& profile : arguments.profiles) {
    if (profile != "none") options.profiles.push_back(profile);
  }
  options.honest_duplication = arguments.duplication_percent / 100.0;
  options.metadata = !arguments.no_metadata;
  for (const std::string& rung : arguments.rungs) {
    if (auto known = set_evasion(rung, options); !known.has_value()) return known;
  }
  if (!choose_look_alikes(arguments.look_alikes, options))
    return Error{Code::usage, "unknown class in --look-alikes; there are " + look_alike_names()};
  const auto dialect = dialect_named(arguments.dialect);
  if (!dialect)
    return Error{Code::usage,
                 "--dialect " + arguments.dialect +
                     ": must be canonical, openai-chat, openai-responses, anthropic, litellm or otel"};
  options.dialect = *dialect;
  options.split = arguments.split == "all"    ? CorpusSplit::all
                  : arguments.split == "tune" ? CorpusSplit::tune
                                              : CorpusSplit::report;
  choose_pool(arguments, options.campaign_pool);
  return Done{};
}

int report_world_error(const Error& error) {
  fmt::print(stderr, "stillwatch world: {}\n", error.what);
  return error.code == Code::usage || error.code == Code::over_limit ? kExitUsage : kExitInput;
}

int run_world(WorldArguments& arguments) {
  const Status resolved = resolve(arguments);
  if (!resolved.has_value()) return report_world_error(resolved.error());
  const auto summary = write_world(arguments.options);
  if (!summary.has_value()) return report_world_error(summary.error());
  const WorldSummary& world = summary.value();
  const double seconds = std::max(world.seconds, 1e-9);
  fmt::print("{} exchanges of {} accounts; {} exchanges of {} campaign accounts among them\n",
             world.exchanges, world.accounts, world.campaign_exchanges, world.campaign_accounts);
  fmt::print("{:.1f} MB of JSON in {:.1f} MB, {:.1f} s, {:.0f} exchanges/s: {}\n",
             static_cast<double>(world.text_bytes) / 1e6, static_cast<double>(world.stored_bytes) / 1e6,
             seconds, static_cast<double>(world.exchanges) / seconds, arguments.options.out);
  say_missing_look_alikes(arguments, world);
  return kExitOk;
}

void add_people_options(CLI::App& command, WorldArguments& arguments) {
  WorldOptions& options = arguments.options;
  command
      .add_option("--profile", arguments.profiles,
                  "campaigns, a list or repeated; none: nobody harvests; the profiles stand below")
      ->delimiter(',')
      ->required();
  command.add_option("--honest", options.honest, "honest accounts, look-alikes included")
      ->capture_default_str();
  command
      .add_option("--accounts", options.campaign_accounts,
                  "accounts of all campaigns together; 0: each profile's own number, times --scale")
      ->capture_default_str();
  command.add_option("--days", options.days, "length of the log")->capture_default_str();
  command.add_option("--scale", options.scale, "multiplies both numbers of accounts; rates per account stay")
      ->capture_default_str();
  command.add_option("--seed", options.seed, "another seed, another world")->capture_default_str();
  command
      .add_option("--look-alikes", arguments.look_alikes,
                  "a list of classes, or one word: " + look_alike_names())
      ->delimiter(',');
  command
      .add_option(
          "--evade", arguments.rungs,
          "how the campaigns hide, a list or repeated: partitioned, cover=SHARE, paraphrase=WORDINGS, "
          "fresh-identity, human-hours, random-choice, no-failover, rewritten-history, daily-rotation")
      ->delimiter(',');
  command
      .add_option("--taken-up-again", options.taken_up_again,
                  "share of people's pauses in a conversation that last hours")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command
      .add_option("--reseller-harvest", options.reseller_harvest,
                  "share of the reseller campaign's exchanges that harvest")
      ->check(CLI::Range(0.01, 1.0))
      ->capture_default_str();
  command.add_flag("--no-metadata", arguments.no_metadata,
                   "nobody's requests say where they come from: no network, client, session or conversation");
}

void add_text_options(CLI::App& command, WorldArguments& arguments) {
  WorldOptions& options = arguments.options;
  command.add_option("--corpus", options.corpus_dir,
                     "folder of *.jsonl.zst with real texts; default: built-in texts");
  command.add_option("--split", arguments.split, "half of the texts to use: report, tune or all")
      ->check(CLI::IsMember({"report", "tune", "all"}))
      ->capture_default_str();
  command
      .add_option("--honest-duplication", arguments.duplication_percent,
                  "per cent of honest conversations that open with a question others also ask")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str();
}

void add_pool_options(CLI::App& command, WorldArguments& arguments) {
  command
      .add_option("--pool-choice", arguments.pool_choice,
                  "which account of a campaign behind a relay carries the next conversation: "
                  "least-recently-used, random or round-robin")
      ->check(CLI::IsMember({"least-recently-used", "random", "round-robin"}))
      ->capture_default_str();
  command
      .add_option("--pool-sticky", arguments.options.campaign_pool.sticky_s,
                  "seconds that a conversation keeps its account; 0: none")
      ->check(CLI::Range(0.0, 1e9))
      ->capture_default_str();
  command.add_flag("--no-failover", arguments.no_failover,
                   "after a refusal the same account tries again, instead of another one");
  command.add_flag("--shared-proxy", arguments.shared_proxy,
                   "all accounts of a campaign leave by the same addresses");
}

void add_file_options(CLI::App& command, WorldArguments& arguments) {
  WorldOptions& options = arguments.options;
  command.add_option("--out", options.out, "folder to write into; created when absent")->required();
  command
      .add_option("--dialect", arguments.dialect,
                  "canonical, openai-chat, openai-responses, anthropic, litellm or otel")
      ->capture_default_str();
  command.add_flag("--access-log", options.access_log,
                   "also write the access log of the bodies (join: --on id)");
  command.add_option("--file-exchanges", options.file_exchanges, "exchanges per log file")
      ->capture_default_str();
  command.add_option("--threads", options.threads, "0: one per core");
}

}  // namespace

void add_world_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<WorldArguments>();
  WorldOptions& options = arguments->options;
  options.honest = 5'000;
  options.campaign_accounts = 125;
  CLI::App* command =
      app.add_subcommand("world", "Write a log with known truth, to measure what a scan finds");
  std::string profiles = "Profiles (accounts as alleged in public, or our assumption):\n";
  for (const ProfileInfo& info : campaign_profiles())
    profiles += fmt::format("  {:<12} {:>6} accounts, {:>5} requests a day: {}\n", info.name, info.accounts,
                            info.per_day, info.what);
  std::string footer(kExamples);
  footer.replace(footer.find("{profiles}"), 10, profiles);
  command->footer(footer);
  add_people_options(*command, *arguments);
  add_text_options(*command, *arguments);
  add_pool_options(*command, *arguments);
  add_file_options(*command, *arguments);
  command->callback([arguments, &exit_code] { exit_code = run_world(*arguments); });
}

}  // namespace stillwatch
