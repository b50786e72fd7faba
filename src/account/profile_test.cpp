#include "account/profile.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "base/random.h"

namespace stillwatch {
namespace {

const ProfileKeys kKeys("secret");

struct Event {
  Exchange exchange;
  TextFingerprints prints;
};

Event random_event(Random& random) {
  constexpr std::string_view kModels[] = {"", "small", "large", "a", "b", "c", "d", "e", "f", "g", "h", "i"};
  constexpr std::string_view kAddresses[] = {"192.0.2.1", "192.0.2.2", "2001:db8::1", "", "198.51.100.7"};
  constexpr std::int32_t kStatuses[] = {0, 200, 200, 200, 401, 403, 429, 500, 404};
  Event event;
  event.exchange.time_us = static_cast<std::int64_t>(random.below(40'000'000'000'000)) - 1'000'000'000'000;
  event.exchange.status = kStatuses[random.below(std::size(kStatuses))];
  event.exchange.request_model = kModels[random.below(std::size(kModels))];
  event.exchange.client_address = kAddresses[random.below(std::size(kAddresses))];
  event.exchange.user_agent = random.chance(0.5) ? "curl/8" : "python";
  event.exchange.ja4 = random.chance(0.5) ? "t13d" : "";
  event.exchange.usage = {static_cast<std::int64_t>(random.below(5000)),
                          static_cast<std::int64_t>(random.below(900)),
                          static_cast<std::int64_t>(random.below(400)), 0, 0};
  event.prints.flags = static_cast<std::uint8_t>(random.below(16));
  event.prints.topic = static_cast<std::uint8_t>(random.below(256));
  event.prints.capability = static_cast<Capability>(random.below(kCapabilityCount));
  event.prints.prompt = mix64(random.below(60));
  event.prints.skeleton = random.chance(0.2) ? 0 : mix64(random.below(70));
  event.prints.system = random.chance(0.5) ? 0 : mix64(random.below(20));
  event.prints.tools = random.chance(0.5) ? 0 : mix64(random.below(5));
  return event;
}

Profile profile_of(const std::vector<Event>& events) {
  Profile profile(kKeys);
  for (const Event& event : events) profile.add(event.exchange, event.prints, kKeys);
  return profile;
}

void merge_into(Profile& profile, const Profile& other) { ASSERT_TRUE(profile.merge(other).has_value()); }

TEST(Profile, AnyPartitionInAnyOrderGivesTheSameBytes) {
  Random random(21);
  for (int round = 0; round < 300; ++round) {
    std::vector<Event> events;
    for (std::uint64_t i = random.below(300); i > 0; --i) events.push_back(random_event(random));
    const std::string whole = profile_of(events).serialise();
    for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random.below(i)]);
    std::vector<Profile> parts(1 + random.below(8), Profile(kKeys));
    for (const Event& event : events) {
      parts[random.below(parts.size())].add(event.exchange, event.prints, kKeys);
    }
    while (parts.size() > 1) {  // a random tree of merges
      const std::size_t from = random.below(parts.size() - 1);
      Profile merged = random.chance(0.5) ? parts[from] : parts.back();
      merge_into(merged, merged == parts[from] ? parts.back() : parts[from]);
      parts[from] = merged;
      parts.pop_back();
    }
    ASSERT_EQ(parts[0].serialise(), whole) << "seed 21, round " << round;
  }
}

TEST(Profile, StoredAndReadIsTheSame) {
  Random random(22);
  for (int round = 0; round < 200; ++round) {
    std::vector<Event> events;
    for (std::uint64_t i = random.below(100); i > 0; --i) events.push_back(random_event(random));
    const Profile profile = profile_of(events);
    const auto read = Profile::parse(profile.serialise());
    ASSERT_TRUE(read.has_value()) << read.error().what << ", seed 22, round " << round;
    EXPECT_EQ(read.value(), profile);
    EXPECT_EQ(read.value().serialise(), profile.serialise());
  }
  EXPECT_TRUE(Profile::parse(Profile().serialise()).has_value());
}

