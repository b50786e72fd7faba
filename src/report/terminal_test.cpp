#include "report/terminal.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <tuple>

#include "report/sample_result.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

TEST(Terminal, SaysWhatMatters) {
  const std::string text = terminal_report(sample_result(), {});
  for (const char* words :
       {"2 ALLEGED CAMPAIGNS", "C-3f9a12bc77e0", "POOLS", "accuse nobody", "Honest explanations considered",
        "MASKED", "org-red-team", "ANOMALIES", "LIMITS", "BEFORE YOU ACT", "NEXT", "stillwatch explain acct-",
        "http.response.status_code is filled in 0% of the exchanges:", "expected to be honest groups"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  }
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "no colours unless asked for";
}

TEST(Terminal, NoLineIsWiderThanThePage) {
  for (const unsigned width : {60U, 80U, 100U, 140U}) {
    TerminalOptions options;
    options.width = width;
    std::istringstream lines(terminal_report(sample_result(), options));
    bool in_next = false;  // commands are not broken: they are to be copied
    for (std::string line; std::getline(lines, line);) {
      in_next = in_next || line == "NEXT";
      if (!in_next) {
        EXPECT_LE(shown_width(line), width) << line;
      }
    }
  }
}

TEST(Terminal, CountsOnlyTheAccountsThatAGroupNames) {
  ScanResult result;
  GroupFinding& group = result.campaigns.emplace_back();
  group.id = "C-1";
  group.outcome = Outcome::campaign;
  for (const auto& [name, outcome, log10_e] : {std::tuple{"acct-weak", Outcome::campaign, 3.0},
                                               {"acct-near", Outcome::adjacent, 0.0},
                                               {"acct-strong", Outcome::campaign, 9.0}}) {
    MemberFinding& member = group.members.emplace_back();
    member.account_id = name;
    member.outcome = outcome;
    member.log10_e = log10_e;
  }
  EXPECT_EQ(named_accounts(group), 2U);
  EXPECT_EQ(accounts_text(group), "2 accounts of 3 linked");
  const std::string text = terminal_report(result, {});
  EXPECT_NE(text.find("by 2 accounts"), std::string::npos) << text;
  EXPECT_LT(text.find("acct-strong"), text.find("acct-weak")) << "the strongest first\n" << text;
  EXPECT_LT(text.find("acct-weak"), text.find("acct-near")) << "the adjacent last\n" << text;
  for (MemberFinding& member : group.members) member.outcome = Outcome::adjacent;
  EXPECT_EQ(accounts_text(group), "3 accounts") << "a group in which none has evidence of its own";
}

TEST(Terminal, CountsClearedGroupsBeyondThoseThatAreKept) {
  ScanResult result;
  result.groups_tested = 97;
  result.campaigns.emplace_back().id = "C-1";
  result.pools.emplace_back().id = "P-1";
  result.masked.push_back({"acct-1", "research", "trust team", "2027-01-01T00:00:00Z", "P-1", 1});
  result.masked.push_back({"acct-2", "research", "trust team", "2027-01-01T00:00:00Z", "P-2", 3});
  result.cleared.resize(50);
  EXPECT_EQ(cleared_groups(result), 94U);
}

TEST(Terminal, NoChanceIsShownAsCertain) {
  EXPECT_EQ(chance_text(1.0), "above 99.9%");
  EXPECT_EQ(chance_text(0.917), "91.7%");
}

TEST(Terminal, HostileTextCannotDriveTheTerminal) {
  SampleOptions sample;
  sample.hostile = "\x1b[2J\r\x07\xe2\x80\xae";
  const std::string text = terminal_report(sample_result(sample), {});
  for (const char c : {'\x1b', '\r', '\x07'}) EXPECT_EQ(text.find(c), std::string::npos);
  EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
}

TEST(Terminal, NothingFoundPointsToValidate) {
  ScanResult result;
  result.groups_tested = 3;
  const std::string text = terminal_report(result, {});
  EXPECT_NE(text.find("NO ALLEGED CAMPAIGN"), std::string::npos);
  EXPECT_NE(text.find("stillwatch validate LOG..."), std::string::npos);
}

TEST(TerminalPage, WrapsAndCuts) {
  TerminalOptions options;
  options.width = 60;
  TerminalPage page(options);
  page.paragraph(2, "one two three four five six seven eight nine ten eleven twelve thirteen", Ink::plain,
                 {"+ "});
  EXPECT_EQ(page.text(),
            "  + one two three four five six seven eight nine ten eleven\n    twelve thirteen\n");
  EXPECT_EQ(shown_width("日本"), 4U);
  TerminalPage share(options);
  share.paragraph(0, "An honest product, framework or continuous fleet may reach 5 %.");
  EXPECT_EQ(share.text(), "An honest product, framework or continuous fleet may reach\n5 %.\n");
}

TEST(TerminalPage, NothingIsCutWhereItCanBeWrapped) {
  TerminalOptions options;
  options.width = 60;
  TerminalPage page(options);
  page.line(2, {{"Accounts"}, {"  the strongest 4 of 62 accounts; all stand in --report and --format json"}});
  EXPECT_EQ(page.text(),
            "  Accounts  the strongest 4 of 62 accounts; all stand in\n    --report and --format json\n");
  TerminalPage headed(options);
  headed.heading("COVERAGE", "what was read, and which signals are blind for want of a field");
  EXPECT_EQ(headed.text(),
            "\nCOVERAGE\n  what was read, and which signals are blind for want of a\n  field\n");
}

TEST(TerminalPage, ColumnsThatDoNotFitStandBelowTheirRow) {
  TerminalOptions options;
  options.width = 60;
  TerminalPage page(options);
  page.table(2, {{"campaign"}, {"accounts", true}, {"mix"}},
             {{{"C-1"}, {"62"}, {"coding 62%, agentic use 30%, mathematics 5%, something else 3%"}}});
  EXPECT_EQ(page.text(),
            "  campaign  accounts\n  C-1             62\n"
            "    mix: coding 62%, agentic use 30%, mathematics 5%,\n         something else 3%\n");
}

TEST(Terminal, ShowsEveryPlaceThatIsKept) {
  ScanResult result;
  result.anomalies = {{"malformed", 9, {"a:1", "a:2", "a:3", "a:4", "a:5"}}};
  const std::string text = terminal_report(result, {});
  for (const std::string& place : result.anomalies[0].places)
    EXPECT_NE(text.find("    " + place + '\n'), std::string::npos) << text;
}

TEST(TerminalPage, WritesASampleToLookAt) {
  TerminalOptions options;
  options.colour = true;
  std::ofstream(STILLWATCH_SAMPLE_DIR "/report_sample.ansi") << terminal_report(sample_result(), options);
}

}  // namespace
}  // namespace stillwatch
