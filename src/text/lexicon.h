// The word lists (text/lexicon_words.h) looked up by word hash.
//
//   const Lexicon lexicon(keys.words);            // about a millisecond; then immutable, shared by threads
//   const LexiconEntry& entry = lexicon.entry(lexicon.find(hash));     // an entry of zeros for words in no
//   list
//
// Whether a word of a text is in a list is as good as a coin toss, so find has no branch that depends on it.
// Cost: 1 ns.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/siphash.h"
#include "text/fingerprints.h"

namespace stillwatch {

struct LexiconEntry {
  std::uint64_t hash = 0;
  std::uint64_t language_votes = 0;  // one byte for each voting language: 1 where the word is one of its own
  std::array<std::uint64_t, 3> weights{};  // by Capability, 16 bits each, four to a number
  std::uint64_t phrase_seconds =
      0;  // bit (hash >> 58) for each second word of a phrase; all for phrases of one word
  std::uint16_t phrase_first = 0, phrase_count = 0;  // phrases that begin with this word
  bool common = false;                               // stays in skeletons
  bool begins_url = false;                           // http, https, www
};
static_assert(kCapabilityCount <= 12);

// Phrases of the intent model, by number.
inline constexpr std::size_t kPhrasesMost = 256;
using PhraseSet = std::bitset<kPhrasesMost>;

struct Phrase {
  static constexpr std::uint16_t kNoNumber = 0xffff;
  std::vector<std::uint64_t> words;
  std::uint8_t flag = 0;             // a TextFlag, of intent_phrases(); or
  std::uint16_t number = kNoNumber;  // of the intent model
};

class Lexicon {
 public:
  // `phrases`: those of the intent model, spellings separated by `|`; they change nothing else.
  explicit Lexicon(SipKey words, std::span<const std::string> phrases = {});

  // The place of a word's entry; 0, the entry of zeros, when there is none.
  [[nodiscard]] std::uint16_t find(std::uint64_t hash) const {
    const std::uint16_t first = places_[first_slot(hash)];
    const std::uint16_t second = places_[second_slot(hash)];
    // Multiplied, because compilers turn a choice into a branch.
    const auto is_first = static_cast<unsigned>(hashes_[first] == hash);
    const auto is_second = static_cast<unsigned>(hashes_[second] == hash) & ~is_first;
    return static_cast<std::uint16_t>(first * is_first + second * is_second);
  }
  [[nodiscard]] const LexiconEntry& entry(std::uint16_t place) const { return entries_[place]; }
  [[nodiscard]] std::span<const Phrase> phrases_of(const LexiconEntry& entry) const {
    return std::span(phrases_).subspan(entry.phrase_first, entry.phrase_count);
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  static constexpr std::size_t kSlots = 8192;
  static std::size_t first_slot(std::uint64_t hash) { return hash % kSlots; }
  static std::size_t second_slot(std::uint64_t hash) { return hash / kSlots % kSlots; }

  LexiconEntry& entry_of(std::uint64_t hash);
  void place(std::uint16_t entry);
  void add_phrases(SipKey words, std::string_view spellings, std::uint8_t flag, std::uint16_t number);
  void index_phrases();

  // Cuckoo hashing (Pagh and Rodler 2004): an entry is in one of two slots.
  std::vector<std::uint16_t> places_ = std::vector<std::uint16_t>(kSlots);
  std::vector<std::uint64_t> hashes_ = std::vector<std::uint64_t>(1);  // of each entry, close together
  std::vector<LexiconEntry> entries_ = std::vector<LexiconEntry>(1);
  std::vector<Phrase> phrases_;  // grouped by first word
};

}  // namespace stillwatch
