#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/statistics.h"
#include "bench/detect/report.h"
#include "bench/detect/targets.h"

namespace stillwatch {
namespace {

std::string percent(double share) {
  // Never 100 % for less than all.
  const double shown = share < 1.0 ? std::min(share * 100.0, 99.99) : 100.0;
  return shown > 99.0 && shown < 100.0 ? fmt::format("{:.2f} %", std::floor(shown * 100.0) / 100.0)
                                       : fmt::format("{:.1f} %", shown);
}

std::string with_bounds(const Interval& interval) {
  return fmt::format("{} ({:.1f} to {:.1f})", percent(interval.mean), 100.0 * interval.low,
                     100.0 * interval.high);
}

std::string with_bounds(const std::optional<Interval>& interval) {
  return interval.has_value() ? with_bounds(*interval) : "–";
}

std::string served_text(double share) {
  return share >= kNeverServed ? "never" : fmt::format("{:g} %", 100.0 * share);
}

std::string served_text(const Served& served) {
  if (served.least == served.most) return served_text(served.median);
  return fmt::format("{} ({} to {})", served_text(served.median), served_text(served.least),
                     served_text(served.most));
}

// "2 person, 1 classroom", or "0".
std::string by_class(const std::map<std::string, ClassCount>& classes,
                     std::uint64_t (*of)(const ClassCount&)) {
  std::string text;
  for (const auto& [name, count] : classes) {
    if (of(count) > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", of(count), name);
  }
  return text.empty() ? "0" : text;
}

std::string named_by_class(const std::map<std::string, ClassCount>& classes) {
  return by_class(classes, [](const ClassCount& c) { return c.named; });
}

std::string pooled_by_class(const std::map<std::string, ClassCount>& classes) {
  return by_class(classes, [](const ClassCount& c) { return c.pooled + c.adjacent; });
}

std::string peers_line(const std::vector<PeerLine>& peers) {
  if (peers.empty()) return "**Rows lost to a peer: not measured; no peer was run with this table.**\n";
  const PeerScore score = score_peers(peers);
  return fmt::format("**Rows lost to a peer: {} of the {} rows on which peers were run.**\n", score.lost,
                     score.rows);
}

std::string setup_text(const DetectSetup& setup) {
  std::string text = fmt::format("\n    {}\n\n", setup.command);
  text +=
      fmt::format("Stillwatch {} (build {}). One operating point for all rows: false discovery rate {:g} %. ",
                  setup.version, setup.build, 100.0 * setup.fdr);
  text += setup.corpus ? "Texts: real corpora, " : "Texts: the generator's built-in ones, not real ones, ";
  text += setup.tune ? "the half that tuning may see; the other half is for reports. "
                     : "the half that is kept for reports and that tuning does not see. ";
  text += fmt::format(
      "Seeds {} to {}{}; each cell's world has a seed of its own, made of the row's name and the seed, so "
      "that "
      "no honest "
      "account stands in two cells.\n\n",
      setup.first_seed, setup.first_seed + setup.seeds - 1,
      setup.evasion_seeds == 0 || setup.evasion_seeds >= setup.seeds
          ? ""
          : fmt::format(" (rows with an evasion: the first {})", setup.evasion_seeds));
  text += fmt::format(
      "Every world holds one campaign of {:g} times the profile's published number of accounts, at least {}, "
      "at the "
      "published rate per account, among about {} honest accounts, or six times the campaign's where that is "
      "more, "
      "with all look-alikes. Worlds are generated "
      "and no "
      "provider's traffic ([world.md](../world.md)).\n",
      setup.scale, setup.least_accounts, setup.honest);
  return text;
}

constexpr const char* kWords = R"(
- **Named**: share of the campaign's accounts (those that sent any request) that the scan accuses: members with outcome
  campaign in a group with outcome campaign. **Linked**: named, or listed in any role in a group with outcome campaign or
  pool. Means over the seeds, with the 95 % interval of Student's t; where all seeds agree it has no width, and says only that.
- **Precision**: of the accounts named, those of the campaign; – where nobody was named. **Purity**: in listed groups
  (campaign or pool) and in all groups formed, cleared ones too, that hold any account of the campaign: the campaign's share of
  the accounts.
- **First named at**: share of the campaign's exchanges (cover and refused ones included) already served at the first
  checkpoint (1, 2, 5, 10, 20, 50, 100 %) at which a scan of the log up to there names at least half of those active campaign
  accounts that a scan of the whole log names, and at least 20 % of those active. Median over the seeds, and extremes; *never*
  where the whole log does not name 20 % either. **First linked at** likewise.
- **Honest accused**: over all seeds, by class. **Honest in pools**: listed beside others as run as one, or adjacent; nobody
  among them is accused.
)";

std::string targets_text(const std::vector<DetectRow>& rows) {
  std::string text =
      "\n## Held against the targets\n\n| profile | evasion | asked | measured | served before found: asked "
      "| measured | "
      "result |\n|---|---|---|---:|---:|---:|---|\n";
  for (const TargetOutcome& outcome : judge_targets(rows)) {
    const DetectTarget& target = *outcome.target;
    std::string asked =
        fmt::format("{} >= {:g} %", target.linked ? "linked" : "named", 100.0 * target.least_recall);
    if (target.least_precision > 0.0)
      asked += fmt::format(", precision >= {:g} %, no honest reseller", 100.0 * target.least_precision);
    const std::string most =
        target.most_served < 1.0 ? fmt::format("<= {:g} %", 100.0 * target.most_served) : "–";
    if (outcome.row == nullptr) {
      text += fmt::format("| {} | {} | {} | – | {} | – | not measured |\n", target.profile, target.rung,
                          asked, most);
      continue;
    }
    std::string measured = with_bounds(target.linked ? outcome.row->linked : outcome.row->recall);
    if (target.least_precision > 0.0)
      measured += fmt::format(", precision {}", with_bounds(outcome.row->precision));
    text +=
        fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", target.profile, target.rung, asked, measured,
                    most, served_text(target.linked ? outcome.row->first_linked : outcome.row->first_named),
                    outcome.met ? "met" : "**missed**");
  }
  return text + "\nMet: the mean over the seeds reaches what is asked, and no seed served more before.\n";
}

std::string honest_text(const std::vector<DetectRow>& rows) {
  const auto classes = honest_totals(rows);
  const ClassCount all = sum_of(classes);
  std::string text = fmt::format(
      "\n## Honest accounts\n\n{} of {} honest accounts were accused, over all cells (asked: none of at "
      "least 300,000). "
      "Upper bound of the rate, one-sided 95 %, exact for independent accounts: {:.2g}. Accounts of one "
      "world are not "
      "quite independent; no account stands in two worlds. Masked: the allow list of the world covers "
      "them.\n\n| class | accounts | accused | upper bound | "
      "in pools | "
      "adjacent | for review | masked |\n|---|---:|---:|---:|---:|---:|---:|---:|\n",
      all.named, all.accounts, clopper_pearson_upper(all.named, all.accounts));
  for (const auto& [name, count] : classes) {
    text += fmt::format("| {} | {} | {} | {:.2g} | {} | {} | {} | {} |\n", name, count.accounts, count.named,
                        clopper_pearson_upper(count.named, count.accounts), count.pooled, count.adjacent,
                        count.review, count.masked);
  }
  return text;
}

std::string rows_text(const std::vector<DetectRow>& rows) {
  std::string text =
      "\n## All rows\n\n| profile | evasion | accounts, days, seeds | named | linked | precision | purity "
      "listed | purity "
      "formed | first named at | first linked at | honest accused | honest in pools |\n"
      "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|---|\n";
  for (const DetectRow& row : rows) {
    text +=
        fmt::format("| {} | {} | {}, {:g}, {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", row.profile,
                    row.rung, row.accounts, row.days, row.seeds.size(), with_bounds(row.recall),
                    with_bounds(row.linked), with_bounds(row.precision), with_bounds(row.purity),
                    with_bounds(row.formed_purity), served_text(row.first_named),
                    served_text(row.first_linked), named_by_class(row.honest), pooled_by_class(row.honest));
  }
  return text;
}

std::string peers_text(const std::vector<PeerLine>& peers) {
  if (peers.empty()) return {};
  std::string text =
      "\n## Peers on the same worlds\n\nRecall of each at the same count of honest accounts accused: at "
      "ours, and at that "
      "of the peer's own threshold ([bench/peers](../../bench/peers/README.md)).\n\n| profile | evasion | "
      "seed | peer | "
      "honest accused by us | our recall | the peer's | honest accused by the peer | our recall there | the "
      "peer's | "
      "result |\n|---|---|---:|---|---:|---:|---:|---:|---:|---:|---|\n";
  for (const PeerLine& line : peers) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", line.profile, line.rung,
                        line.seed, line.peer, line.honest_ours, percent(line.our_recall),
                        percent(line.recall_at_ours), line.honest_own, percent(line.our_recall_at_own),
                        percent(line.own_recall), line.lost ? "**lost**" : "not lost");
  }
  return text;
}

}  // namespace

std::string markdown_of(const DetectReport& report) {
  return "# Detection: profiles and evasions\n\n" + peers_line(report.peers) + setup_text(report.setup) +
         "\n![Accounts named and linked, by profile and evasion](detect.svg)\n" + kWords +
         targets_text(report.rows) + honest_text(report.rows) + rows_text(report.rows) +
         peers_text(report.peers);
}

}  // namespace stillwatch
