#include "report/html_group.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <cmath>

#include "report/escape.h"
#include "report/html_charts.h"
#include "report/number_text.h"
#include "report/template_view.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

void write_tile(std::ostream& out, std::string_view number, std::string_view words) {
  fmt::print(out, "<div class=\"tile\"><b>{}</b><span>{}</span></div>", number, words);
}

void write_group_head(std::ostream& out, const GroupFinding& group, const std::string& anchor) {
  const bool accused = group.outcome == Outcome::campaign;
  fmt::print(out,
             "<section class=\"group\" id=\"{}\" aria-labelledby=\"{}-title\">\n<header><h2 "
             "id=\"{}-title\"><code>{}</code></h2>"
             "<span class=\"badge {}\">{}</span>",
             anchor, anchor, anchor, html_escaped(group.id), accused ? "alarm" : "caution",
             outcome_words(group.outcome));
  if (!group.confidence.empty()) {
    fmt::print(out, "<span class=\"badge\">{} confidence</span>", html_escaped(group.confidence));
  }
  fmt::print(out, "<span class=\"quiet\">{} UTC</span></header>\n",
             window_text(group.first_us, group.last_us));
  fmt::print(out, "<p class=\"lead\">{}</p>\n<p class=\"quiet\">{} Confidence: {}.</p>\n",
             html_escaped(group.summary), outcome_caveat(group.outcome), confidence_words(group.confidence));
  if (const std::string counts = counts_sentence(group); !counts.empty())
    fmt::print(out, "<p class=\"quiet\">{}</p>\n", counts);
  const auto total = static_cast<double>(group.exchanges);
  out << "<div class=\"tiles\">";
  const std::uint64_t named = named_accounts(group), others = group.members.size() - named;
  const std::uint64_t counted_accounts = named > 0 ? named : group.members.size();
  write_tile(out, grouped(counted_accounts),
             fmt::format("account{} {}", counted_accounts == 1 ? "" : "s", accused ? "alleged" : "linked"));
  if (named > 0 && others > 0) write_tile(out, grouped(others), "adjacent, not accused or counted");
  write_tile(out, grouped(group.exchanges), "exchanges");
  if (group.harvest_exchanges > 0) {
    write_tile(out, percent_text(static_cast<double>(group.harvest_exchanges), total), "match its signature");
  }
  write_tile(out, short_amount(group.output_tokens), "tokens answered");
  write_tile(
      out,
      percent_text(static_cast<double>(group.reasoning_tokens), static_cast<double>(group.output_tokens)),
      "of these reasoning");
  write_tile(out, percent_text(static_cast<double>(group.asks_for_reasoning), total), "ask for reasoning");
  write_tile(out, percent_text(static_cast<double>(group.asks_for_grading), total), "ask for grading");
  out << "</div>\n";
}

void write_models(std::ostream& out, const GroupFinding& group) {
  if (group.models.empty()) return;
  out << "<table class=\"bars\"><caption>Models asked, by exchanges</caption><thead class=\"unseen\"><tr><th "
         "scope=\"col\">model</th><th scope=\"col\">share</th><th scope=\"col\">bar</th><th "
         "scope=\"col\">exchanges</th></tr></thead><tbody>\n";
  for (const auto& [model, exchanges] : group.models) {
    const double share =
        group.exchanges == 0 ? 0.0 : static_cast<double>(exchanges) / static_cast<double>(group.exchanges);
    fmt::print(out,
               "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"wide\">{}</td><td "
               "class=\"n\">{}</td></tr>\n",
               html_escaped(model), percent_text(share, 1.0), share_bar(share, "slate"), grouped(exchanges));
  }
  out << "</tbody></table>\n";
}

void write_taken(std::ostream& out, const GroupFinding& group) {
  fmt::print(out, "<div class=\"pair loose\"><div class=\"card\"><h3>{}</h3>\n",
             group.outcome == Outcome::campaign ? "What was taken" : "What was asked");
  write_capability_chart(out, group.capabilities);
  fmt::print(
      out,
      "<p class=\"quiet\">{} tokens asked, {} answered, {} of the answer tokens are reasoning.</p></div>\n",
      grouped(group.input_tokens), grouped(group.output_tokens), grouped(group.reasoning_tokens));
  out << "<div class=\"card\"><h3>When (UTC), and which models</h3>\n";
  write_heat_map(out, group);
  write_models(out, group);
  out << "</div></div>\n";
}

