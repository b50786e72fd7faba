#include "account/parameter_hash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <string_view>

namespace stillwatch {
namespace {

// The given settings as pairs of (which, value). Numbers of the settings are part of the hash: append only.
class Settings {
 public:
  explicit Settings(SipKey key) : key_(key) {}

  void add(const std::optional<double>& value) {
    ++which_;
    if (value) put(std::bit_cast<std::uint64_t>(*value + 0.0));  // -0 is 0
  }
  void add(const std::optional<std::int64_t>& value) {
    ++which_;
    if (value) put(static_cast<std::uint64_t>(*value));
  }
  void add(const std::optional<bool>& value) {
    ++which_;
    if (value) put(*value ? 1 : 0);
  }
  void add(std::string_view value) {
    ++which_;
    if (!value.empty()) put(siphash(key_, value));
  }
  void add_presence(bool given) {
    ++which_;
    if (given) put(1);
  }
  [[nodiscard]] std::uint64_t hash() const {
    if (count_ == 0) return 0;
    const auto* const bytes = reinterpret_cast<const char*>(given_.data());
    return std::max<std::uint64_t>(siphash(key_, {bytes, count_ * sizeof(given_[0])}), 1);
  }

 private:
  void put(std::uint64_t value) {
    given_[count_++] = which_;
    given_[count_++] = value;
  }
  static constexpr std::size_t kSettings = 14;
  SipKey key_;
  std::uint64_t which_ = 0;
  std::array<std::uint64_t, 2 * kSettings> given_{};
  std::size_t count_ = 0;
};

}  // namespace

std::uint64_t parameter_hash(SipKey key, const RequestParameters& p) {
  Settings settings(key);
  for (const auto* real : {&p.temperature, &p.top_p, &p.frequency_penalty, &p.presence_penalty})
    settings.add(*real);
  for (const auto* whole : {&p.top_k, &p.max_tokens, &p.choice_count, &p.top_logprobs}) settings.add(*whole);
  settings.add_presence(p.seed.has_value());
  settings.add_presence(p.logit_bias_count.value_or(0) > 0);
  settings.add(p.stream);
  settings.add(p.logprobs);
  settings.add(p.reasoning_effort);
  settings.add(p.response_format);
  return settings.hash();
}

std::uint8_t probing_settings(const RequestParameters& p) {
  unsigned settings = 0;
  if (p.logprobs.value_or(false) || p.top_logprobs.value_or(0) > 0) settings |= kLogProbabilities;
  if (p.logit_bias_count.value_or(0) > 0) settings |= kLogitBias;
  if (p.choice_count.value_or(1) > 1) settings |= kSeveralChoices;
  if (p.seed.has_value()) settings |= kSeeded;
  if (p.temperature.value_or(1.0) == 0.0 || p.top_k.value_or(0) == 1) settings |= kGreedy;
  return static_cast<std::uint8_t>(settings);
}

}  // namespace stillwatch
