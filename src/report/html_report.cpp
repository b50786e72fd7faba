#include "report/html_report.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>

#include "report/escape.h"
#include "report/html_assets.h"
#include "report/html_group.h"
#include "report/number_text.h"
#include "report/terminal.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

constexpr std::size_t kGroupsInFull = 40;

constexpr std::string_view kMark =
    "<svg viewBox=\"0 0 32 32\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
    "aria-hidden=\"true\">"
    "<path d=\"M7 26h14c3-5 2-11-3-13l-2-6h-4l-2 6c-5 2-6 8-3 13z\" stroke-linejoin=\"round\"/>"
    "<path d=\"M16 7c5-5 11-3 12 3v10\" stroke-linecap=\"round\"/><circle cx=\"14\" cy=\"19.5\" r=\"2.6\" "
    "fill=\"currentColor\"/></svg>";

std::string anchor_of(std::size_t group) { return fmt::format("g{}", group); }

void write_head(std::ostream& out, const ScanResult& result) {
  fmt::print(out,
             "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; "
             "script-src '{}'; "
             "base-uri 'none'; form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<title>Stillwatch report, {}</title>\n<style>{}</style>\n</head>\n",
             policy_digest(report_style()), policy_digest(report_script()),
             window_text(result.first_us, result.last_us), report_style());
}

void write_nav_groups(std::ostream& out, std::string_view words, const std::vector<GroupFinding>& groups,
                      std::size_t& index) {
  if (groups.empty()) return;
  fmt::print(out, "<h2>{}</h2><ul>\n", words);
  for (const GroupFinding& group : groups) {
    const std::size_t number = index++;
    if (number >= kGroupsInFull) continue;
    fmt::print(out, "<li><a href=\"#{}\"><code>{}</code> <small>{}</small></a></li>\n", anchor_of(number),
               html_escaped(group.id), accounts_text(group));
  }
  out << "</ul>\n";
}

void write_nav(std::ostream& out, const ScanResult& result) {
  fmt::print(out,
             "<nav aria-label=\"Report\"><div class=\"brand\">{}Stillwatch</div>\n<ul>"
             "<li><a href=\"#summary\">Summary</a></li><li><a href=\"#certainty\">How sure is this</a></li>"
             "<li><a href=\"#appeal\">Before you act</a></li></ul>\n",
             kMark);
  std::size_t index = 0;
  write_nav_groups(out, "Alleged campaigns", result.campaigns, index);
  write_nav_groups(out, "Pools (accuse nobody)", result.pools, index);
  write_nav_groups(out, "Single customers", result.single_customers, index);
  out << "<h2>The scan</h2><ul><li><a href=\"#coverage\">Coverage</a></li><li><a "
         "href=\"#limits\">Limits</a></li>"
         "<li><a href=\"#configuration\">Configuration</a></li></ul></nav>\n";
}

std::uint64_t accused_accounts(const ScanResult& result) {
  std::uint64_t accounts = 0;
  for (const GroupFinding& group : result.campaigns) {
    for (const MemberFinding& member : group.members) accounts += member.outcome == Outcome::campaign ? 1 : 0;
  }
  return accounts;
}

void write_tiles(std::ostream& out, const ScanResult& result) {
  const auto tile = [&](const std::string& number, std::string_view words, std::string_view css = "") {
    fmt::print(out, "<div class=\"tile {}\"><b>{}</b><span>{}</span></div>", css, number, words);
  };
  std::uint64_t taken = 0;
  for (const GroupFinding& group : result.campaigns) taken += group.exchanges;
  out << "<div class=\"tiles\">";
  tile(grouped(result.campaigns.size()),
       result.campaigns.size() == 1 ? "alleged campaign" : "alleged campaigns", "alarm");
  tile(grouped(accused_accounts(result)), "accounts alleged");
  tile(percent_text(static_cast<double>(taken), static_cast<double>(result.exchanges)), "of all exchanges");
  tile(grouped(result.pools.size() + result.single_customers.size()), "groups that accuse nobody");
  tile(grouped(result.exchanges), "exchanges read");
  tile(grouped(result.accounts), "accounts read");
  out << "</div>\n";
}

