#include "campaign/membership.h"

#include <gtest/gtest.h>

namespace stillwatch {
namespace {

constexpr Purpose kSteady{false, true, false, false};

// `all` conversations, of which `steady` fill steady templates: all the same one, or each another.
std::vector<TriedConversation> conversations(std::size_t all, std::size_t steady, bool the_same = false) {
  std::vector<TriedConversation> tried(all);
  for (std::size_t i = 0; i < steady; ++i) {
    tried[i].match = the_same ? 0 : static_cast<std::uint32_t>(i);
    tried[i].steady = true;
  }
  return tried;
}

TEST(Membership, AFewSteadyTemplatesTellAMemberAmongOtherTraffic) {
  EXPECT_GT(test_conversations(conversations(40, 5), kSteady).log10_e, 3.0);
  // What fills templates alone is not enough at this share.
  EXPECT_LT(test_conversations(conversations(40, 5), {true, false, false, false}).log10_e, 2.0);
}

TEST(Membership, OneTemplateMayBeLiked) {
  EXPECT_LE(test_conversations(conversations(40, 20, true), kSteady).log10_e, 0.0);
  EXPECT_LT(test_conversations(conversations(40, 2), kSteady).log10_e, 2.0);
}

TEST(Membership, ThePurposeIsWhatSpeaks) {
  const auto finding = [](const char* name, double log10_e) {
    SignalFinding speaking;
    speaking.signal = name;
    speaking.applies = true;
    speaking.log10_e = log10_e;
    return speaking;
  };
  const Purpose steady = purpose_of({finding("steady_templates", 5.0), finding("template_spread", -3.0)});
  EXPECT_TRUE(steady.steady);
  EXPECT_FALSE(steady.templates || steady.returns || steady.unclaimed);
  const Purpose crossed = purpose_of({finding("crossed_tasks", 5.0)});
  EXPECT_TRUE(crossed.templates);
  EXPECT_FALSE(crossed.steady);
}

}  // namespace
}  // namespace stillwatch
