#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>

#include "report/escape.h"
#include "report/html_assets.h"
#include "report/html_group.h"
#include "report/number_text.h"
#include "report/packet.h"
#include "report/packet_words.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

constexpr std::size_t kGroupsInFull = 1;  // two pages hold one group in full
constexpr std::size_t kPlaces = 9;        // over all facts, and at least one of each
constexpr std::size_t kExplanations = 3;  // beside the nearest, with what would support them
constexpr std::size_t kChanges = 9;

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light;--ink:#211d19;--quiet:#5d554c;--line:#d9d0c4;--wash:#f6f2ec;--alarm:#9c2226;--calm:#215d45}
*{box-sizing:border-box}
body{margin:0;background:#efebe4;color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums}
main{max-width:52rem;margin:0 auto}
section.sheet{background:#fff;margin:1rem 0;padding:1.6rem 2rem;border:1px solid var(--line)}
h1{font-size:1.45rem;margin:0;line-height:1.2}
h2{font-size:1.05rem;margin:1.1rem 0 .3rem;padding-bottom:.15rem;border-bottom:2px solid var(--ink);break-after:avoid}
h3{font-size:.92rem;margin:.6rem 0 .15rem;break-after:avoid}
p{margin:.3rem 0}
code{font:.88em/1.35 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.quiet{color:var(--quiet)}
.small{font-size:.86rem}
.verdict{border-left:5px solid var(--calm);background:var(--wash);padding:.5rem .8rem;margin:.6rem 0}
.verdict.alarm{border-color:var(--alarm)}
.verdict strong{display:block;font-size:1.02rem}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th,td{text-align:left;vertical-align:top;padding:.22rem .6rem .22rem 0;border-bottom:1px solid var(--line)}
thead th{color:var(--quiet);font-weight:500}
tbody th{font-weight:600;white-space:nowrap}
tr{break-inside:avoid}
th .quiet{font-weight:400}
.tests th:first-child{width:15%}.tests th:nth-child(2){width:35%}.tests th:nth-child(4){width:17%}
.fits th{width:25%}.fits td:last-child{width:36%}
ul{margin:.2rem 0;padding-left:1.1rem}
li{margin:.12rem 0}
.places{margin:.1rem 0 0;padding:0;list-style:none;color:var(--quiet);font-size:.82rem}
@media screen and (max-width:640px){section.sheet{padding:1rem}.tests th,.fits th,.fits td{width:auto!important}
thead{position:absolute;clip-path:inset(50%)}
tr,tbody th,td{display:block;border:0;padding:.05rem 0;white-space:normal}tr{border-bottom:1px solid var(--line);padding:.35rem 0}
td[data-is]::before{content:attr(data-is) ": ";color:var(--quiet)}}
@page{size:A4;margin:9mm 12mm}
@media print{body{background:#fff;font-size:7.7pt;line-height:1.22}main{max-width:none}
section.sheet{margin:0;padding:0;border:0}
.verdict strong{font-size:9.5pt}
h1{font-size:13pt}h2{font-size:10pt;margin:.6rem 0 .2rem}h3{font-size:8.6pt;margin:.35rem 0 .1rem}
table,.small{font-size:7.1pt}.places{font-size:6.9pt}p{margin:.15rem 0}th,td{padding:.1rem .5rem .1rem 0}
.verdict{padding:.3rem .6rem;margin:.35rem 0;print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

void write_head(std::ostream& out, const ScanResult& result, const AccountExplanation& account) {
  fmt::print(out,
             "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; "
             "base-uri 'none'; form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<title>Appeal packet, {}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n",
             policy_digest(kStyle), html_escaped(account.account_id), kStyle);
  fmt::print(
      out,
      "<section class=\"sheet\">\n<h1>Appeal packet: <code>{}</code></h1>\n<p class=\"quiet small\">For "
      "the person who decides. Log of {} UTC, {} of {}; Stillwatch {}, seed {}, configuration "
      "<code>{}</code>. Holds nothing of other customers: other accounts stand under labels "
      "(<code>A-…</code>).</p>\n",
      html_escaped(account.account_id), window_text(result.first_us, result.last_us),
      counted(result.exchanges, "exchange"), counted(result.accounts, "account"),
      html_escaped(result.version), result.seed, html_escaped(result.configuration_digest));
}

void write_alleged(std::ostream& out, const Packet& packet) {
  fmt::print(out, "<h2>1. What is alleged, and how far</h2>\n<div class=\"verdict{}\"><strong>{}</strong>",
             packet.accused ? " alarm" : "", html_escaped(packet.standing));
  for (const std::string& line : packet.alleged) fmt::print(out, "<p>{}</p>", html_escaped(line));
  out << "</div>\n";
}

void write_facts(std::ostream& out, const ScanResult& result, const Packet& packet) {
  out << "<h2>2. Facts: what was observed of this account</h2>\n<table><tbody>\n";
  const auto citing = static_cast<std::size_t>(std::count_if(
      packet.facts.begin(), packet.facts.end(), [](const PacketFact& fact) { return !fact.places.empty(); }));
  const std::size_t each = std::clamp<std::size_t>(kPlaces / std::max<std::size_t>(citing, 1), 1, 5);
  for (const PacketFact& fact : packet.facts) {
    fmt::print(out, "<tr><th scope=\"row\">{}</th><td>{}", html_escaped(fact.title),
               html_escaped(fact.sentence));
    const std::size_t shown = std::min(each, fact.places.size());
    if (shown + fact.withheld > 0) out << "<ul class=\"places\">";
    for (std::size_t i = 0; i < shown; ++i) {
      const Citation& place = fact.places[i];
      fmt::print(out, "<li><code>{}</code> {} {}</li>", html_escaped(place.exchange_id),
                 html_escaped(place_text(result, place.place)), iso_time(place.time_us));
    }
    if (fact.withheld > 0) {
      fmt::print(out, "<li>and {} of other accounts, not shown here</li>", counted(fact.withheld, "place"));
    }
    if (shown + fact.withheld > 0) out << "</ul>";
    out << "</td></tr>\n";
  }
  out << "</tbody></table>\n";
}

void write_inference_rows(std::ostream& out, const PacketGroup& group) {
  for (std::size_t i = 0; i < group.inferences.size(); ++i) {
    const PacketInference& one = group.inferences[i];
    if (i != 0 && !one.speaks) continue;
    fmt::print(
        out,
        "<tr><th scope=\"row\">{}<br><span class=\"quiet small\">{}</span></th><td data-is=\"if honest\">"
        "{}</td><td data-is=\"observed\">{}</td><td data-is=\"error rate\">{}</td></tr>\n",
        html_escaped(one.claim), html_escaped(one.about), html_escaped(one.null_hypothesis),
        html_escaped(one.observed),
        one.applies ? fmt::format("{}<br><span class=\"quiet\">e = {}, p = {}</span>",
                                  html_escaped(one.chance), evidence_html(one.log10_e), p_text(one.p))
                    : "not tested");
  }
}

// Tests that say nothing against the account, in one line each.
void write_silent(std::ostream& out, const PacketGroup& group) {
  std::string seen, silent, untested;
  for (std::size_t i = 1; i < group.inferences.size(); ++i) {
    const PacketInference& one = group.inferences[i];
    if (one.speaks) continue;
    std::string& list = !one.applies ? untested : one.seen() ? seen : silent;
    list += list.empty() ? "" : ", ";
    list += one.applies ? fmt::format("{} (p = {})", one.claim, p_text(one.p)) : one.claim;
  }
  if (!seen.empty())
    fmt::print(
        out,
        "<p class=\"small\"><b>Seen, and never counted as evidence (honest groups do it too):</b> {}.</p>\n",
        html_escaped(seen));
  if (!silent.empty())
    fmt::print(out, "<p class=\"small\"><b>Looked for and not found:</b> {}.</p>\n", html_escaped(silent));
  if (!untested.empty())
    fmt::print(out, "<p class=\"small\"><b>Could not be tested:</b> {}.</p>\n", html_escaped(untested));
}

void write_inferences(std::ostream& out, const Packet& packet) {
  out << "<h2>3. Inferences: what was concluded from it, and how often that errs</h2>\n";
  for (std::size_t g = 0; g < packet.groups.size() && g < kGroupsInFull; ++g) {
    const PacketGroup& group = packet.groups[g];
    fmt::print(
        out,
        "<p class=\"small\"><b>{}</b> ({}), all its accounts together: run as one e = {}, harvest e = {}. "
        "Signals of the group are facts of all its accounts and say nothing of this one alone.</p>\n"
        "<table class=\"tests\"><thead><tr><th scope=\"col\">test</th><th scope=\"col\">what holds if "
        "honest</th><th "
        "scope=\"col\">observed</th><th scope=\"col\">how often the honest get so far</th></tr></thead>"
        "<tbody>\n",
        html_escaped(group.tested.group_id), outcome_words(group.tested.group_outcome),
        evidence_html(group.tested.log10_e_run), evidence_html(group.tested.log10_e_harvest));
    write_inference_rows(out, group);
    out << "</tbody></table>\n";
    fmt::print(
        out,
        "<p class=\"quiet small\">These bounds hold while what is said to hold if honest does. No bound "
        "is worth more than was measured: {}.</p>\n",
        html_escaped(measured_pools()));
    write_silent(out, group);
  }
  if (packet.groups.size() > kGroupsInFull) {
    fmt::print(out, "<p class=\"small\">It was tested in {} as well; they stand in the JSON form.</p>\n",
               counted(packet.groups.size() - kGroupsInFull, "further group"));
  }
  if (packet.groups.empty()) out << "<p>It was in no group that was tested: nothing was concluded.</p>\n";
  out << "</section>\n";
}

void write_nearest(std::ostream& out, const PacketGroup& group, bool accused) {
  if (group.explanations.empty()) return;
  const PacketExplanation& nearest = group.explanations.front();
  fmt::print(
      out,
      "<h2>4. The honest explanation that comes nearest to this account</h2>\n{}<p><b>{}</b>: {}. {}</p>\n"
      "<p>Of the group: {}</p>\n<p><b>What would support it:</b> {}.</p>\n<p class=\"quiet small\">Every "
      "explanation that was considered, the nearest first. The factor says by how much the number that "
      "decides it (a count, or the odds of a share), measured on this account's own tested requests, is "
      "away from the bound.</p>\n<table class=\"fits\"><tbody>\n",
      accused ? ""
              : "<p>Nothing is alleged, so that nothing needs an explanation; this is how it compares.</p>\n",
      html_escaped(capitalised(nearest.found.name)), html_escaped(nearest.distance),
      html_escaped(capitalised(nearest.found.sentence)),
      html_escaped(nearest.found.group_sentence.empty() ? "not considered." : nearest.found.group_sentence),
      html_escaped(nearest.documents));
  std::string further;
  for (std::size_t i = 1; i < group.explanations.size(); ++i) {
    const PacketExplanation& one = group.explanations[i];
    if (i > kExplanations) {
      further += fmt::format("{}{} ({})", further.empty() ? "" : ", ", one.found.name, one.distance);
      continue;
    }
    fmt::print(
        out,
        "<tr><th scope=\"row\">{}<br><span class=\"quiet\">{}</span></th><td data-is=\"measured\">{}</td><td "
        "data-is=\"would support it\">{}.</td></tr>\n",
        html_escaped(one.found.name), html_escaped(one.distance),
        html_escaped(capitalised(one.found.sentence)), html_escaped(capitalised(one.documents)));
  }
  out << "</tbody></table>\n";
  if (!further.empty())
    fmt::print(out, "<p class=\"small\"><b>Further away:</b> {}.</p>\n", html_escaped(further));
}

void write_changes(std::ostream& out, const AccountExplanation& account, const PacketGroup& group) {
  out << "<h2>5. What would change the verdict</h2>\n";
  if (group.changes.empty()) {
    out << "<p>Nothing is alleged on evidence that could be withdrawn.</p>\n";
  } else {
    out << "<p class=\"quiet small\">The rule applied again without one piece of evidence, all else as it "
           "is.</p>\n<table><thead><tr><th scope=\"col\">without</th><th scope=\"col\">what is left</th></tr>"
           "</thead><tbody>\n";
    for (std::size_t i = 0; i < group.changes.size() && i < kChanges; ++i) {
      fmt::print(out, "<tr><td>{}</td><td>{}</td></tr>\n", html_escaped(group.changes[i].evidence),
                 html_escaped(group.changes[i].sentence));
    }
    out << "</tbody></table>\n";
  }
  if (group.tested.appeal && !group.tested.appeal->ties.empty()) {
    std::string ties;
    for (const TieKind& tie : group.tested.appeal->ties) ties += (ties.empty() ? "" : "; ") + tie_words(tie);
    fmt::print(
        out,
        "<p class=\"small\"><b>Why it is in the group at all</b> (the half of its conversations that is not "
        "tested): {}. Were these shown to be no tie, nothing would have been tested.</p>\n",
        html_escaped(ties));
  }
  fmt::print(
      out,
      "<p class=\"small\"><b>Also:</b> that any cited exchange is not this customer's (a stolen "
      "credential: its own earlier networks and clients differ); an organisation that is verified with "
      "at least four in five accounts of the group; an entry in the allow list{}.</p>\n",
      account.masked_by.empty() ? "" : " (there is one: " + html_escaped(account.masked_by) + ")");
}

void write_certainty(std::ostream& out, const Packet& packet) {
  out << "<h2>6. How sure this is</h2>\n";
  for (const std::string& sentence : packet.certainty)
    fmt::print(out, "<p class=\"small\">{}</p>\n", html_escaped(sentence));
  fmt::print(out, "<p class=\"small quiet\">{}</p>\n", evidence_meaning());
}

void write_route(std::ostream& out, const Packet& packet) {
  fmt::print(out, "<h2>7. How to answer and to decide</h2>\n<p class=\"small\">{}</p>\n", appeal_route());
  out << (packet.accused
              ? "<p class=\"small\">What to decide: does the allegation stand for <em>this</em> account, by "
                "sections 2 and 3, when section 4 is taken at its best? Whoever decides did not make the "
                "finding, gives reasons, and records what was brought.</p>\n"
              : "<p class=\"small\">Nothing is alleged about this account: no measure against it can rest on "
                "this scan.</p>\n");
  out << "</section>\n";
}

}  // namespace

void write_packet_html(const ScanResult& result, const AccountExplanation& account, std::ostream& out) {
  const Packet packet = make_packet(result, account);
  write_head(out, result, account);
  write_alleged(out, packet);
  write_facts(out, result, packet);
  write_inferences(out, packet);
  out << "<section class=\"sheet\">\n";
  if (!packet.groups.empty()) {
    write_nearest(out, packet.groups.front(), packet.accused);
    write_changes(out, account, packet.groups.front());
  }
  write_certainty(out, packet);
  write_route(out, packet);
  out << "</main>\n</body>\n</html>\n";
}

}  // namespace stillwatch
