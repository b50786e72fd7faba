#include "report/template_view.h"

#include <gtest/gtest.h>

#include "report/sample_result.h"

namespace stillwatch {
namespace {

GroupFinding group_of(const std::vector<std::pair<const char*, std::uint64_t>>& templates) {
  GroupFinding group;
  for (const auto& [text, exchanges] : templates) {
    TemplateFinding& found = group.templates.emplace_back();
    found.text = text;
    found.exchanges = exchanges;
    found.distinct_prompts = exchanges - 1;
    found.accounts = exchanges / 10;
  }
  return group;
}

TEST(TemplateView, TheTellingOnesComeFirstAndMereSlotsAreLeftOut) {
  const GroupFinding group =
      group_of({{"⟨…⟩ the ⟨…⟩ a ⟨…⟩ the ⟨…⟩", 176},
                {"Write tests for ⟨…⟩", 110},
                {"Repository snapshot ⟨…⟩ is checked out. Complete the following ticket", 100}});
  const TemplateView view = templates_to_show(group);
  ASSERT_EQ(view.shown.size(), 1U) << "'Write tests for' has two telling words";
  EXPECT_EQ(view.shown[0].exchanges, 100U);
  EXPECT_EQ(view.left_out, 2U);
  EXPECT_EQ(view.left_out_exchanges, 286U);
}

TEST(TemplateView, OneWordingIsShownOnceWithItsCountsAdded) {
  const GroupFinding group = group_of({{"Convert the request into a notebook: ⟨…⟩", 50},
                                       {"Solve the problem with every intermediate step ⟨…⟩", 60},
                                       {"Convert the request into a notebook: ⟨…⟩", 70}});
  const TemplateView view = templates_to_show(group);
  ASSERT_EQ(view.shown.size(), 2U);
  const ShownTemplate& merged = view.shown[0];
  EXPECT_EQ(merged.alike, 2U);
  EXPECT_EQ(merged.exchanges, 120U);
  EXPECT_EQ(merged.distinct_prompts, 118U);
  EXPECT_EQ(merged.accounts, 7U);
  EXPECT_EQ(merged.first, &group.templates[2]);
}

TEST(TemplateView, WithoutTextEachStandsForItself) {
  EXPECT_EQ(templates_to_show(group_of({{"", 9}, {"", 7}})).shown.size(), 2U);
}

}  // namespace
}  // namespace stillwatch
