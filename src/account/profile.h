// The mergeable summary of one account.
//
//   ProfileKeys keys(secret);
//   Profile profile(keys);
//   profile.add(exchange, fingerprints, keys);            // in any order
//   Status merged = profile.merge(from_another_shard);    // in any grouping and order: the same bytes
//   std::string state = profile.serialise();              // docs/format/profile.md
//   Result<Profile> read = Profile::parse(state);
//
// Merging is associative and commutative to the byte, so that threads, days and machines combine exactly:
// sums saturate, times take the minimum and maximum, sets and sketches follow rules that do not depend on
// order (account/ least_key_counts.h, account/distinct_sketch.h). Left out on purpose: the gaps between
// exchanges. A gap belongs to two exchanges, and the one between the last of a part and the first of the next
// is in neither part, so no histogram of gaps merges; rhythm beyond the hours of the week is read from the
// exchanges themselves.
//
// Holds keyed hashes and counts, never text, names or addresses. Not thread-safe. Cost of add: about 100 ns.
// Memory: about 1 KB for a busy account, 400 bytes for a quiet one.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "account/distinct_sketch.h"
#include "account/least_key_counts.h"
#include "base/result.h"
#include "base/siphash.h"
#include "exchange/exchange.h"
#include "text/fingerprints.h"

namespace stillwatch {

struct ProfileKeys {
  SipKey attribute;          // hashes of model, client and network
  std::uint64_t key_id = 0;  // names the secret without revealing it; never 0

  explicit ProfileKeys(std::string_view secret);
};

// Monday 00:00 to 01:00 UTC is 0, Sunday's last hour 167. Times before 1970 count too.
[[nodiscard]] std::uint8_t hour_of_week(std::int64_t time_us);

class Profile {
 public:
  static constexpr std::uint16_t kFormatVersion = 1;

  // What can be counted, in the order of the stored form: append only.
  enum Counter : std::uint8_t {
    kExchanges,
    kConversationStarts,
    kUnauthorised,  // HTTP 401
    kForbidden,     // 403
    kRateLimited,   // 429
    kFailed,        // any other status from 400 on
    kInputTokens,
    kOutputTokens,
    kReasoningTokens,
    kToolTurns,
    kReasoningAsked,  // exchanges whose wording asks for reasoning
    kGradingAsked,    // ... for grading
    kCounterCount
  };

  Profile() = default;  // empty: merges with any
  explicit Profile(const ProfileKeys& keys) : key_id_(keys.key_id) {}

  // `keys` must be those the profile was made with.
  void add(const Exchange& exchange, const TextFingerprints& prints, const ProfileKeys& keys);

  // Adds everything in `other`. Fails, and changes nothing, when the two were made under different secrets.
  Status merge(const Profile& other);

  [[nodiscard]] std::string serialise() const;
  // Accepts exactly what serialise() writes: parse(s).serialise() == s. Errors name the offset and the field.
  [[nodiscard]] static Result<Profile> parse(std::string_view state);

  bool operator==(const Profile&) const = default;

  [[nodiscard]] std::uint64_t key_id() const { return key_id_; }  // 0: empty
  [[nodiscard]] std::uint64_t count(Counter counter) const { return counters_[counter]; }
  [[nodiscard]] std::int64_t first_us() const { return first_us_; }  // meaningful when count(kExchanges) > 0
  [[nodiscard]] std::int64_t last_us() const { return last_us_; }
  [[nodiscard]] double distinct_prompts() const { return prompts_.estimate(); }

  using Hours = LeastKeyCounts<std::uint8_t, 168>;
  using Topics = LeastKeyCounts<std::uint8_t, 256>;
  using Capabilities = LeastKeyCounts<std::uint8_t, kCapabilityCount>;
  using Few = LeastKeyCounts<std::uint64_t, 8>;
  using Networks = LeastKeyCounts<std::uint64_t, 16>;
  using Templates = LeastKeyCounts<std::uint64_t, 32>;

  [[nodiscard]] const Hours& hours() const { return hours_; }     // of the week, all exchanges
  [[nodiscard]] const Topics& topics() const { return topics_; }  // of conversation starts
  [[nodiscard]] const Capabilities& capabilities() const {
    return capabilities_;
  }  // by Capability, all exchanges
  [[nodiscard]] const Few& models() const { return models_; }
  [[nodiscard]] const Few& clients() const { return clients_; }            // user agent and TLS fingerprint
  [[nodiscard]] const Networks& networks() const { return networks_; }     // client addresses
  [[nodiscard]] const Few& systems() const { return systems_; }            // system prompts
  [[nodiscard]] const Few& tools() const { return tools_; }                // tool schemas
  [[nodiscard]] const Templates& templates() const { return templates_; }  // whole skeletons of user turns

 private:
  friend class ProfileWriter;
  friend class ProfileReader;

  void count_status(std::int32_t status);
  void count_flags(std::uint8_t flags);

  std::uint64_t key_id_ = 0;
  std::array<std::uint64_t, kCounterCount> counters_{};
  std::int64_t first_us_ = INT64_MAX;
  std::int64_t last_us_ = INT64_MIN;
  DistinctSketch prompts_;
  Hours hours_;
  Topics topics_;
  Capabilities capabilities_;
  Few models_, clients_, systems_, tools_;
  Networks networks_;
  Templates templates_;
};

}  // namespace stillwatch
