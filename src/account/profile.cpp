#include "account/profile.h"

#include <algorithm>

namespace stillwatch {
namespace {

constexpr std::int64_t kHourUs = 3'600'000'000;
constexpr std::int64_t kHoursPerWeek = 168;
constexpr std::int64_t kEpochHour = 72;  // 1970 began on a Thursday

// Hash of one or two attribute texts; 0 when both are empty. The length keeps "ab" + "c" from "a" + "bc".
std::uint64_t attribute_hash(SipKey key, std::string_view first, std::string_view second = {}) {
  if (first.empty() && second.empty()) return 0;
  return siphash(key, siphash(key, first) + 3 * siphash(key, second));
}

template <class Counts>
void add_if_present(Counts& counts, std::uint64_t key) {
  if (key != 0) counts.add(key, 1);
}

std::uint64_t tokens(std::int64_t count) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0));
}

}  // namespace

ProfileKeys::ProfileKeys(std::string_view secret)
    : attribute(derive_key(secret, "stillwatch/profile/attribute/v1")),
      key_id(std::max<std::uint64_t>(derive_key(secret, "stillwatch/profile/key-id/v1").k0, 1)) {}

std::uint8_t hour_of_week(std::int64_t time_us) {
  const std::int64_t hour = time_us / kHourUs - (time_us % kHourUs < 0 ? 1 : 0);
  const std::int64_t of_week = (hour % kHoursPerWeek + kHoursPerWeek + kEpochHour) % kHoursPerWeek;
  return static_cast<std::uint8_t>(of_week);
}

void Profile::count_status(std::int32_t status) {
  if (status < 400) return;
  const Counter counter = status == 401   ? kUnauthorised
                          : status == 403 ? kForbidden
                          : status == 429 ? kRateLimited
                                          : kFailed;
  counters_[counter] = saturating_sum(counters_[counter], 1);
}

void Profile::count_flags(std::uint8_t flags) {
  constexpr std::pair<TextFlag, Counter> kFlags[] = {{kConversationStart, kConversationStarts},
                                                     {kToolTurn, kToolTurns},
                                                     {kAsksForReasoning, kReasoningAsked},
                                                     {kAsksForGrading, kGradingAsked}};
  for (const auto& [flag, counter] : kFlags) {
    if ((flags & flag) != 0) counters_[counter] = saturating_sum(counters_[counter], 1);
  }
}

void Profile::add(const Exchange& exchange, const TextFingerprints& prints, const ProfileKeys& keys) {
  counters_[kExchanges] = saturating_sum(counters_[kExchanges], 1);
  counters_[kInputTokens] = saturating_sum(counters_[kInputTokens], tokens(exchange.usage.input));
  counters_[kOutputTokens] = saturating_sum(counters_[kOutputTokens], tokens(exchange.usage.output));
  counters_[kReasoningTokens] = saturating_sum(counters_[kReasoningTokens], tokens(exchange.usage.reasoning));
  count_status(exchange.status);
  count_flags(prints.flags);
  first_us_ = std::min(first_us_, exchange.time_us);
  last_us_ = std::max(last_us_, exchange.time_us);
  hours_.add(hour_of_week(exchange.time_us), 1);
  if ((prints.flags & kConversationStart) != 0) topics_.add(prints.topic, 1);
  capabilities_.add(static_cast<std::uint8_t>(prints.capability), 1);
  if (prints.prompt != 0) prompts_.add(prints.prompt);
  add_if_present(models_, attribute_hash(keys.attribute, exchange.request_model));
  add_if_present(clients_, attribute_hash(keys.attribute, exchange.user_agent, exchange.ja4));
  add_if_present(networks_, attribute_hash(keys.attribute, exchange.client_address));
  add_if_present(systems_, prints.system);
  add_if_present(tools_, prints.tools);
  add_if_present(templates_, prints.skeleton);
}

Status Profile::merge(const Profile& other) {
  if (key_id_ != 0 && other.key_id_ != 0 && key_id_ != other.key_id_) {
    return Error{
        Code::usage,
        "profiles made under different keys cannot be merged; make both again with the same --key-file"};
  }
  key_id_ = std::max(key_id_, other.key_id_);
  for (std::size_t i = 0; i < counters_.size(); ++i)
    counters_[i] = saturating_sum(counters_[i], other.counters_[i]);
  first_us_ = std::min(first_us_, other.first_us_);
  last_us_ = std::max(last_us_, other.last_us_);
  prompts_.merge(other.prompts_);
  hours_.merge(other.hours_);
  topics_.merge(other.topics_);
  capabilities_.merge(other.capabilities_);
  models_.merge(other.models_);
  clients_.merge(other.clients_);
  networks_.merge(other.networks_);
  systems_.merge(other.systems_);
  tools_.merge(other.tools_);
  templates_.merge(other.templates_);
  return Done{};
}

}  // namespace stillwatch
