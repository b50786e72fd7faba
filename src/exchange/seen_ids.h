// Finds exchange ids that occur twice, in one pass, without keeping the ids.
//
//   SeenIds seen(identifier_key(secret));
//   if (auto repeat = seen.note(seen.hash(exchange.id), exchange.place)) report(*repeat);
//
// What is kept of an id is a keyed 64-bit hash and its place, so that the same repeats are found in whatever
// order threads bring them: of all places of one id, each but the lowest (by input, then offset) is returned
// exactly once. Two different ids have the same hash with chance n^2 / 2^65 over n ids (2e-5 at 28.8
// million). Memory: 24 bytes an id in tables that are filled between 40 and 80 per cent, so 30 to 60 bytes an
// id; at most `most` ids are kept (by default 64 million, at most 4 GB), after which no new id is noted and
// full() says so. Thread-safe. Cost: one hash, one lock among 64, one look-up. No errors.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "base/siphash.h"
#include "exchange/exchange.h"

namespace stillwatch {

class SeenIds {
 public:
  static constexpr std::size_t kMostIds = std::size_t{64} << 20;
  explicit SeenIds(SipKey key, std::size_t most = kMostIds);

  [[nodiscard]] std::uint64_t hash(std::string_view id) const;

  // None for a new id; else the later of the two places, which is the repeat.
  [[nodiscard]] std::optional<SourcePlace> note(std::uint64_t hash, const SourcePlace& place);

  // True when ids were left out of the search because there were more than `most`.
  [[nodiscard]] bool full() const { return full_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0: empty
    std::uint64_t offset = 0;
    std::uint32_t input = 0;
    std::uint32_t line = 0;  // saturates
  };
  struct Shard {
    std::mutex mutex;
    std::vector<Slot> slots = std::vector<Slot>(64);
    std::size_t used = 0;
  };
  static constexpr std::size_t kShards = 64;
  [[nodiscard]] static std::size_t slot_of(const std::vector<Slot>& slots, std::uint64_t hash);
  static void grow(Shard& shard);

  SipKey key_;
  std::size_t most_per_shard_;
  std::array<Shard, kShards> shards_;
  std::atomic<bool> full_{false};
};

}  // namespace stillwatch
