#include "account/parameter_hash.h"

#include <gtest/gtest.h>

#include <set>

namespace stillwatch {
namespace {

constexpr SipKey kKey{1, 2};

TEST(ParameterHash, NoneGivenIsNothing) { EXPECT_EQ(parameter_hash(kKey, {}), 0U); }

TEST(ParameterHash, EverySettingCountsByValueAndByWhichItIs) {
  std::set<std::uint64_t> seen;
  const auto expect_new = [&seen](const RequestParameters& p) {
    const std::uint64_t hash = parameter_hash(kKey, p);
    EXPECT_NE(hash, 0U);
    EXPECT_TRUE(seen.insert(hash).second);
  };
  for (const auto real : {&RequestParameters::temperature, &RequestParameters::top_p,
                          &RequestParameters::frequency_penalty, &RequestParameters::presence_penalty}) {
    for (const double value : {0.0, 0.7, 1.0}) {
      RequestParameters p;
      p.*real = value;
      expect_new(p);
    }
  }
  for (const auto whole : {&RequestParameters::top_k, &RequestParameters::max_tokens,
                           &RequestParameters::choice_count, &RequestParameters::top_logprobs}) {
    for (const std::int64_t value : {0, 1, 4096}) {
      RequestParameters p;
      p.*whole = value;
      expect_new(p);
    }
  }
  for (const auto yes : {&RequestParameters::stream, &RequestParameters::logprobs}) {
    for (const bool value : {false, true}) {
      RequestParameters p;
      p.*yes = value;
      expect_new(p);
    }
  }
  for (const auto text : {&RequestParameters::reasoning_effort, &RequestParameters::response_format}) {
    RequestParameters p;
    p.*text = "high";
    expect_new(p);
  }
}

TEST(ParameterHash, ASeedCountsByItsPresence) {
  RequestParameters with, other, without;
  with.temperature = other.temperature = without.temperature = 1;
  with.seed = 7;
  other.seed = 8;
  EXPECT_EQ(parameter_hash(kKey, with), parameter_hash(kKey, other));
  EXPECT_NE(parameter_hash(kKey, with), parameter_hash(kKey, without));
}

TEST(ParameterHash, TheKeyChangesIt) {
  RequestParameters p;
  p.stream = true;
  EXPECT_NE(parameter_hash(kKey, p), parameter_hash({1, 3}, p));
}

TEST(ProbingSettings, AreThoseThatShowWhatLiesBehindAnAnswer) {
  EXPECT_EQ(probing_settings({}), 0U);
  RequestParameters usual;
  usual.temperature = 0.7;
  usual.top_k = 40;
  usual.choice_count = 1;
  usual.top_logprobs = 0;
  usual.logit_bias_count = 0;
  usual.logprobs = false;
  EXPECT_EQ(probing_settings(usual), 0U);
  RequestParameters probing;
  probing.top_logprobs = 5;
  EXPECT_EQ(probing_settings(probing), kLogProbabilities);
  probing.logit_bias_count = 1;
  probing.choice_count = 4;
  probing.seed = 0;
  probing.temperature = 0.0;
  EXPECT_EQ(probing_settings(probing), kLogProbabilities | kLogitBias | kSeveralChoices | kSeeded | kGreedy);
}

}  // namespace
}  // namespace stillwatch
