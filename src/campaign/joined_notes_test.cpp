#include "campaign/joined_notes.h"

#include <gtest/gtest.h>

namespace stillwatch {
namespace {

StateNotes notes_on(const std::vector<std::string>& paths) {
  StateNotes notes;
  for (const std::string& path : paths)
    notes.report.inputs.push_back(
        {path, path == "m-access" ? "access_log" : "canonical", "sha of " + path, 10, 10, 5, 1, 0});
  notes.report.records = 5 * paths.size();
  notes.report.filled = {{"id", 5 * paths.size()}};
  notes.report.anomalies.add(
      AnomalyKind::malformed,
      {{static_cast<std::uint32_t>(paths.size() - 1), 7, 70}, "", "of " + paths.back()});
  return notes;
}

TEST(JoinedNotes, InputsAreNumberedByPath) {
  StateNotes one = notes_on({"b", "m-access", "z"}), other = notes_on({"a", "m-access", "n"});
  one.report.access_used = {1, 0, 0};
  other.report.access_used = {0, 0, 1};
  for (const bool turned : {false, true}) {
    std::vector<NotedPart> parts = {{"one", &one}, {"other", &other}};
    if (turned) std::swap(parts[0], parts[1]);
    const auto joined = join_notes(parts);
    ASSERT_TRUE(joined.has_value()) << joined.error().what;
    const ReadReport& report = joined.value().notes.report;
    std::string paths;
    for (const InputReport& input : report.inputs) paths += input.path + ' ';
    EXPECT_EQ(paths, "a b m-access n z ");
    EXPECT_EQ(joined.value().inputs[turned ? 1 : 0], (std::vector<std::uint32_t>{1, 2, 4}));
    EXPECT_EQ(joined.value().inputs[turned ? 0 : 1], (std::vector<std::uint32_t>{0, 2, 3}));
    EXPECT_EQ(report.inputs[2].records, 10U) << "the access log is one input";
    EXPECT_EQ(report.records, 30U);
    EXPECT_EQ(report.filled.at("id"), 30U);
    EXPECT_EQ(report.access_used, (std::vector<std::uint8_t>{1, 0, 1}));
    const auto& places = report.anomalies.first[static_cast<std::size_t>(AnomalyKind::malformed)];
    ASSERT_EQ(places.size(), 2U);
    EXPECT_EQ(places[0].place.input, 3U);
    EXPECT_EQ(places[0].remedy, "of n");
    EXPECT_EQ(places[1].place.input, 4U);
  }
}

TEST(JoinedNotes, WhatDoesNotBelongTogetherIsNamed) {
  const StateNotes one = notes_on({"a", "b"}), again = notes_on({"b", "c"});
  StateNotes pipe = notes_on({"-"}), narrow = notes_on({"d"});
  narrow.choices.to_us = 1;
  const auto error_of = [](const StateNotes& a, const StateNotes& b) {
    const std::vector<NotedPart> parts = {{"x.state", &a}, {"y.state", &b}};
    const auto joined = join_notes(parts);
    return joined.has_value() ? std::string() : joined.error().what;
  };
  EXPECT_EQ(error_of(one, again).rfind("x.state and y.state both hold b, the same bytes", 0), 0U);
  EXPECT_EQ(error_of(pipe, pipe).rfind("x.state and y.state both hold standard input", 0), 0U);
  EXPECT_EQ(error_of(one, narrow).rfind("x.state and y.state were read with different options, --to", 0), 0U);
  EXPECT_EQ(error_of(one, notes_on({"c"})), "");
}

}  // namespace
}  // namespace stillwatch
