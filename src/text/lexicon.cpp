#include "text/lexicon.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "text/lexicon_words.h"
#include "text/normal_text.h"
#include "text/word_list.h"

namespace stillwatch {
namespace {

std::vector<std::uint64_t> hashes_of(SipKey key, std::string_view text) {
  NormalText normal;
  normal.append(text);
  normal.finish();
  WordList words;
  words.split(normal.bytes(), key);
  return {words.hashes().begin(), words.hashes().end()};
}

}  // namespace

Lexicon::Lexicon(SipKey words, std::span<const std::string> phrases) {
  const auto languages = function_words();
  for (std::size_t i = 0; i < languages.size(); ++i) {
    for (const std::uint64_t hash : hashes_of(words, languages[i].words)) {
      const std::uint16_t entry = entry_of(hash);
      entries_[entry].common = true;
      if (i < kVotingLanguages) votes_[entry].language |= 1ULL << (8 * i);
    }
  }
  for (const std::uint64_t hash : hashes_of(words, instruction_words()))
    entries_[entry_of(hash)].common = true;
  for (const CapabilityWords& list : capability_words()) {
    for (const std::uint64_t hash : hashes_of(words, list.words)) {
      const auto lane = static_cast<std::size_t>(list.capability);
      std::uint64_t& lanes = votes_[entry_of(hash)].weights[lane / kWeightsInOne];
      const std::size_t shift = kWeightBits * (lane % kWeightsInOne);
      if ((lanes >> shift & ((1U << kWeightBits) - 1)) == 0)
        lanes |= std::uint64_t{list.weight} << shift;  // the heaviest comes first
    }
  }
  for (const std::uint64_t hash : hashes_of(words, "http https www")) entries_[entry_of(hash)].begins_url = 1;
  for (const IntentPhrases& list : intent_phrases())
    add_phrases(words, list.phrases, list.flag, Phrase::kNoNumber);
  for (std::size_t i = 0; i < phrases.size(); ++i)
    add_phrases(words, phrases[i], 0, static_cast<std::uint16_t>(i));
  index_phrases();
  share_votes();
}

// Dozens of kinds of votes for thousands of words.
void Lexicon::share_votes() {
  std::vector<WordVotes> kinds(1);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto same = std::find(kinds.begin(), kinds.end(), votes_[i]);
    entries_[i].votes = static_cast<std::uint8_t>(same - kinds.begin());
    if (same == kinds.end()) kinds.push_back(votes_[i]);
  }
  assert(kinds.size() <= 256 && "the word lists have outgrown LexiconEntry::votes");
  votes_ = std::move(kinds);
}

void Lexicon::add_phrases(SipKey words, std::string_view spellings, std::uint8_t flag, std::uint16_t number) {
  while (!spellings.empty()) {
    const std::string_view phrase = spellings.substr(0, spellings.find('|'));
    spellings.remove_prefix(std::min(spellings.size(), phrase.size() + 1));
    phrases_.push_back({hashes_of(words, phrase), flag, number});
  }
}

void Lexicon::index_phrases() {
  std::sort(phrases_.begin(), phrases_.end(),
            [](const Phrase& a, const Phrase& b) { return a.words < b.words; });
  for (std::size_t i = 0; i < phrases_.size(); ++i) {
    LexiconEntry& entry = entries_[entry_of(phrases_[i].words.front())];
    if (entry.phrases == 0) {
      entry.phrases = static_cast<std::uint16_t>(groups_.size()) & 0x7fffU;
      groups_.emplace_back().first = static_cast<std::uint16_t>(i);
    }
    PhraseGroup& group = groups_[entry.phrases];
    ++group.count;
    group.seconds |= phrases_[i].words.size() > 1 ? 1ULL << (phrases_[i].words[1] >> 58) : ~0ULL;
  }
}

std::uint16_t Lexicon::entry_of(std::uint64_t hash) {
  if (const std::uint16_t known = find(hash); known != 0) return known;
  const auto added = static_cast<std::uint16_t>(entries_.size());
  entries_.emplace_back();
  votes_.emplace_back();
  hashes_.push_back(hash);
  place(added);
  return added;
}

// Puts an entry into its first slot; whoever was there moves to its other slot, and so on. At a third full,
// chains are short; a cycle has a chance of about one in a million per key, and is an error that no input can
// cause.
void Lexicon::place(std::uint16_t entry) {
  std::size_t slot = first_slot(hashes_[entry]);
  for (int moves = 0; moves < 500; ++moves) {
    std::swap(entry, places_[slot]);
    if (entry == 0) return;
    const std::size_t first = first_slot(hashes_[entry]);
    slot = slot == first ? second_slot(hashes_[entry]) : first;
  }
  assert(false && "the word lists have outgrown Lexicon::kSlots");
}

}  // namespace stillwatch
