#include "campaign/member_ties.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

std::vector<LinkFinding> ties(const SimulatedLog::Built& built) {
  const GroupEvidence evidence = gather_evidence(built.context(), built.group);
  return ties_between(built.context(), evidence, built.group.accounts);
}

// Every account fills one common template, and that of its team: every fourth account in order of names.
TEST(MemberTies, TheStrongestAreThoseThatShareWhatIsRare) {
  SimulatedLog log(1);
  for (int a = 0; a < 20; ++a) {
    for (int i = 0; i < 4; ++i) {
      for (const int shape : {1, 100 + a % 4})
        log.start("g" + std::to_string(100 + a), 100.0 * a + i, 0).prints.shapes = {
            static_cast<std::uint64_t>(shape)};
    }
  }
  const auto links = ties(*log.build("g"));
  EXPECT_GE(links.size(), 20U);
  for (const LinkFinding& link : links) {
    EXPECT_EQ(link.kind, "template");
    EXPECT_EQ(link.from % 4, link.to % 4) << link.from << ' ' << link.to << ": neighbours are of other teams";
    EXPECT_EQ(link.count, 2U);
  }
  EXPECT_TRUE(std::is_sorted(links.begin(), links.end(),
                             [](const auto& a, const auto& b) { return a.weight > b.weight; }));
}

TEST(MemberTies, WhoSharesNothingIsNotTied) {
  SimulatedLog log(2);
  for (int a = 0; a < 10; ++a) {
    for (int i = 0; i < 6; ++i)
      log.start("g" + std::to_string(a), 10.0 * a + i, 0).prints.shapes = {
          static_cast<std::uint64_t>(50 + a)};
  }
  EXPECT_TRUE(ties(*log.build("g")).empty());
}

TEST(MemberTies, PromptsPaymentsAndHandOffsAreTies) {
  SimulatedLog log(3);
  log.start("g0", 1, 0).prints.prompt = 77;
  log.start("g2", 900, 0).prints.prompt = 77;
  auto& refused = log.start("g1", 2000, 1);
  refused.status = 429;
  const TextFingerprints prints = refused.prints;
  log.start("g3", 2005).prints = prints;
  for (const char* name : {"g0", "g3"}) {
    log.facts().rows.push_back({});
    log.facts().rows.back().account = name;
    log.facts().rows.back().payment = "card";
  }
  std::set<std::string> found;
  for (const LinkFinding& link : ties(*log.build("g"))) {
    found.insert(link.kind + ' ' + std::to_string(link.from) + '-' + std::to_string(link.to));
    EXPECT_EQ(link.count, 1U);
  }
  EXPECT_EQ(found, (std::set<std::string>{"verbatim_prompt 0-2", "hand_off 1-3", "payment 0-3"}));
}

TEST(MemberTies, ManyMembersStayWithinTheBounds) {
  SimulatedLog log(4);
  for (int a = 0; a < 3000; ++a) {
    for (std::uint64_t shape = 1; shape <= 5; ++shape)
      log.start("g" + std::to_string(a), a + 0.1 * static_cast<double>(shape), 0).prints.shapes = {shape};
  }
  const auto links = ties(*log.build("g"));
  EXPECT_LE(links.size(), 2000U);
  EXPECT_GT(links.size(), 1000U);
  for (const LinkFinding& link : links) EXPECT_EQ(link.count, 5U);
}

}  // namespace
}  // namespace stillwatch
