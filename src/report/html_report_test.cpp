#include "report/html_report.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <set>
#include <sstream>

#include "report/graph_layout.h"
#include "report/html_assets.h"
#include "report/html_group.h"
#include "report/sample_result.h"

namespace stillwatch {
namespace {

std::string page_of(const ScanResult& result) {
  std::ostringstream out;
  write_html_report(result, out);
  return out.str();
}

// The end of a tag that starts at `at`, with quoted attribute values skipped; npos when it never ends.
std::size_t tag_end(const std::string& page, std::size_t at) {
  char quote = 0;
  for (; at < page.size(); ++at) {
    const char c = page[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return at;
    } else if (c == '<') {
      return std::string::npos;
    }
  }
  return std::string::npos;
}

// Empty when every element is closed in order, else what is wrong and where.
std::string structure_fault(const std::string& page) {
  const std::set<std::string> kVoid = {"!doctype", "meta", "input", "br"};
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at)) {
    const std::size_t end = tag_end(page, at + 1);
    if (end == std::string::npos) return "tag without end: " + page.substr(at, 80);
    const bool closes = page[at + 1] == '/';
    const std::size_t begin = at + (closes ? 2 : 1);
    const std::string name = page.substr(begin, page.find_first_of(" />\n", begin) - begin);
    const bool closed_itself = page[end - 1] == '/';
    at = end + 1;
    if (closes) {
      if (open.empty() || open.back() != name)
        return "unexpected </" + name + "> near " + page.substr(end, 80);
      open.pop_back();
    } else if (!closed_itself && !kVoid.contains(name)) {
      open.push_back(name);
      if (name == "style" || name == "script") at = page.find("</" + name, at);
    }
  }
  return open.empty() ? "" : "never closed: " + open.back();
}

TEST(HtmlReport, EveryElementIsClosedInOrder) {
  EXPECT_EQ(structure_fault(page_of(sample_result())), "");
  EXPECT_EQ(structure_fault(page_of(ScanResult{})), "");
  EXPECT_NE(structure_fault("<p><b></p></b>"), "") << "the checker itself works";
}

