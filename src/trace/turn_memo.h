// Remembers the hashes of texts that come again and again: system prompts, tool schemas, first turns and
// histories are sent with every request of a conversation.
//
//   std::uint64_t raw = TurnMemo::extend(TurnMemo::begin(seed, purpose), text);
//   if (const auto known = memo.find(raw); known.found) return known.value;
//   memo.store(raw, compute());
//
// A table of fixed size in which a newer text replaces an older one, so it changes speed and never results:
// it is keyed by a 64-bit hash of the raw bytes under a secret seed. Not thread-safe. Memory: 64 KiB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace stillwatch {

class TurnMemo {
 public:
  // Begins the raw hash of a text of several parts; `purpose` keeps kinds of text apart.
  [[nodiscard]] static std::uint64_t begin(std::uint64_t seed, std::uint64_t purpose) {
    return seed + purpose;
  }
  [[nodiscard]] static std::uint64_t extend(std::uint64_t raw_hash, std::string_view part);

  struct Known {
    bool found = false;
    std::uint64_t value = 0;
  };
  [[nodiscard]] Known find(std::uint64_t raw_hash) const {
    const Place& place = places_[raw_hash % kPlaces];
    return {place.raw_hash == raw_hash, place.value};
  }
  void store(std::uint64_t raw_hash, std::uint64_t value) { places_[raw_hash % kPlaces] = {raw_hash, value}; }

 private:
  static constexpr std::size_t kPlaces = 4096;
  struct Place {
    std::uint64_t raw_hash = 0, value = 0;
  };
  std::vector<Place> places_ = std::vector<Place>(kPlaces);
};

}  // namespace stillwatch
