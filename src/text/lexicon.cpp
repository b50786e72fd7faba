#include "text/lexicon.h"

#include <algorithm>

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

Lexicon::Lexicon(SipKey words) {
  const auto languages = function_words();
  for (std::size_t i = 0; i < languages.size(); ++i) {
    for (const std::uint64_t hash : hashes_of(words, languages[i].words)) {
      LexiconEntry& entry = entry_of(hash);
      entry.common = true;
      if (i < kVotingLanguages) entry.language_votes |= 1ULL << (8 * i);
    }
  }
  for (const std::uint64_t hash : hashes_of(words, instruction_words())) entry_of(hash).common = true;
  for (const CapabilityWords& list : capability_words()) {
    for (const std::uint64_t hash : hashes_of(words, list.words)) {
      LexiconEntry& entry = entry_of(hash);
      std::uint8_t& weight = entry.weights[static_cast<std::size_t>(list.capability)];
      weight = std::max(weight, list.weight);
      entry.weighs = true;
    }
  }
  add_phrases(words);
}

void Lexicon::add_phrases(SipKey words) {
  for (const IntentPhrases& list : intent_phrases()) {
    std::string_view rest = list.phrases;
    while (!rest.empty()) {
      const std::string_view phrase = rest.substr(0, rest.find('|'));
      rest.remove_prefix(std::min(rest.size(), phrase.size() + 1));
      phrases_.push_back({hashes_of(words, phrase), list.flag});
    }
  }
  std::sort(phrases_.begin(), phrases_.end(),
            [](const Phrase& a, const Phrase& b) { return a.words < b.words; });
  for (std::size_t i = 0; i < phrases_.size(); ++i) {
    LexiconEntry& entry = entry_of(phrases_[i].words.front());
    if (entry.phrase_count++ == 0) entry.phrase_first = static_cast<std::uint16_t>(i);
  }
}

LexiconEntry& Lexicon::entry_of(std::uint64_t hash) {
  std::size_t slot = hash & kSlotMask;
  while (hashes_[slot] != 0 && hashes_[slot] != hash) slot = (slot + 1) & kSlotMask;
  if (hashes_[slot] == 0) {
    hashes_[slot] = hash;
    places_[slot] = static_cast<std::uint16_t>(entries_.size());
    entries_.emplace_back();
  }
  return entries_[places_[slot]];
}

}  // namespace stillwatch
