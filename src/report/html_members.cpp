#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>

#include "report/escape.h"
#include "report/html_group.h"
#include "report/number_text.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

constexpr std::size_t kCitationsShown = 3;
constexpr std::size_t kRowsPerTable = 500;

std::string_view badge_class(Outcome outcome) {
  return outcome == Outcome::campaign ? "badge alarm" : "badge caution";
}

void write_reason(std::ostream& out, const ScanResult& result, const Reason& reason) {
  fmt::print(out, "<li><b>{}:</b> {}", html_escaped(words_of_code(reason.code)),
             html_escaped(reason.sentence));
  const std::size_t shown = std::min(kCitationsShown, reason.citations.size());
  const bool cites = shown > 0 || !reason.account_lines.empty();
  if (cites) out << "<ul class=\"cited\">";
  for (std::size_t i = 0; i < shown; ++i)
    fmt::print(out, "<li>{}</li>", citation_html(result, reason.citations[i]));
  if (!reason.account_lines.empty())
    fmt::print(out, "<li class=\"quiet\">{}</li>", html_escaped(account_lines_text(reason)));
  if (cites) out << "</ul>";
  out << "</li>\n";
}

void write_detailed(std::ostream& out, const ScanResult& result, const MemberFinding& member,
                    const std::string& anchor, std::size_t index) {
  std::string codes;
  for (const Reason& reason : member.reasons)
    codes += (codes.empty() ? "" : ", ") + words_of_code(reason.code);
  fmt::print(out,
             "<details class=\"member\" id=\"{}-{}\"><summary><code>{}</code><span "
             "class=\"{}\">{}</span><span class=\"n\">{}</span>"
             "<span class=\"n\">e {}</span><span class=\"quiet\">{}</span></summary><div>\n",
             anchor, index, html_escaped(member.account_id), badge_class(member.outcome),
             member_outcome_words(member.outcome), counted(member.exchanges, "exchange"),
             evidence_html(member.log10_e), html_escaped(codes));
  fmt::print(
      out,
      "<p class=\"facts\">{} of {} match the group's signature. {} tokens asked, {} answered. Active {} to "
      "{} UTC. "
      "Membership, by its own conversations that were set aside for testing: e&nbsp;=&nbsp;{}, "
      "p&nbsp;=&nbsp;{}.{}</p>\n<ul "
      "class=\"reasons\">\n",
      grouped(member.harvest_exchanges), counted(member.exchanges, "exchange"),
      short_amount(member.input_tokens), short_amount(member.output_tokens), minute_text(member.first_us),
      minute_text(member.last_us), evidence_html(member.log10_e), p_html(member.p),
      member.organisation.empty() ? std::string()
                                  : " Organisation: <code>" + html_escaped(member.organisation) + "</code>.");
  for (const Reason& reason : member.reasons) write_reason(out, result, reason);
  if (member.reasons.empty()) out << "<li>No reason of its own.</li>\n";
  out << "</ul></div></details>\n";
}

void write_row(std::ostream& out, const MemberFinding& member) {
  std::string codes;
  for (const Reason& reason : member.reasons)
    codes += (codes.empty() ? "" : ", ") + words_of_code(reason.code);
  fmt::print(out,
             "<tr><td><code>{}</code></td><td>{}</td><td class=\"n\">{}</td><td "
             "class=\"n\">{}</td><td>{}</td></tr>\n",
             html_escaped(member.account_id), member_outcome_words(member.outcome), grouped(member.exchanges),
             evidence_html(member.log10_e), html_escaped(codes));
}

void write_rows(std::ostream& out, const GroupFinding& group, std::size_t first, std::size_t last) {
  for (std::size_t begin = first; begin < last; begin += kRowsPerTable) {
    const std::size_t end = std::min(begin + kRowsPerTable, last);
    fmt::print(out,
               "<details class=\"rows\"><summary>Accounts {} to {}</summary><div class=\"scroll\"><table "
               "class=\"tight\"><thead><tr><th scope=\"col\">account</th>"
               "<th scope=\"col\">standing</th><th scope=\"col\" class=\"n\">exchanges</th><th scope=\"col\" "
               "class=\"n\">e</th>"
               "<th scope=\"col\">reasons</th></tr></thead><tbody>\n",
               grouped(begin + 1), grouped(end));
    for (std::size_t i = begin; i < end; ++i) write_row(out, group.members[i]);
    out << "</tbody></table></div></details>\n";
  }
}

}  // namespace

void write_html_members(std::ostream& out, const ScanResult& result, const GroupFinding& group,
                        const std::string& anchor, std::size_t detailed, std::size_t listed) {
  fmt::print(out, "<div class=\"card accounts\"><h3>{}</h3>\n", accounts_text(group));
  out << "<p class=\"quiet\">Each with its reasons; every reason cites exchanges, or lines of the "
         "account table, that can be looked up. A fact is what was counted; that the accounts belong "
         "together is an inference from the facts.</p>\n";
  out << "<p class=\"tools needs-js\" hidden><label>Find an account <input type=\"search\" "
         "autocomplete=\"off\"></label> "
         "<button type=\"button\" class=\"open-all\">Open all</button> <span class=\"quiet found\" "
         "role=\"status\"></span></p>\n";
  for (std::size_t i = 0; i < detailed; ++i) write_detailed(out, result, group.members[i], anchor, i);
  write_rows(out, group, detailed, detailed + listed);
  const std::size_t left_out = group.members.size() - detailed - listed;
  if (detailed < group.members.size()) {
    fmt::print(
        out, "<p class=\"quiet\">The reasons of {} stand in the JSON output (--format json).{}</p>\n",
        counted(group.members.size() - detailed, "further account"),
        left_out == 0 ? std::string() : fmt::format(" {} of them are listed only there.", grouped(left_out)));
  }
  out << "</div>\n";
}

}  // namespace stillwatch