// Of what counts: what is shown only has no bar beside it.
double strongest_evidence(const GroupFinding& group) {
  double most = 1.0;
  for (const SignalFinding& signal : group.signals) {
    if (signal.counted) most = std::max(most, signal.log10_e);
  }
  return most;
}

void write_signals(std::ostream& out, const GroupFinding& group, Question question, double log10_e) {
  fmt::print(out,
             "<div class=\"card\"><h3>{} <span class=\"together\">together e = {}</span></h3>\n"
             "<table class=\"signals cards\">"
             "<thead><tr><th scope=\"col\">signal</th><th scope=\"col\">what was found</th><th scope=\"col\" "
             "class=\"n\">p</th>"
             "<th scope=\"col\" class=\"n\">e</th><th scope=\"col\"><span class=\"unseen\">strength of "
             "e</span></th></tr></thead><tbody>\n",
             question_words(question), evidence_html(log10_e));
  const double most = strongest_evidence(group);
  for (const SignalFinding& signal : group.signals) {
    if (signal.question != question) continue;
    fmt::print(out, "<tr{}><th scope=\"row\">{}</th><td>{}</td>", signal.applies ? "" : " class=\"silent\"",
               html_escaped(words_of_code(signal.signal)),
               html_escaped(signal.sentence) + (signal.counted ? "" : " Experimental: shown, not counted."));
    if (signal.applies) {
      fmt::print(out,
                 "<td class=\"n\" data-is=\"p\">{}</td><td class=\"n\" data-is=\"e\">{}</td><td "
                 "class=\"gauge\">{}</td></tr>\n",
                 p_html(signal.p), evidence_html(signal.log10_e),
                 signal.counted ? share_bar(signal.log10_e / most, "copper") : "");
    } else {
      out << "<td class=\"n\" colspan=\"3\">could not be tested</td></tr>\n";
    }
  }
  out << "</tbody></table></div>\n";
}

void write_explanations(std::ostream& out, const GroupFinding& group) {
  out << "<div class=\"card\"><h3>Honest explanations considered</h3>\n";
  if (group.explanations.empty()) out << "<p class=\"quiet\">None was recorded for this group.</p>\n";
  out << "<ul class=\"explanations\">\n";
  for (const ExplanationFinding& explanation : group.explanations) {
    fmt::print(out, "<li><span class=\"badge {}\">{}</span><div><b>{}:</b> {}</div></li>\n",
               explanation.fits ? "calm" : "plain", fit_words(explanation), html_escaped(explanation.name),
               html_escaped(explanation.sentence));
  }
  out << "</ul>\n";
  for (const std::string& sentence : condition_sentences(group))
    fmt::print(out, "<p class=\"quiet\">{}</p>\n", html_escaped(sentence));
  if (group.outcome == Outcome::campaign && group.benchmark_ppv[0] > 0.0) {
    fmt::print(out,
               "<table class=\"ppv\"><caption>How likely it is that a group named like this is a campaign "
               "({})</caption><thead><tr>",
               html_escaped(chance_meaning()));
    for (const std::uint64_t pools : kHonestPools) {
      fmt::print(out, "<th scope=\"col\">at {} for each campaign</th>", counted(pools, "honest pool"));
    }
    out << "</tr></thead><tbody><tr>";
    for (const double value : group.benchmark_ppv) fmt::print(out, "<td>{}</td>", chance_text(value));
    out << "</tr></tbody></table>\n";
  }
  out << "</div>\n";
}

