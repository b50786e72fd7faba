// Says a text again in other words, so that a small corpus can serve a large world.
//
//   std::string out;
//   rewrite("How do I sort 20 rows?", "en", seed, out);      // "So how do I order 35 rows?"
//
// The same text and seed give the same result. Numbers and identifiers are exchanged (the same one always for
// the same other one within a text), common words for near synonyms, small words are put in, and sentences
// may be left out. Two seeds give texts with different hashes, and most of their 8-word shingles differ.
// Honest accounts and campaigns use the same rewriter with the same settings, so that it tells nothing. It
// keeps the topic, not the truth: a rewritten answer may be wrong, which no signal looks at. Invalid UTF-8 is
// copied as it stands.
//
// Cost: one pass, about 100 MB/s. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace stillwatch::world {

// Appends the rewritten text to `out`; `language` is an ISO 639-1 code and chooses the small words that are
// put in. Stops at the first end of a sentence or line after `max_words` words. Returns the number of words
// written.
std::size_t rewrite(std::string_view text, std::string_view language, std::uint64_t seed, std::string& out,
                    std::size_t max_words = ~std::size_t{0});

// A wording (wordings.h) in other English words; its marks, and the white space around them, stay.
[[nodiscard]] std::string rewrite_wording(std::string_view wording, std::uint64_t seed);

}  // namespace stillwatch::world
