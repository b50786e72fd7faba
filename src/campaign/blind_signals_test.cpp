#include "campaign/blind_signals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "signal/signal.h"

namespace stillwatch {
namespace {

std::set<std::string> blind_without(const std::string& field, FilledFields filled,
                                    const FilledFields& facts) {
  std::set<std::string> blind;
  for (const FieldCoverage& coverage : field_coverage(filled, facts)) {
    if (coverage.field == field) blind.insert(coverage.blind_signals.begin(), coverage.blind_signals.end());
  }
  return blind;
}

FilledFields all_filled(bool fingerprinted) {
  FilledFields filled;
  for (const std::string_view name : canonical_field_names()) {
    const bool content = is_content(*field_of(name)), print = is_fingerprint(*field_of(name));
    if (fingerprinted || !print) filled[std::string(name)] = fingerprinted && content ? 0 : 7;
  }
  return filled;
}

const FilledFields kFacts = facts_filled(0, {});

TEST(BlindSignals, EverySignalNeedsFieldsThatExist) {
  std::set<std::string> mentioned;
  FilledFields empty;
  for (const std::string_view name : canonical_field_names()) empty[std::string(name)] = 0;
  for (const FieldCoverage& coverage : field_coverage(empty, kFacts))
    mentioned.insert(coverage.blind_signals.begin(), coverage.blind_signals.end());
  empty.erase("fp.language");  // a log of texts
  for (const FieldCoverage& coverage : field_coverage(empty, kFacts))
    mentioned.insert(coverage.blind_signals.begin(), coverage.blind_signals.end());
  for (const SignalInfo& signal : all_signals()) EXPECT_TRUE(mentioned.contains(std::string(signal.name)));
}

TEST(BlindSignals, FollowWhatTheSignalsSay) {
  const FilledFields text = all_filled(false);
  EXPECT_EQ(blind_without("accounts.payment", text, kFacts), std::set<std::string>{"shared_identifiers"});
  EXPECT_EQ(blind_without("accounts.banned", text, kFacts), std::set<std::string>{"succession"});
  FilledFields gone = text;
  gone["client.address"] = 0;
  EXPECT_TRUE(blind_without("client.address", gone, kFacts).empty());  // no signal reads it
  gone["gen_ai.input.messages"] = 0;
  const auto blind = blind_without("gen_ai.input.messages", gone, kFacts);
  for (const char* name : {"duplication", "work_queue", "template_spread"})
    EXPECT_TRUE(blind.contains(name)) << name;
}

TEST(BlindSignals, FingerprintsStandInForText) {
  FilledFields prints = all_filled(true);
  EXPECT_TRUE(blind_without("gen_ai.input.messages", prints, kFacts).empty());
  prints["fp.prompt"] = 0;
  EXPECT_TRUE(blind_without("fp.prompt", prints, kFacts).contains("work_queue"));
}

}  // namespace
}  // namespace stillwatch
