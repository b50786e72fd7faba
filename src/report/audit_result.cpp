// What a finished review says, for people and for machines.
#include <fmt/format.h>

#include "report/audit_sheet.h"
#include "report/json_writer.h"
#include "report/number_text.h"

namespace stillwatch {
namespace {

constexpr std::string_view kMethod =
    "stratified random sample without replacement; point estimate by Horvitz and Thompson (1952); limits by "
    "the exact hypergeometric distribution (Clopper and Pearson 1934, for finite populations Buonaccorsi "
    "1987) in each stratum that was not looked at as a whole, joined by Bonferroni's inequality, "
    "and where nothing was found by the product over the strata, greatest over the allocations: conservative";
constexpr std::string_view kUnsureRule =
    "unsure counts as not missed for the estimate and the lower limit, as missed for the upper limit";

std::string estimate_text(const std::vector<StratumReview>& strata, double confidence, std::string_view what,
                          std::string_view unit) {
  if (strata.empty()) return {};
  const MissedEstimate missed = estimate_missed(strata, confidence);
  const auto frame = static_cast<double>(missed.frame);
  std::string text = fmt::format(
      "{}: {:.1f} of {} ({}), {:.0f} % interval {} to {} ({} to {})\n"
      "  reviewed {}, of which {} judged a missed campaign, {} unsure",
      what, missed.units, counted(missed.frame, std::string(unit)), percent_text(missed.units, frame),
      100.0 * confidence, grouped(missed.low), grouped(missed.high),
      percent_text(static_cast<double>(missed.low), frame),
      percent_text(static_cast<double>(missed.high), frame), grouped(missed.reviewed), grouped(missed.found),
      grouped(missed.unsure));
  if (missed.unsure > 0)
    text += fmt::format("; {:.1f} if all unsure ones were missed", missed.units_with_unsure);
  text += '\n';
  for (const StratumReview& stratum : strata) {
    text += fmt::format("  {:<44} {:>6} in the frame, {:>4} reviewed, {:>3} missed, {:>3} unsure\n",
                        stratum.name, grouped(stratum.units), grouped(stratum.reviewed),
                        grouped(stratum.missed), grouped(stratum.unsure));
  }
  return text;
}

void write_estimate(JsonWriter& json, std::string_view key, const std::vector<StratumReview>& strata,
                    double confidence) {
  const MissedEstimate missed = estimate_missed(strata, confidence);
  json.key(key);
  json.begin_object();
  json.field("frame", missed.frame);
  json.field("reviewed", missed.reviewed);
  json.field("found", missed.found);
  json.field("unsure", missed.unsure);
  json.field("missed", missed.units);
  json.field("missed_with_unsure", missed.units_with_unsure);
  json.field("low", missed.low);
  json.field("high", missed.high);
  json.key("strata");
  json.begin_array();
  for (const StratumReview& stratum : strata) {
    json.begin_object(JsonLayout::line);
    json.field("name", stratum.name);
    json.field("units", stratum.units);
    json.field("reviewed", stratum.reviewed);
    json.field("missed", stratum.missed);
    json.field("unsure", stratum.unsure);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

std::string controls_text(const AuditReview& review) {
  if (review.controls == 0)
    return "controls: none; how well the reviewer recognises a campaign is not known\n";
  return fmt::format(
      "controls: of {} that the scan alleges to be campaigns, and that were mixed in, the reviewer judged {} "
      "to be one ({} unsure); the estimate is not corrected by it\n",
      grouped(review.controls), grouped(review.controls_found), grouped(review.controls_unsure));
}

}  // namespace

std::string audit_text(const AuditReview& review, double confidence) {
  std::string text =
      fmt::format("MISSED CAMPAIGNS, by a blind review of what was not flagged (frame: {})\n", review.frame);
  text +=
      fmt::format("method: {}\n        {}\nkey: SHA-256 {} (compare with what was printed at the draw)\n\n",
                  kMethod, kUnsureRule, review.key_sha256);
  text += estimate_text(review.groups, confidence, "groups", "group");
  text += estimate_text(review.accounts, confidence, "accounts in no tested group", "account");
  text += controls_text(review);
  for (const auto& [words, units] :
       {std::pair{"judged missed: ", &review.missed}, std::pair{"unsure: ", &review.unsure}}) {
    for (const std::string& unit : *units) text += words + unit + '\n';
  }
  return text;
}

void write_audit_json(const AuditReview& review, double confidence, std::ostream& out) {
  JsonWriter json(out);
  json.begin_object();
  json.field("schema", "stillwatch.audit_estimate/1");
  json.field("method", kMethod);
  json.field("unsure_rule", kUnsureRule);
  json.field("confidence", confidence);
  json.field("frame", review.frame);
  json.field("key_sha256", review.key_sha256);
  write_estimate(json, "groups", review.groups, confidence);
  write_estimate(json, "ungrouped_accounts", review.accounts, confidence);
  json.key("controls");
  json.begin_object(JsonLayout::line);
  json.field("reviewed", review.controls);
  json.field("found", review.controls_found);
  json.field("unsure", review.controls_unsure);
  json.end_object();
  for (const auto& [key, units] :
       {std::pair{"judged_missed", &review.missed}, std::pair{"unsure", &review.unsure}}) {
    json.key(key);
    json.begin_array();
    for (const std::string& unit : *units) json.value(unit);
    json.end_array();
  }
  json.end_object();
}

}  // namespace stillwatch
