// The word lists (text/lexicon_words.h) looked up by word hash.
//
//   const Lexicon lexicon(keys.words);            // about a millisecond; then immutable, shared by threads
//   if (const LexiconEntry* entry = lexicon.find(hash)) ...
//
// Cost of find: one or two cache lines, about 1 ns.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/siphash.h"
#include "text/fingerprints.h"

namespace stillwatch {

struct LexiconEntry {
  std::uint64_t language_votes =
      0;  // one byte for each voting language: 1 where the word is one of its function words
  std::array<std::uint8_t, kCapabilityCount> weights{};  // by Capability
  std::uint16_t phrase_first = 0, phrase_count = 0;      // phrases that begin with this word
  bool common = false;                                   // stays in skeletons
  bool weighs = false;                                   // some weight is not 0
};

struct Phrase {
  std::vector<std::uint64_t> words;
  TextFlag flag{};
};

class Lexicon {
 public:
  explicit Lexicon(SipKey words);

  [[nodiscard]] const LexiconEntry* find(std::uint64_t hash) const {
    for (std::size_t slot = hash & kSlotMask;; slot = (slot + 1) & kSlotMask) {
      if (hashes_[slot] == hash) return &entries_[places_[slot]];
      if (hashes_[slot] == 0) return nullptr;
    }
  }
  [[nodiscard]] std::span<const Phrase> phrases_of(const LexiconEntry& entry) const {
    return std::span(phrases_).subspan(entry.phrase_first, entry.phrase_count);
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  static constexpr std::size_t kSlots = 8192;  // at most a quarter full, so that misses end at once
  static constexpr std::size_t kSlotMask = kSlots - 1;

  LexiconEntry& entry_of(std::uint64_t hash);
  void add_phrases(SipKey words);

  std::vector<std::uint64_t> hashes_ = std::vector<std::uint64_t>(kSlots);  // 0: free
  std::vector<std::uint16_t> places_ = std::vector<std::uint16_t>(kSlots);
  std::vector<LexiconEntry> entries_;
  std::vector<Phrase> phrases_;  // grouped by first word
};

}  // namespace stillwatch
