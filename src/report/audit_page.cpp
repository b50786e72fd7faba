#include "report/audit_page.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>

#include "report/escape.h"
#include "report/html_assets.h"
#include "report/number_text.h"
#include "report/terminal.h"

namespace stillwatch {
namespace {

constexpr std::size_t kMostText = 1500;  // bytes of one exchange's text that are shown

constexpr std::string_view kStyle = R"css(
body{margin:0 auto;max-width:62rem;padding:1.2rem;color:#211d19;background:#fff;
font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:1.4rem;margin:0}h2{font-size:1.05rem;margin:1.2rem 0 .3rem;border-bottom:2px solid}
code,pre{font:.88em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;background:#f6f2ec;padding:.5rem .7rem;margin:.2rem 0 .8rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #d9d0c4}
.quiet{color:#5d554c;font-size:.9rem}
)css";

void write_row(std::ostream& out, std::string_view name, const std::string& value) {
  fmt::print(out, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", name, html_escaped(value));
}

std::string hours_text(const AuditFacts& facts) {
  std::string text;
  for (const std::uint64_t exchanges : facts.hours)
    text += fmt::format("{}{}", text.empty() ? "" : " ", exchanges);
  return text;
}

std::string models_text(const AuditFacts& facts) {
  std::string text;
  for (const auto& [model, exchanges] : facts.models) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", model,
                        percent_text(static_cast<double>(exchanges), static_cast<double>(facts.exchanges)));
  }
  return text;
}

void write_counts(std::ostream& out, const AuditFacts& facts) {
  const auto total = static_cast<double>(facts.exchanges);
  out << "<h2>What was counted</h2>\n<table><tbody>\n";
  write_row(out, "accounts", grouped(facts.accounts));
  write_row(out, "exchanges",
            fmt::format("{} in {}, {} different prompts", grouped(facts.exchanges),
                        counted(facts.conversations, "conversation"), grouped(facts.distinct_prompts)));
  write_row(out, "time (UTC)", minute_text(facts.first_us) + " to " + minute_text(facts.last_us));
  write_row(out, "tokens",
            fmt::format("{} asked, {} answered, {} of these reasoning", short_amount(facts.input_tokens),
                        short_amount(facts.output_tokens), short_amount(facts.reasoning_tokens)));
  write_row(out, "asks for",
            fmt::format("the reasoning {}, grading {} of the exchanges",
                        percent_text(static_cast<double>(facts.asks_for_reasoning), total),
                        percent_text(static_cast<double>(facts.asks_for_grading), total)));
  write_row(out, "kinds of use", capability_mix(facts.capabilities, 12));
  write_row(out, "models", models_text(facts));
  write_row(out, "exchanges by hour, 00 to 23 UTC", hours_text(facts));
  write_row(
      out, "different",
      fmt::format("{}, {}, {}, {}", counted(facts.networks, "network"), counted(facts.clients, "client"),
                  counted(facts.payments, "means of payment", "means of payment"),
                  counted(facts.organisations, "organisation")));
  out << "</tbody></table>\n";
}

void write_accounts(std::ostream& out, const AuditFacts& facts) {
  fmt::print(
      out,
      "<h2>Accounts{}</h2>\n<div class=\"scroll\"><table><thead><tr><th>account</th><th>organisation</th>"
      "<th>signed up</th><th>plan</th><th>e-mail domain</th><th>exchanges</th><th>conversations</th><th>"
      "first</th><th>last</th></tr></thead><tbody>\n",
      facts.largest.size() < facts.accounts
          ? fmt::format(", the {} with most exchanges of {}", facts.largest.size(), grouped(facts.accounts))
          : "");
  for (const AuditAccount& account : facts.largest) {
    fmt::print(
        out,
        "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
        "<td>{}</td><td>{}</td><td>{}</td></tr>\n",
        html_escaped(account.account_id), html_escaped(account.organisation),
        account.facts.created_us == 0 ? "" : day_text(account.facts.created_us),
        html_escaped(account.facts.plan), html_escaped(account.facts.email_domain),
        grouped(account.exchanges), grouped(account.conversations), minute_text(account.first_us),
        minute_text(account.last_us));
  }
  out << "</tbody></table></div>\n";
}

std::string shortened(const std::string& text) {
  return text.size() <= kMostText ? text : text.substr(0, kMostText) + " …";
}

void write_to_read(std::ostream& out, const AuditSample& sample, const AuditFacts& facts) {
  out << "<h2>Exchanges to read, drawn at random</h2>\n";
  if (facts.to_read.empty())
    out << "<p class=\"quiet\">None of its exchanges brings new text of a user.</p>\n";
  for (const AuditExchange& one : facts.to_read) {
    const std::string path =
        one.place.input < sample.inputs.size() ? sample.inputs[one.place.input] : "unknown input";
    fmt::print(
        out,
        "<p><code>{}</code> of <code>{}</code>, {}<br><span class=\"quiet\">{}:{} (byte {})</span></p>\n",
        html_escaped(one.exchange_id), html_escaped(one.account_id), iso_time(one.time_us),
        html_escaped(path), one.place.line, one.place.offset);
    if (!one.text.empty()) fmt::print(out, "<pre>{}</pre>\n", html_escaped(shortened(one.text)));
  }
}

}  // namespace

void write_audit_page(const AuditSample& sample, const AuditItem& item, std::ostream& out) {
  const bool is_account = item.kind == AuditKind::account;
  fmt::print(
      out,
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; base-uri "
      "'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n<title>Blind review, {}</title>\n<style>{}</style>\n</head>\n<body>\n"
      "<h1>Blind review: <code>{}</code></h1>\n<p class=\"quiet\">Judge by the facts below and by reading "
      "the log. Answer in the sheet: {} Nothing here says what a scan concluded; some units may be known "
      "cases.</p>\n",
      policy_digest(kStyle), item.blind_id, kStyle, item.blind_id,
      is_account ? "does this account harvest answers (yes, no, unsure)?"
                 : "are these accounts run as one, and do they harvest answers (yes, no, unsure)?");
  write_counts(out, item.facts);
  write_accounts(out, item.facts);
  write_to_read(out, sample, item.facts);
  out << "</body>\n</html>\n";
}

}  // namespace stillwatch
