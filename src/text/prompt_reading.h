// What the word lists say of a prompt: its language, the ability it draws on, the intents its wording shows,
// its topic.
//
//   PromptReading reading = read_prompt(words, scripts, lexicon, found);
//
// `found[i]` becomes the place of word i in the lexicon; skeletons use it too. Rules are in
// docs/format/fingerprints.md. Guesses, not facts: they serve to count and to group, never to accuse. Cost:
// about 2 ns per word. Thread-safe: pure.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "text/fingerprints.h"
#include "text/lexicon.h"
#include "text/normal_text.h"

namespace stillwatch {

struct PromptReading {
  Capability capability = Capability::other;
  std::uint8_t topic_bits = 0;  // 4 bits: SimHash of the content words
  std::uint8_t flags = 0;       // kAsksForReasoning, kAsksForGrading
  std::array<char, 2> language = {'u', 'n'};
  PhraseSet phrases;  // of the intent model, among the first kHeadWords or the last kTailWords words
};

// Requests say what they want near their beginning or end; what lies between is often pasted text.
inline constexpr std::size_t kHeadWords = 96, kTailWords = 64;

// Only the first kReadWords words count towards language and capability, so that a long pasted text does not
// drown the request; intents are looked for everywhere.
inline constexpr std::size_t kReadWords = 250;

[[nodiscard]] PromptReading read_prompt(std::span<const std::uint64_t> words,
                                        const std::array<std::uint32_t, kScriptCount>& scripts,
                                        const Lexicon& lexicon, std::vector<std::uint16_t>& found);

// Phrases of the intent model anywhere among the words: for system prompts.
[[nodiscard]] PhraseSet read_phrases(std::span<const std::uint64_t> words, const Lexicon& lexicon);

// The 256 buckets of TextFingerprints::topic: 16 slots of capability times 16 of content.
[[nodiscard]] constexpr std::uint8_t topic_of(Capability capability, std::uint8_t topic_bits) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(capability) << 4 | (topic_bits & 15U));
}

}  // namespace stillwatch