TEST(HtmlReport, AsksForNothingFromOutside) {
  const std::string page = page_of(sample_result());
  for (const char* words :
       {"http://", "https://", "url(", "@import", "src=", "<link", "<iframe", " style=", " onclick="}) {
    EXPECT_EQ(page.find(words), std::string::npos) << words;
  }
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(page.find("style-src '" + policy_digest(report_style())), std::string::npos);
  EXPECT_EQ(policy_digest("abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

TEST(HtmlReport, EveryLinkInsideLeadsSomewhere) {
  const std::string page = page_of(sample_result());
  constexpr std::string_view kHref = "href=\"#";
  for (std::size_t at = page.find(kHref); at != std::string::npos; at = page.find(kHref, at + 1)) {
    const std::size_t begin = at + kHref.size();
    const std::string anchor = page.substr(begin, page.find('"', begin) - begin);
    EXPECT_NE(page.find("id=\"" + anchor + "\""), std::string::npos) << anchor;
  }
}

TEST(HtmlReport, HostileTextStaysText) {
  SampleOptions sample;
  sample.campaign_accounts = 5;
  for (const char* hostile :
       {"<script>alert(1)</script>", "\"><img/src=x onerror=alert(1)>", "'><svg/onload=alert(1)>",
        "</style><script>x</script>", "</title><script>", "<!--", "]]>", "\xe2\x80\xae<b>", "&lt;script&gt;",
        "\xff<a href=javascript:x>"}) {
    sample.hostile = hostile;
    const std::string page = page_of(sample_result(sample));
    EXPECT_EQ(structure_fault(page), "") << hostile;
    for (const char* tag :
         {"<script>alert", "<img", "<svg/onload", "<!--", "<script>x", "<b>\n", "<a href=java"}) {
      EXPECT_EQ(page.find(tag), std::string::npos) << hostile;
    }
    std::size_t scripts = 0;
    for (std::size_t at = page.find("<script"); at != std::string::npos; at = page.find("<script", at + 1))
      ++scripts;
    EXPECT_EQ(scripts, 1U) << hostile;
  }
}

TEST(HtmlReport, SaysWhatMatters) {
  const std::string page = page_of(sample_result());
  for (const char* words :
       {"alleged campaign", "pool, purpose undetermined", "Nobody here is accused of harvesting",
        "does not fit", "<mark>⟨language⟩</mark>", "at 1,000 honest pools for each campaign",
        "Before you act", "sha256:5b1f7c0de4a1", "Masked by the allow list", "zst:881 (byte",
        "adjacent, not accused", "possible victim, not accused"}) {
    EXPECT_NE(page.find(words), std::string::npos) << words;
  }
}

TEST(HtmlReport, AKindOfLinkLooksTheSameInEveryPicture) {
  ScanResult result = sample_result();
  result.campaigns.resize(1);
  for (const auto& [kind, line] : {std::pair{"template", "k0"}, {"issued_turn", "k2"}, {"payment", "k4"}}) {
    result.campaigns[0].links = {{0, 1, 1.0, kind, 3}};
    const std::string page = page_of(result);
    EXPECT_NE(page.find(std::string("<line class=\"") + line + '"'), std::string::npos) << kind;
  }
  result.campaigns[0].links = {{0, 1, 1.0, "template", 3}};
  EXPECT_NE(page_of(result).find(": 3 templates in common</title></line>"), std::string::npos);
}

TEST(HtmlReport, NarrowPagesStackRowsUnderTheNamesOfTheirColumns) {
  const std::string page = page_of(sample_result());
  for (const char* words :
       {"table class=\"groups cards\"", "data-is=\"e, harvest\"", "table class=\"signals cards\"",
        "content:attr(data-is)", "scroll sideways", "<b>users of one framework:</b>"}) {
    EXPECT_NE(page.find(words), std::string::npos) << words;
  }
  EXPECT_EQ(page.find("content:\":\""), std::string::npos) << "a second colon after names that end with one";
}

// A bar is evidence. What is shown only has none, and does not shorten those of others.
TEST(HtmlReport, WhatNeverCountsHasNoBar) {
  const auto bars = [](const ScanResult& result) {
    const std::string page = page_of(result), mark = "class=\"gauge\"><svg";
    std::vector<std::string> found;
    for (std::size_t at = page.find(mark); at != std::string::npos; at = page.find(mark, at + 1))
      found.push_back(page.substr(at, page.find("</svg>", at) - at));
    return found;
  };
  ScanResult result = sample_result();
  const std::size_t all = bars(result).size();
  SignalFinding& signal = result.campaigns.front().signals.front();
  ASSERT_TRUE(signal.applies && signal.counted);
  signal.counted = false;
  const auto without = bars(result);
  EXPECT_EQ(without.size(), all - 1);
  signal.log10_e = 1e6;
  EXPECT_EQ(bars(result), without);
}

TEST(HtmlReport, SaysWhyNumbersOfAccountsDiffer) {
  const std::string page = page_of(sample_result());
  EXPECT_NE(
      page.find("Of 64 linked accounts, 62 have evidence of their own and are named and counted here; 2 "
                "others are only linked, and neither accused nor counted."),
      std::string::npos);
}

TEST(HtmlReport, TwentyFiveThousandAccountsStayUsable) {
  SampleOptions sample;
  sample.campaign_accounts = 25'000;
  const std::string page = page_of(sample_result(sample));
  EXPECT_LT(page.size(), 10U << 20U);
  EXPECT_NE(page.find("Accounts 24,501 to 25,000"), std::string::npos);
  EXPECT_NE(page.find("The reasons of 24,000 further accounts stand in the JSON output"), std::string::npos);
  EXPECT_EQ(structure_fault(page), "");
}

TEST(HtmlReport, SameResultSameBytes) { EXPECT_EQ(page_of(sample_result()), page_of(sample_result())); }

TEST(HtmlReport, WritesASampleToLookAt) {
  std::ofstream(STILLWATCH_SAMPLE_DIR "/report_sample.html") << page_of(sample_result());
}

TEST(GraphLayout, StaysInsideAndWithinBounds) {
  for (const std::size_t accounts : {std::size_t{2}, std::size_t{30}, std::size_t{1500}}) {
    SampleOptions sample;
    sample.campaign_accounts = accounts;
    const ScanResult result = sample_result(sample);
    const GraphBounds bounds;
    const GraphPicture picture = lay_out_graph(result.campaigns[0], bounds);
    EXPECT_LE(picture.nodes.size(), bounds.nodes);
    EXPECT_LE(picture.links.size(), bounds.links);
    for (const GraphNode& node : picture.nodes) {
      EXPECT_GE(node.x, 0.0);
      EXPECT_LE(node.x, bounds.width);
      EXPECT_GE(node.y, 0.0);
      EXPECT_LE(node.y, bounds.height);
    }
  }
  EXPECT_TRUE(lay_out_graph(GroupFinding{}, {}).nodes.empty());
}

TEST(GraphLayout, EveryKindOfLinkIsDrawn) {
  GroupFinding group;
  group.members.resize(60);
  for (std::uint32_t m = 0; m + 1 < 60; ++m) group.links.push_back({m, m + 1, 50.0, "template", 9});
  group.links.push_back({3, 40, 0.4, "payment", 1});
  GraphBounds bounds;
  bounds.links = 10;
  std::set<std::string> kinds;
  for (const GraphLink& link : lay_out_graph(group, bounds).links) kinds.insert(group.links[link.link].kind);
  EXPECT_EQ(kinds.size(), 2U);
}

TEST(HtmlGroup, TemplatesAndNumbers) {
  EXPECT_EQ(template_html("a ⟨b<⟩ c"), "a <mark>⟨b&lt;⟩</mark> c");
  EXPECT_EQ(template_html("open ⟨only"), "open ⟨only");
  EXPECT_EQ(evidence_html(38), "10<sup>38</sup>");
  EXPECT_EQ(p_html(3.2e-7), "3.2&nbsp;×&nbsp;10<sup>-7</sup>");
}

}  // namespace
}  // namespace stillwatch
