#include "watch/campaign_register.h"

#include <gtest/gtest.h>

#include "base/time.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kStart = 20'000 * kDay;

class Registers : public testing::Test {
 protected:
  static NamedGroup group(std::string finding, std::vector<std::string> accounts,
                          std::int64_t last_us = kStart) {
    return {std::move(finding), std::move(accounts), 100, 60, last_us, 9.0};
  }
  std::vector<Event> look(std::vector<NamedGroup> campaigns, std::vector<NamedGroup> explained = {}) {
    ++number_;
    now_ += kHour;
    return register_.update({number_, now_, 0.01, 0.001}, {std::move(campaigns), std::move(explained)},
                            {7 * kDay, now_ - 90 * kDay});
  }
  CampaignRegister register_{SipKey{1, 2}};
  std::uint64_t number_ = 0;
  std::int64_t now_ = kStart;
};

TEST_F(Registers, KeepACampaignsNameWhileItGrows) {
  const auto opened = look({group("C-1", {"a", "b", "c"})});
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_EQ(opened[0].kind, EventKind::opened);
  EXPECT_EQ(opened[0].added, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(opened[0].number, 1U);
  const auto grew = look({group("C-2", {"b", "c", "d", "e"})});
  ASSERT_EQ(grew.size(), 1U);
  EXPECT_EQ(grew[0].kind, EventKind::grew);
  EXPECT_EQ(grew[0].campaign, opened[0].campaign);
  EXPECT_EQ(grew[0].added, (std::vector<std::string>{"d", "e"}));
  EXPECT_EQ(grew[0].accounts, 5U);
  EXPECT_EQ(grew[0].number, 2U);
  EXPECT_NE(grew[0].id, opened[0].id);
  EXPECT_TRUE(look({group("C-2", {"b", "c", "d", "e"})}).empty());
  EXPECT_TRUE(look({}).empty());  // a look that does not name it takes nothing back
  EXPECT_EQ(register_.campaigns()[0].accounts.size(), 5U);
}

TEST_F(Registers, MergeWhatOneGroupContinues) {
  look({group("C-1", {"a", "b"}), group("C-2", {"x", "y", "z"})});
  const std::string first = register_.campaigns()[0].id, second = register_.campaigns()[1].id;
  const auto events = look({group("C-3", {"a", "b", "x", "y", "z"})});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::merged);
  EXPECT_EQ(events[0].campaign, first);
  EXPECT_EQ(events[0].merged, second);
  EXPECT_EQ(register_.campaigns()[1].merged_into, first);
  EXPECT_EQ(register_.campaigns()[0].accounts.size(), 5U);
}

TEST_F(Registers, GiveTheNameToTheGroupThatSharesMost) {
  look({group("C-1", {"a", "b", "c", "d", "e"})});
  const std::string name = register_.campaigns()[0].id;
  const auto events = look({group("C-2", {"a", "b", "p"}), group("C-3", {"c", "d", "e"})});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::opened);
  EXPECT_EQ(events[0].finding, "C-2");
  EXPECT_NE(events[0].campaign, name);
}

TEST_F(Registers, CloseWhatIsQuietAndReopenIt) {
  look({group("C-1", {"a", "b"})});
  now_ += 8 * kDay;
  const auto closed = look({});
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].kind, EventKind::closed);
  EXPECT_FALSE(closed[0].reason.empty());
  EXPECT_TRUE(look({}).empty());  // once
  const auto again = look({group("C-9", {"a", "b"}, now_)});
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].kind, EventKind::reopened);
  EXPECT_EQ(again[0].campaign, closed[0].campaign);
}

TEST_F(Registers, CloseWhatAnHonestExplanationNowFits) {
  look({group("C-1", {"a", "b", "c"})});
  const auto events = look({}, {group("P-1", {"a", "b", "c", "d"})});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::closed);
  EXPECT_NE(events[0].reason.find("honest explanation"), std::string::npos);
}

TEST_F(Registers, AreStoredAndRead) {
  look({group("C-1", {"a", "b"}), group("C-2", {"x"})});
  ByteWriter out;
  register_.store(out);
  CampaignRegister read(SipKey{1, 2});
  ByteReader in(out.bytes());
  read.load(in);
  ASSERT_TRUE(in.ended());
  EXPECT_EQ(read.events(), 2U);
  ByteWriter again;
  read.store(again);
  EXPECT_EQ(again.bytes(), out.bytes());
  for (std::size_t cut = 0; cut < out.bytes().size(); ++cut) {
    ByteReader shorter(std::string_view(out.bytes()).substr(0, cut));
    read.load(shorter);
    EXPECT_FALSE(shorter.ended()) << cut;
  }
}

TEST(Events, AreOneLineOfJson) {
  Event event;
  event.id = "E-1";
  event.number = 1;
  event.kind = EventKind::opened;
  event.campaign = "W-1";
  event.look = 3;
  event.at_us = kStart;
  event.accounts = 2;
  event.added = {"a\"1", "b"};
  event.log10_e = 7.5;
  const std::string line = event_line(event);
  EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
  EXPECT_NE(line.find(R"("added": ["a\"1", "b"])"), std::string::npos) << line;
  EXPECT_NE(line.find("Alleged campaign: 2 accounts linked"), std::string::npos) << line;
}

}  // namespace
}  // namespace stillwatch
