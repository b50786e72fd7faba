#include "campaign/account_links.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

const AccountLink* link_to(const std::vector<AccountLink>& links, const std::string& account,
                           const std::string& kind) {
  for (const AccountLink& link : links) {
    if (link.account_id == account && link.kind == kind) return &link;
  }
  return nullptr;
}

std::vector<AccountLink> links_of_first(const SimulatedLog::Built& built, const std::string& name) {
  for (std::uint32_t a = 0; a < built.table.account_count(); ++a) {
    if (built.table.account_name(a) == name) return links_of(built.context(), a);
  }
  return {};
}

TEST(AccountLinks, SharedTemplatesAndPromptsAreLinks) {
  SimulatedLog log(1);
  for (int i = 0; i < 3; ++i) {
    const auto shape = std::uint64_t{1000} + static_cast<std::uint64_t>(i);
    log.start("a", i, 0).prints.shapes = {shape};
    log.start("b", i + 0.5, 0).prints.shapes = {shape, 7777};
  }
  log.start("a", 10, 0).prints.prompt = 42;
  log.start("c", 11, 0).prints.prompt = 42;
  log.start("d", 12, 0).prints.shapes = {9};
  const auto built = log.build("a");
  const auto links = links_of_first(*built, "a");
  ASSERT_EQ(links.size(), 2U);
  const AccountLink* shared = link_to(links, "b", "template");
  ASSERT_NE(shared, nullptr);
  EXPECT_NE(shared->sentence.find("3 template traces in common"), std::string::npos) << shared->sentence;
  EXPECT_NE(shared->sentence.find("left by 2 accounts"), std::string::npos) << shared->sentence;
  EXPECT_EQ(shared->citations.size(), 2U) << "an exchange of each";
  const AccountLink* asked = link_to(links, "c", "verbatim_prompt");
  ASSERT_NE(asked, nullptr);
  EXPECT_NE(asked->sentence.find("1 prompt asked word for word"), std::string::npos) << asked->sentence;
  EXPECT_TRUE(links_of_first(*built, "d").empty());
}

TEST(AccountLinks, WhatEverybodyLeavesTiesNobody) {
  SimulatedLog log(2);
  for (int a = 0; a < 40; ++a) log.start("acct-" + std::to_string(a), a, 0).prints.shapes = {5};
  EXPECT_TRUE(links_of_first(*log.build("acct-"), "acct-3").empty());
}

TEST(AccountLinks, TheTestedHalfFormsNoLinks) {
  SimulatedLog log(3);
  log.start("a", 1, 1).prints.shapes = {5};
  log.start("b", 2, 1).prints.shapes = {5};
  EXPECT_TRUE(links_of_first(*log.build("a"), "a").empty());
}

TEST(AccountLinks, AVerifiedOrganisationBringsItsAccountsAlong) {
  SimulatedLog log(5);
  for (const char* name : {"a", "b", "c"}) {
    log.start(name, 1, 1);
    log.facts().rows.push_back({});
    log.facts().rows.back().account = name;
    log.facts().rows.back().organisation = "firm";
    log.facts().rows.back().organisation_verified = name[0] != 'c';
  }
  const auto links = links_of_first(*log.build("a"), "a");
  ASSERT_EQ(links.size(), 1U);
  EXPECT_EQ(links[0].account_id, "b");
  EXPECT_EQ(links[0].kind, "organisation");
}

TEST(AccountLinks, EveryKindShowsItsStrongestFirst) {
  SimulatedLog log(4);
  for (int a = 0; a < 5; ++a) {
    for (int i = 0; i < 10; ++i)
      log.start("acct-" + std::to_string(a), 10 * a + i, 0).prints.shapes = {
          static_cast<std::uint64_t>(100 + i)};
  }
  for (const char* name : {"acct-0", "payer"}) {
    log.facts().rows.push_back({});
    log.facts().rows.back().account = name;
    log.facts().rows.back().payment = "card";
  }
  log.facts().rows.push_back({});
  log.facts().rows.back().account = "acct-1";
  log.facts().rows.back().payment = "nobody else's";
  log.start("payer", 1000, 0);
  const auto links = links_of_first(*log.build("acct-"), "acct-0");
  ASSERT_EQ(links.size(), 5U);
  EXPECT_EQ(links[0].kind, "template");
  EXPECT_EQ(links[1].kind, "payment");
  EXPECT_EQ(links[1].account_id, "payer");
  for (const auto& link : links_of_first(*log.build("acct-"), "acct-1")) EXPECT_EQ(link.kind, "template");
}

}  // namespace
}  // namespace stillwatch
