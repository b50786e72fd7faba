// Remembers the hashes of texts that come again and again: system prompts, tool schemas, first turns and
// histories are sent with every request of a conversation.
//
//   std::uint64_t raw = TurnMemo::extend(TurnMemo::begin(seed, purpose), text);
//   if (const auto known = memo.find(raw); known.found) return known.value;
//   memo.store(raw, compute());
//
// A table of fixed size in which a newer text replaces an older one, so it changes speed and never results:
// it is keyed by a 64-bit hash of the raw bytes under a secret seed. Not thread-safe. Memory: places times
// (8 bytes and a value).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace stillwatch {

// The hash of a text's raw bytes.
[[nodiscard]] std::uint64_t raw_text_hash(std::uint64_t seed, std::string_view text);

template <class Value, std::size_t Places>
class TextMemo {
 public:
  // Begins the raw hash of a text of several parts; `purpose` keeps kinds of text apart.
  [[nodiscard]] static std::uint64_t begin(std::uint64_t seed, std::uint64_t purpose) {
    return seed + purpose;
  }
  [[nodiscard]] static std::uint64_t extend(std::uint64_t raw_hash, std::string_view part) {
    return raw_text_hash(raw_hash, part);
  }

  struct Known {
    bool found = false;
    Value value{};
  };
  [[nodiscard]] Known find(std::uint64_t raw_hash) const {
    const Place& place = places_[raw_hash % Places];
    return {place.raw_hash == raw_hash, place.value};
  }
  void store(std::uint64_t raw_hash, const Value& value) { places_[raw_hash % Places] = {raw_hash, value}; }

 private:
  struct Place {
    std::uint64_t raw_hash = 0;
    Value value{};
  };
  std::vector<Place> places_ = std::vector<Place>(Places);
};

// Answers and first turns are put by when they are met, and come back with the next request of their
// conversation, thousands of exchanges later: so many places find nine in ten of them. 1 MB.
using TurnMemo = TextMemo<std::uint64_t, std::size_t{1} << 16>;

}  // namespace stillwatch
