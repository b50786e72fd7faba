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
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/siphash.h"
#include "text/fingerprints.h"

namespace stillwatch {

// What a word adds to the counts of the text that it is in.
struct alignas(32) WordVotes {
  std::uint64_t language = 0;              // one byte for each voting language: 1 where the word is its own
  std::array<std::uint64_t, 2> weights{};  // by Capability, ten bits each, six to a number
  bool operator==(const WordVotes&) const = default;
};
inline constexpr std::size_t kWeightBits = 10, kWeightsInOne = 6;
static_assert(kCapabilityCount <= 2 * kWeightsInOne);

// Small, so that those of all words stay in the first-level cache; words that vote alike share their votes.
struct LexiconEntry {
  std::uint16_t phrases : 15 = 0;    // which of Lexicon::phrases_of; 0: no phrase begins with this word
  std::uint16_t begins_url : 1 = 0;  // http, https, www
  std::uint8_t votes = 0;            // which of Lexicon::votes; 0: none
  bool common = false;               // stays in skeletons
};
static_assert(sizeof(LexiconEntry) == 4);

// Phrases of the intent model, by number.
inline constexpr std::size_t kPhrasesMost = 256;
class PhraseSet {
 public:
  void set(std::size_t number) { bits_[number / 64] |= std::uint64_t{1} << (number % 64); }
  [[nodiscard]] bool test(std::size_t number) const { return (bits_[number / 64] >> (number % 64) & 1) != 0; }
  [[nodiscard]] bool none() const { return (bits_[0] | bits_[1] | bits_[2] | bits_[3]) == 0; }
  // Calls visit(number) for each, ascending.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (std::size_t i = 0; i < bits_.size(); ++i) {
      for (std::uint64_t left = bits_[i]; left != 0; left &= left - 1)
        visit(64 * i + static_cast<std::size_t>(std::countr_zero(left)));
    }
  }

 private:
  std::array<std::uint64_t, kPhrasesMost / 64> bits_{};
};
static_assert(kPhrasesMost == 256);

struct Phrase {
  static constexpr std::uint16_t kNoNumber = 0xffff;
  std::vector<std::uint64_t> words;
  std::uint8_t flag = 0;             // a TextFlag, of intent_phrases(); or
  std::uint16_t number = kNoNumber;  // of the intent model
};

// The phrases that begin with one word.
struct PhraseGroup {
  std::uint64_t seconds = 0;  // bit (hash >> 58) for each second word; all for phrases of one word
  std::uint16_t first = 0, count = 0;
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
  [[nodiscard]] const WordVotes& votes(const LexiconEntry& entry) const { return votes_[entry.votes]; }
  // Of LexiconEntry::phrases.
  [[nodiscard]] const PhraseGroup& group(std::uint16_t number) const { return groups_[number]; }
  [[nodiscard]] std::span<const Phrase> phrases_of(const PhraseGroup& group) const {
    return std::span(phrases_).subspan(group.first, group.count);
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  static constexpr std::size_t kSlots = 8192;
  static std::size_t first_slot(std::uint64_t hash) { return hash % kSlots; }
  static std::size_t second_slot(std::uint64_t hash) { return hash / kSlots % kSlots; }

  std::uint16_t entry_of(std::uint64_t hash);
  void share_votes();
  void place(std::uint16_t entry);
  void add_phrases(SipKey words, std::string_view spellings, std::uint8_t flag, std::uint16_t number);
  void index_phrases();

  // Cuckoo hashing (Pagh and Rodler 2004): an entry is in one of two slots.
  std::vector<std::uint16_t> places_ = std::vector<std::uint16_t>(kSlots);
  std::vector<std::uint64_t> hashes_ = std::vector<std::uint64_t>(1);  // of each entry, close together
  std::vector<LexiconEntry> entries_ = std::vector<LexiconEntry>(1);
  std::vector<WordVotes> votes_ = std::vector<WordVotes>(1);  // while lists are read: of each entry
  std::vector<PhraseGroup> groups_ = std::vector<PhraseGroup>(1);
  std::vector<Phrase> phrases_;  // grouped by first word
};

}  // namespace stillwatch
