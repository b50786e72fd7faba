// The word lists behind skeletons, languages, capabilities and intents. They are short, public and meant to
// be read: everything that Stillwatch "understands" of a text is on these pages. Changing one changes
// fingerprints, so it needs a new version of docs/format/fingerprints.md.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "text/fingerprints.h"

namespace stillwatch {

struct LanguageWords {
  std::array<char, 2> language;  // ISO 639-1
  std::string_view words;        // separated by spaces; they stay in skeletons
};

// Function words; the Latin-script languages come first and are told apart by them (at most
// kVotingLanguages).
inline constexpr std::size_t kVotingLanguages = 8;
[[nodiscard]] std::span<const LanguageWords> function_words();

// Words with which English requests are made: they stay in skeletons and count for no language.
[[nodiscard]] std::string_view instruction_words();

struct CapabilityWords {
  Capability capability;
  std::uint8_t weight;  // 1 hints, 3 nearly settles it
  std::string_view
      words;  // separated by spaces; these are slots in skeletons unless they are common words too
};
[[nodiscard]] std::span<const CapabilityWords> capability_words();

struct IntentPhrases {
  TextFlag flag;
  std::string_view phrases;  // separated by `|`; at most kPhraseWords words each
};
inline constexpr std::size_t kPhraseWords = 8;
[[nodiscard]] std::span<const IntentPhrases> intent_phrases();

}  // namespace stillwatch