void write_template(std::ostream& out, const ScanResult& result, const ShownTemplate& shown) {
  const TemplateFinding& found = *shown.first;
  fmt::print(out,
             "<li><blockquote>{}</blockquote><p class=\"quiet\">{} from {}{}, {}; {}; key "
             "<code>{:016x}</code>{}</p>",
             found.text.empty() ? "<i>The log holds no text; the template is known by its key.</i>"
                                : template_html(found.text),
             counted(shown.exchanges, "exchange"), counted(shown.accounts, "account"),
             shown.alike > 1 ? " or more" : "", counted(shown.distinct_prompts, "distinct prompt"),
             capability_words(found.capability), found.key,
             shown.alike > 1 ? fmt::format(" and {} that {} alike", counted(shown.alike - 1, "other"),
                                           shown.alike == 2 ? "reads" : "read")
                             : std::string());
  if (!found.citations.empty()) {
    out << "<ul class=\"cited\">";
    for (const Citation& citation : found.citations)
      fmt::print(out, "<li>{}</li>", citation_html(result, citation));
    out << "</ul>";
  }
  out << "</li>\n";
}

void write_templates(std::ostream& out, const ScanResult& result, const GroupFinding& group) {
  if (group.templates.empty()) return;
  const TemplateView view = templates_to_show(group);
  out << "<div class=\"card\"><h3>Templates</h3><p class=\"quiet\">Constant words, with the slots that "
         "change from "
         "prompt to prompt <mark>marked</mark>; the most telling first. Exchanges are those in the half of "
         "the "
         "conversations that forms groups.</p>\n<ol class=\"templates\">\n";
  for (const ShownTemplate& shown : view.shown) write_template(out, result, shown);
  out << "</ol>\n";
  if (view.left_out > 0) {
    fmt::print(
        out,
        "<p class=\"quiet\">{}, with {}, {} nearly only slots and {} left out here; the JSON output lists "
        "all.</p>\n",
        counted(view.left_out, "further template"), counted(view.left_out_exchanges, "exchange"),
        view.left_out == 1 ? "is" : "are", view.left_out == 1 ? "is" : "are");
  }
  out << "</div>\n";
}

}  // namespace

std::string citation_html(const ScanResult& result, const Citation& citation) {
  return fmt::format("<code>{}</code> <span class=\"quiet\">{} line {}, byte {}, {}</span>",
                     html_escaped(citation.exchange_id), html_escaped(input_path(result, citation.place)),
                     citation.place.line, citation.place.offset, iso_time(citation.time_us));
}

std::string evidence_html(double log10_e) {
  std::string text = evidence_text(log10_e);
  if (!text.starts_with("10^")) return text;
  return fmt::format("10<sup>{}</sup>", text.substr(3));
}

std::string p_html(double p) {
  std::string text = p_text(p);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  return fmt::format("{}&nbsp;×&nbsp;10<sup>{}</sup>", text.substr(0, e), text.substr(e + 1));
}

std::string template_html(std::string_view text) {
  constexpr std::string_view kOpen = "⟨", kClose = "⟩";
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find(kOpen);
    const std::size_t close = open == std::string_view::npos ? open : text.find(kClose, open);
    if (close == std::string_view::npos) break;
    out += html_escaped(text.substr(0, open));
    out += "<mark>" + html_escaped(text.substr(open, close + kClose.size() - open)) + "</mark>";
    text.remove_prefix(close + kClose.size());
  }
  return out + html_escaped(text);
}

void write_html_group(std::ostream& out, const ScanResult& result, const GroupFinding& group,
                      const std::string& anchor, PageBudget& budget) {
  const std::size_t detailed = std::min(group.members.size(), budget.accounts_detailed);
  const std::size_t listed = std::min(group.members.size() - detailed, budget.accounts_listed);
  budget.accounts_detailed -= detailed;
  budget.accounts_listed -= listed;
  write_group_head(out, group, anchor);
  write_taken(out, group);
  write_signals(out, group, Question::run_as_one, group.log10_e_run);
  write_signals(out, group, Question::harvest, group.log10_e_harvest);
  write_explanations(out, group);
  out << "<div class=\"card\"><h3>Accounts and what links them</h3>\n";
  write_account_graph(out, group, anchor, detailed);
  out << "</div>\n";
  write_templates(out, result, group);
  write_html_members(out, result, group, anchor, detailed, listed);
  out << "</section>\n";
}

}  // namespace stillwatch
