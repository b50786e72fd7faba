#include "bench/detect/cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/siphash.h"

namespace stillwatch {
namespace {

constexpr const char* kEverything =
    "partitioned+cover=0.95+paraphrase=1000+fresh-identity+human-hours+random-choice+no-failover+"
    "rewritten-history+daily-rotation+no-metadata";
constexpr double kHonestPerDay = 1.9;  // exchanges of an honest account, measured
constexpr double kStandardHarvest = 0.3;

const ProfileInfo* find_profile(std::string_view name) {
  const auto& all = campaign_profiles();
  const auto at = std::find_if(all.begin(), all.end(), [&](const ProfileInfo& p) { return p.name == name; });
  return at == all.end() ? nullptr : &*at;
}

std::vector<std::string> rungs_for(const DetectTable& table, std::string_view profile) {
  if (!table.rungs.empty()) return table.rungs;
  std::vector<std::string> rungs = rung_ladder();
  if (const auto own = own_combination(profile); !own.empty())
    rungs.insert(rungs.end() - 1, std::string(own));
  return rungs;
}

Status set_rungs(std::string_view text, WorldOptions& options) {
  if (text == "none") return Done{};
  if (text == "everything") text = kEverything;
  while (true) {
    const std::size_t plus = std::min(text.find('+'), text.size());
    const std::string_view one = text.substr(0, plus);
    if (auto known = set_evasion(one, options); !known.has_value()) return known;
    if (plus == text.size()) return Done{};
    text.remove_prefix(plus + 1);
  }
}

}  // namespace

const std::vector<std::string>& rung_ladder() {
  static const std::vector<std::string> kLadder = {
      "none",          "partitioned",    "cover=0.5",         "cover=0.8",      "cover=0.95",
      "paraphrase=10", "paraphrase=100", "paraphrase=1000",   "fresh-identity", "human-hours",
      "random-choice", "no-failover",    "rewritten-history", "daily-rotation", "no-metadata",
      "everything"};
  return kLadder;
}

std::string_view own_combination(std::string_view profile) {
  if (profile == "templates") return "cover=0.95+paraphrase=1000+fresh-identity";
  if (profile == "relay" || profile == "reseller") return "random-choice+no-failover+rewritten-history";
  return {};
}

double span_days(std::string_view profile) {
  struct Span {
    std::string_view profile;
    double days;
  };
  // Busy accounts show in days what others show in weeks; `spike` lasts two days in the middle.
  constexpr Span kSpans[] = {
      {"tagged", 2.0}, {"cleaner", 3.0}, {"spike", 7.0}, {"pivot", 7.0}, {"reseller", 7.0}};
  for (const Span& span : kSpans) {
    if (span.profile == profile) return span.days;
  }
  return 14.0;
}

Result<std::vector<DetectCell>> cells_of(const DetectTable& table) {
  std::vector<std::string> profiles = table.profiles;
  if (profiles.empty()) {
    for (const ProfileInfo& info : campaign_profiles()) profiles.emplace_back(info.name);
  }
  std::vector<DetectCell> cells;
  for (std::uint64_t seed = table.first_seed; seed < table.first_seed + table.seeds; ++seed) {
    for (const std::string& profile : profiles) {
      const ProfileInfo* info = find_profile(profile);
      if (info == nullptr) return Error{Code::usage, fmt::format("--profiles: no profile '{}'", profile)};
      DetectCell cell;
      cell.profile = profile;
      cell.seed = seed;
      cell.accounts = std::max(table.least_accounts,
                               static_cast<std::uint32_t>(std::llround(info->accounts * table.scale)));
      // A campaign is a small part of a log: at most a seventh of the accounts.
      cell.honest = std::max(table.honest, 6 * cell.accounts);
      cell.days = table.days > 0.0 ? table.days : span_days(profile);
      cell.fdr = table.fdr;
      cell.tune = table.tune;
      for (const std::string& rung : rungs_for(table, profile)) {
        cell.rung = rung;
        WorldOptions ignored;
        if (auto known = set_rungs(rung, ignored); !known.has_value()) return known.error();
        if (!rung_changes(profile, rung)) continue;  // the world of another seed, and nothing else
        const bool evaded = rung != "none" && table.evasion_seeds != 0;
        if (evaded && seed >= table.first_seed + table.evasion_seeds) continue;
        cells.push_back(cell);
      }
      if (profile != "reseller") continue;
      cell.rung = "none";
      for (const double harvest : table.reseller_harvests) {
        cell.reseller_harvest = harvest;
        if (harvest != kStandardHarvest) cells.push_back(cell);
      }
    }
  }
  return cells;
}

Result<WorldOptions> world_options(const DetectCell& cell, const std::string& corpus_dir) {
  WorldOptions options;
  options.profiles = {cell.profile};
  options.honest = cell.honest;
  options.campaign_accounts = cell.accounts;
  options.days = cell.days;
  options.seed = world_seed(cell);
  options.corpus_dir = corpus_dir;
  options.split = cell.tune ? CorpusSplit::tune : CorpusSplit::report;
  options.honest_duplication = cell.duplication;
  options.reseller_harvest = cell.reseller_harvest;
  if (auto known = set_rungs(cell.rung, options); !known.has_value()) return known.error();
  return options;
}

std::string key_of(const DetectCell& cell, std::string_view build) {
  return fmt::format("{}|{}|harvest={}|seed={}|accounts={}|honest={}|days={}|duplication={}|fdr={}|{}|{}",
                     cell.profile, cell.rung, cell.reseller_harvest, cell.seed, cell.accounts, cell.honest,
                     cell.days, cell.duplication, cell.fdr, cell.tune ? "tune" : "report", build);
}

std::string row_name(const DetectCell& cell) {
  if (cell.profile != "reseller" || cell.reseller_harvest == kStandardHarvest) return cell.profile;
  return fmt::format("reseller (harvest {})", cell.reseller_harvest);
}

std::uint64_t world_seed(const DetectCell& cell) {
  constexpr SipKey kKey = {0x6120776f726c6420, 0x6f6620697473206f};  // any constant
  const std::uint64_t row = siphash(kKey, row_name(cell) + '|' + cell.rung) >> 33;
  return row * 1'000'000 + cell.seed;  // can be read: the last six digits are the table's seed
}

double expected_exchanges(const DetectCell& cell) {
  const ProfileInfo* info = find_profile(cell.profile);
  const double rate = info == nullptr ? 0.0 : info->per_day;
  const double shapes = cell.profile == "reseller" ? 2.0 : 1.0;  // the honest one beside it
  return (cell.accounts * rate * shapes + cell.honest * kHonestPerDay) * cell.days;
}

}  // namespace stillwatch
