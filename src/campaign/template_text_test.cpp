#include "campaign/template_text.h"

#include <gtest/gtest.h>

namespace stillwatch {
namespace {

TEST(TemplateText, ShowsSlots) {
  EXPECT_EQ(template_text({"Write a test for parse_url in Go.", "Write a test for read_file in C."}),
            "Write a test for ⟨…⟩ in ⟨…⟩");
  EXPECT_EQ(template_text({"same words", "same words"}), "same words");
  EXPECT_EQ(template_text({"a b c", "x y z"}), "⟨…⟩");
  EXPECT_EQ(template_text({"one"}), "one");
  EXPECT_EQ(template_text({}), "");
}

TEST(TemplateText, OnlyWhatAllShareStays) {
  EXPECT_EQ(
      template_text({"fix the bug in alpha now", "fix the bug in beta today", "fix the leak in gamma now"}),
      "fix the ⟨…⟩ in ⟨…⟩");
}

}  // namespace
}  // namespace stillwatch
