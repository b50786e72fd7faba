#include "campaign/state_notes.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/version.h"

namespace stillwatch {
namespace {

StateNotes some_notes() {
  StateNotes notes;
  notes.program = std::string(version());
  notes.choices = {"openai-chat", "map.toml", "0a", "metadata.team", "access.jsonl", "0b", "id", -5, {},
                   1024};
  notes.report.inputs = {{"a.jsonl", "openai-chat", "ff", 100, 300, 4, 1, 2},
                         {"access.jsonl", "access_log", "0b", 9, 9, 0, 0, 0}};
  notes.report.anomalies.add(AnomalyKind::malformed, {{0, 3, 77}, "", "write JSON"});
  notes.report.anomalies.add(AnomalyKind::missing_field, {{1, 9, 500}, "account.id", "name it"});
  notes.report.filled = {{"id", 4}, {"time", 3}};
  notes.report.records = 4;
  notes.report.partial = true;
  notes.report.map = {"0a", 55};
  notes.report.access_used = {1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1};
  return notes;
}

TEST(StateNotes, GivesBackWhatWasWritten) {
  const StateNotes notes = some_notes();
  const std::string bytes = bytes_of(notes);
  const auto back = read_notes(bytes, "a.state", 0);
  ASSERT_TRUE(back.has_value()) << back.error().what;
  EXPECT_EQ(bytes_of(back.value()), bytes);
  EXPECT_EQ(back.value().choices, notes.choices);
  EXPECT_EQ(back.value().report.access_used, notes.report.access_used);
  EXPECT_EQ(back.value().report.filled, notes.report.filled);
  EXPECT_EQ(back.value().report.inputs[0].outside_time, 2U);
  EXPECT_EQ(back.value().report.anomalies.of(AnomalyKind::missing_field), 1U);
  EXPECT_TRUE(back.value().report.partial);
}

TEST(StateNotes, WhatIsAcceptedIsWhatIsWritten) {
  const std::string good = bytes_of(some_notes());
  Random random(2);
  int accepted = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string bad = good;
    const std::size_t at = random.below(bad.size());
    bad[at] = static_cast<char>(random.chance(0.5) ? random.below(256) : bad[at] ^ (1 << random.below(8)));
    if (random.chance(0.2)) bad.resize(random.below(bad.size()));
    const auto read = read_notes(bad, "a.state", 4096);
    if (!read.has_value()) {
      EXPECT_EQ(read.error().what.rfind("a.state, offset ", 0), 0U) << read.error().what;
      continue;
    }
    ++accepted;  // a count or a letter of a path may be another one; sums guard against that
    EXPECT_EQ(bytes_of(read.value()), bad);
    for (const auto& places : read.value().report.anomalies.first) {
      for (const AnomalyPlace& place : places)
        EXPECT_LT(place.place.input, read.value().report.inputs.size());
    }
  }
  EXPECT_GT(accepted, 100);
}

TEST(StateNotes, OtherVersionsAreRefused) {
  StateNotes notes = some_notes();
  notes.program = "9.9.9";
  const auto other = read_notes(bytes_of(notes), "a.state", 4096);
  ASSERT_FALSE(other.has_value());
  EXPECT_NE(other.error().what.find("made by version 9.9.9"), std::string::npos) << other.error().what;
  EXPECT_NE(other.error().what.find("make the state again"), std::string::npos) << other.error().what;
}

TEST(ReadChoices, TheFirstDifferenceIsNamed) {
  const ReadChoices one = some_notes().choices;
  ReadChoices other = one;
  other.map_file = "elsewhere.toml";  // the same bytes
  other.join_file = "elsewhere.jsonl";
  EXPECT_EQ(difference(one, other), "");
  other.from_us.reset();
  EXPECT_NE(difference(one, other).find("--from: 1969-12-31T23:59:59.999995Z and none"), std::string::npos)
      << difference(one, other);
  other.map_sha256 = "cc";
  EXPECT_EQ(difference(one, other), "--map: SHA-256 0a and SHA-256 cc");
}

}  // namespace
}  // namespace stillwatch