void write_group_rows(std::ostream& out, const std::vector<GroupFinding>& groups, std::size_t& index) {
  for (const GroupFinding& group : groups) {
    const std::size_t number = index++;
    const std::string id = html_escaped(group.id);
    fmt::print(
        out,
        "<tr><th scope=\"row\">{}</th><td><span class=\"badge {}\">{}</span> <span "
        "class=\"quiet\">{}</span></td><td "
        "class=\"n\" data-is=\"accounts\">{}</td><td class=\"n\" data-is=\"exchanges\">{}</td>"
        "<td class=\"n\" data-is=\"tokens\">{}</td><td class=\"n\" data-is=\"ask for reasoning\">{}</td><td "
        "class=\"n\" data-is=\"e, run as one\">{}</td><td class=\"n\" data-is=\"e, harvest\">{}</td><td "
        "data-is=\"mix\">{}</td></tr>\n",
        number < kGroupsInFull ? fmt::format("<a href=\"#{}\"><code>{}</code></a>", anchor_of(number), id)
                               : fmt::format("<code>{}</code>", id),
        group.outcome == Outcome::campaign ? "alarm" : "caution", outcome_words(group.outcome),
        group.confidence.empty() ? std::string() : html_escaped(group.confidence) + " confidence",
        grouped(named_accounts(group) > 0 ? named_accounts(group) : group.members.size()),
        grouped(group.exchanges), short_amount(group.input_tokens + group.output_tokens),
        percent_text(static_cast<double>(group.asks_for_reasoning), static_cast<double>(group.exchanges)),
        evidence_html(group.log10_e_run), evidence_html(group.log10_e_harvest),
        capability_mix(group.capabilities, 2));
  }
}

void write_summary(std::ostream& out, const ScanResult& result) {
  fmt::print(out,
             "<header class=\"top\" id=\"summary\"><h1>Scan of {}, {} UTC</h1><button type=\"button\" "
             "class=\"themes needs-js\" hidden>"
             "Light or dark</button></header>\n",
             counted(result.inputs.size(), "log file"), window_text(result.first_us, result.last_us));
  write_tiles(out, result);
  if (result.campaigns.empty()) {
    out << "<p class=\"lead\">No group of accounts was shown to be both run as one and harvesting. That is "
           "no proof of "
           "absence: see <a href=\"#limits\">limits</a>.</p>\n";
  }
  if (groups_shown(result).empty()) return;
  out << "<div class=\"card\"><table class=\"groups cards\"><thead><tr><th scope=\"col\">group</th><th "
         "scope=\"col\">outcome</th><th scope=\"col\" class=\"n\">accounts</th><th scope=\"col\" "
         "class=\"n\">exchanges</th><th scope=\"col\" class=\"n\">tokens</th><th scope=\"col\" "
         "class=\"n\">ask "
         "for<br>reasoning</th><th scope=\"col\" class=\"n\">e, run<br>as one</th><th scope=\"col\" "
         "class=\"n\">e,"
         "<br>harvest</th><th scope=\"col\">mix</th></tr></thead><tbody>\n";
  std::size_t index = 0;
  write_group_rows(out, result.campaigns, index);
  write_group_rows(out, result.pools, index);
  write_group_rows(out, result.single_customers, index);
  out << "</tbody></table></div>\n";
}

void write_certainty(std::ostream& out, const ScanResult& result) {
  fmt::print(out,
             "<div class=\"pair\"><div class=\"card\" id=\"certainty\"><h3>How sure is this</h3><p>{}</p><p "
             "class=\"quiet\">{}</p></div>\n"
             "<div class=\"card\" id=\"appeal\"><h3>Before you act</h3><p>{}</p></div></div>\n",
             html_escaped(error_rate_sentence(result)), evidence_meaning(), appeal_route());
}

void write_inputs(std::ostream& out, const ScanResult& result) {
  out << "<section class=\"group\" id=\"coverage\"><h2>Coverage</h2><div class=\"card\"><h3>Inputs</h3>"
         "<table class=\"cards\">"
         "<thead><tr><th scope=\"col\">input</th><th scope=\"col\">dialect</th><th scope=\"col\" "
         "class=\"n\">exchanges</th>"
         "<th scope=\"col\" class=\"n\">rejected</th><th scope=\"col\" class=\"n\">size</th><th "
         "scope=\"col\">SHA-256</th></tr></thead><tbody>\n";
  for (const InputFinding& input : result.inputs) {
    fmt::print(out,
               "<tr><th scope=\"row\"><code>{}</code></th><td data-is=\"dialect\">{}</td><td class=\"n\" "
               "data-is=\"exchanges\">{}</td><td class=\"n\" data-is=\"rejected\">{}</td><td class=\"n\" "
               "data-is=\"size\">{}</td><td><code>{}</code></td></tr>\n",
               html_escaped(input.path), html_escaped(input.dialect), grouped(input.records),
               grouped(input.rejected), bytes_text(input.bytes), html_escaped(input.sha256));
  }
  out << "</tbody></table></div>\n<div class=\"pair loose\"><div class=\"card\"><h3>Fields</h3><table "
         "class=\"tight\"><thead><tr>"
         "<th scope=\"col\">field</th><th scope=\"col\" class=\"n\">filled</th><th scope=\"col\">blind "
         "without it</th></tr></thead><tbody>\n";
  for (const FieldCoverage& field : result.coverage) {
    std::string blind;
    for (const std::string& signal : field.blind_signals)
      blind += (blind.empty() ? "" : ", ") + words_of_code(signal);
    fmt::print(
        out, "<tr><th scope=\"row\"><code>{}</code></th><td class=\"n\">{}</td><td>{}</td></tr>\n",
        html_escaped(field.field),
        percent_text(static_cast<double>(field.filled), static_cast<double>(coverage_total(result, field))),
        html_escaped(blind));
  }
  out << "</tbody></table></div>\n";
}