TEST(Profile, CountsWhatItSays) {
  Event event;
  event.exchange.time_us = 1'735'689'600'000'000;  // Wednesday 2025-01-01 00:00 UTC
  event.exchange.status = 429;
  event.exchange.usage = {100, 20, 5, 0, 0};
  event.exchange.request_model = "large";
  event.prints.flags = kConversationStart | kAsksForGrading;
  event.prints.topic = 17;
  event.prints.capability = Capability::grading;
  event.prints.prompt = 99;
  event.prints.skeleton = 98;
  const Profile profile = profile_of({event, event});
  EXPECT_EQ(profile.count(Profile::kExchanges), 2U);
  EXPECT_EQ(profile.count(Profile::kConversationStarts), 2U);
  EXPECT_EQ(profile.count(Profile::kRateLimited), 2U);
  EXPECT_EQ(profile.count(Profile::kForbidden), 0U);
  EXPECT_EQ(profile.count(Profile::kInputTokens), 200U);
  EXPECT_EQ(profile.count(Profile::kGradingAsked), 2U);
  EXPECT_EQ(profile.count(Profile::kReasoningAsked), 0U);
  EXPECT_EQ(profile.distinct_prompts(), 1.0);
  EXPECT_EQ(profile.hours().count_of(48), 2U);
  EXPECT_EQ(profile.topics().count_of(17), 2U);
  EXPECT_EQ(profile.capabilities().count_of(static_cast<std::uint8_t>(Capability::grading)), 2U);
  EXPECT_EQ(profile.templates().count_of(98), 2U);
  EXPECT_EQ(profile.models().entries().size(), 1U);
  EXPECT_TRUE(profile.clients().entries().empty());
  EXPECT_EQ(profile.first_us(), profile.last_us());
}

TEST(Profile, HourOfWeek) {
  constexpr std::int64_t kHour = 3'600'000'000;
  EXPECT_EQ(hour_of_week(0), 72);  // Thursday
  EXPECT_EQ(hour_of_week(-1), 71);
  EXPECT_EQ(hour_of_week(4 * 24 * kHour), 0);  // Monday
  EXPECT_EQ(hour_of_week(4 * 24 * kHour - 1), 167);
  EXPECT_LT(hour_of_week(INT64_MIN), 168);
  EXPECT_LT(hour_of_week(INT64_MAX), 168);
}

TEST(Profile, OtherKeysDoNotMerge) {
  Profile one{ProfileKeys("one")};
  const Profile two{ProfileKeys("two")};
  const Profile before = one;
  const Status status = one.merge(two);
  ASSERT_FALSE(status.has_value());
  EXPECT_NE(status.error().what.find("different keys"), std::string::npos);
  EXPECT_EQ(one, before);
  EXPECT_TRUE(one.merge(Profile()).has_value());
  Profile empty;
  EXPECT_TRUE(empty.merge(one).has_value());
  EXPECT_EQ(empty, one);
}

TEST(Profile, EveryChangedByteIsRefused) {
  Random random(23);
  const std::string state = profile_of({random_event(random), random_event(random)}).serialise();
  for (std::size_t i = 0; i < state.size(); ++i) {
    std::string changed = state;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto read = Profile::parse(changed);
    ASSERT_FALSE(read.has_value()) << i;
    EXPECT_NE(read.error().what.find("offset"), std::string::npos);
    ASSERT_FALSE(Profile::parse(state.substr(0, i)).has_value()) << i;
  }
  EXPECT_FALSE(Profile::parse(state + "x").has_value());
}

std::string golden_path() { return std::string(STILLWATCH_GOLDEN_FORMATS) + "/profile-v1.bin"; }

Profile golden_profile() {
  Random random(24);
  std::vector<Event> events;
  for (int i = 0; i < 40; ++i) events.push_back(random_event(random));
  return profile_of(events);
}

// STILLWATCH_WRITE_GOLDEN=1 writes the file; do that once per version of the format, never for an old one.
TEST(Profile, ReadsTheStateOfVersion1) {
  if (std::getenv("STILLWATCH_WRITE_GOLDEN") != nullptr) {
    std::ofstream(golden_path(), std::ios::binary) << golden_profile().serialise();
  }
  std::ifstream file(golden_path(), std::ios::binary);
  ASSERT_TRUE(file) << golden_path();
  std::stringstream bytes;
  bytes << file.rdbuf();
  const auto read = Profile::parse(bytes.str());
  ASSERT_TRUE(read.has_value()) << read.error().what;
  EXPECT_EQ(read.value(), golden_profile());
}

TEST(LeastKeyCounts, KeepsTheLeastKeysWithExactCounts) {
  LeastKeyCounts<std::uint64_t, 3> counts;
  for (const std::uint64_t key : {9U, 5U, 7U, 5U, 1U, 9U, 3U}) counts.add(key, 1);
  ASSERT_EQ(counts.entries().size(), 3U);
  EXPECT_EQ(counts.count_of(1), 1U);
  EXPECT_EQ(counts.count_of(3), 1U);
  EXPECT_EQ(counts.count_of(5), 2U);
  EXPECT_EQ(counts.total(), 7U);
}

TEST(LeastKeyCounts, Saturates) {
  LeastKeyCounts<std::uint64_t, 3> counts;
  counts.add(1, ~0ULL - 1);
  counts.add(1, 5);
  EXPECT_EQ(counts.count_of(1), ~0ULL);
  EXPECT_EQ(counts.total(), ~0ULL);
}

}  // namespace
}  // namespace stillwatch