void write_anomalies(std::ostream& out, const ScanResult& result) {
  out << "<div class=\"card\"><h3>Anomalies</h3>\n";
  if (result.anomalies.empty()) out << "<p class=\"quiet\">None: every record was used.</p>\n";
  for (const AnomalyFinding& anomaly : result.anomalies) {
    fmt::print(out, "<p><b>{}</b> {}</p><ul class=\"cited\">", grouped(anomaly.count),
               html_escaped(words_of_code(anomaly.kind)));
    for (const std::string& place : anomaly.places)
      fmt::print(out, "<li><code>{}</code></li>", html_escaped(place));
    out << "</ul>\n";
  }
  out << "</div></div></section>\n";
}

void write_set_aside(std::ostream& out, const ScanResult& result) {
  if (const std::uint64_t cleared = cleared_groups(result); cleared > 0) {
    fmt::print(out,
               "<div class=\"card\"><h3>Tested and cleared: {}</h3><p class=\"quiet\">Not shown to be both "
               "run as one "
               "and harvesting; one of the two alone accuses nobody.</p><ul class=\"limits\">\n",
               counted(cleared, "group"));
    for (const GroupFinding& group : result.cleared) {
      fmt::print(out, "<li><code>{}</code> {} Run as one e = {}, harvest e = {}.</li>\n",
                 html_escaped(group.id), html_escaped(group.summary), evidence_html(group.log10_e_run),
                 evidence_html(group.log10_e_harvest));
    }
    if (cleared > result.cleared.size()) {
      fmt::print(out, "<li>and {} more</li>\n", grouped(cleared - result.cleared.size()));
    }
    out << "</ul></div>\n";
  }
  if (result.masked.empty()) return;
  out << "<div class=\"card\"><h3>Masked by the allow list</h3><ul class=\"limits\">\n";
  for (const MaskedFinding& masked : result.masked) {
    fmt::print(out, "<li><code>{}</code>: {} in <code>{}</code>{}; {}; allowed by {} until {}</li>\n",
               html_escaped(masked.account_or_organisation), counted(masked.accounts, "account"),
               html_escaped(masked.group_id), masked.whole_group ? " (masked as a whole)" : "",
               html_escaped(masked.reason), html_escaped(masked.owner), html_escaped(masked.expiry));
  }
  out << "</ul></div>\n";
}

void write_close(std::ostream& out, const ScanResult& result) {
  out << "<section class=\"group\" id=\"limits\"><h2>Limits</h2>\n<div class=\"card\"><h3>What this scan "
         "could not see</h3><ul class=\"limits\">\n";
  for (const std::string& limit : result.limits) fmt::print(out, "<li>{}</li>\n", html_escaped(limit));
  out << "<li>Traffic shows what was asked and answered, not who sits behind an account, nor what became of "
         "the answers.</li>"
         "</ul></div>\n";
  write_set_aside(out, result);
  fmt::print(out,
             "</section>\n<section class=\"group\" id=\"configuration\"><h2>Configuration</h2><div "
             "class=\"card\"><p class=\"quiet\">Stillwatch {}, "
             "seed {}, configuration digest <code>{}</code>. The same inputs, configuration and seed give "
             "this page again, byte "
             "for byte.</p><pre>{}</pre></div></section>\n",
             html_escaped(result.version), result.seed, html_escaped(result.configuration_digest),
             html_escaped(result.configuration));
}

}  // namespace

void write_html_report(const ScanResult& result, std::ostream& out) {
  write_head(out, result);
  out << "<body>\n<a class=\"skip\" href=\"#content\">Skip to the findings</a>\n<div class=\"frame\">\n";
  write_nav(out, result);
  out << "<main id=\"content\">\n";
  write_summary(out, result);
  write_certainty(out, result);
  PageBudget budget;
  const auto groups = groups_shown(result);
  for (std::size_t i = 0; i < groups.size() && i < kGroupsInFull; ++i) {
    write_html_group(out, result, *groups[i], anchor_of(i), budget);
  }
  if (groups.size() > kGroupsInFull) {
    fmt::print(out,
               "<p class=\"quiet\">{} further groups stand in the table above and, in full, in the JSON "
               "output.</p>\n",
               groups.size() - kGroupsInFull);
  }
  write_inputs(out, result);
  write_anomalies(out, result);
  write_close(out, result);
  fmt::print(out, "</main>\n</div>\n<script>{}</script>\n</body>\n</html>\n", report_script());
}

}  // namespace stillwatch
