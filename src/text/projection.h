// What a text is about, as a direction in 32 dimensions: near texts share words.
//
//   const Projection a = project_words(words, found, lexicon);       // `found` from text/prompt_reading.h
//   double likeness = cosine(a, b);                                  // -1 to 1; about 0 +- 0.18 for
//   strangers
//
// Signed feature hashing (Weinberger, Dasgupta, Langford, Smola and Attenberg, "Feature hashing for large
// scale multitask learning", ICML 2009): each word adds to one coordinate, with one sign, both from bits of
// its keyed hash. The k-th occurrence of a word adds sqrt(k) - sqrt(k - 1), so that repetition counts
// sublinearly, and the common words of the lexicon a quarter, so that content outweighs wording. One pair of
// texts says little (the noise above); means over hundreds of exchanges, as a distribution test takes them,
// say much.
//
// A log may carry embeddings of its own. They are projected to the same 32 dimensions by random signs
// (Achlioptas, "Database-friendly random projections", JCSS 2003), drawn from the scan's key, which keeps
// cosines up to the same noise. Projections of the two kinds, or under two keys, have nothing in common.
//
// Exact definition: docs/format/fingerprints.md. Pure but for EmbeddingProjector, which holds a table (one
// per thread). Cost: 1 to 2 ns for each of the first kProjectedWords words; 5 ns per embedded number.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/siphash.h"
#include "text/fingerprints.h"
#include "text/lexicon.h"

namespace stillwatch {

inline constexpr std::size_t kProjectedWords = 512;

// All zeros for a text without words (or whose words cancel out, which only a few words can).
[[nodiscard]] Projection project_words(std::span<const std::uint64_t> words,
                                       std::span<const std::uint16_t> found, const Lexicon& lexicon);

class EmbeddingProjector {
 public:
  explicit EmbeddingProjector(SipKey key) : key_(key) {}
  // Finite numbers, any count; all zeros when all of them are.
  [[nodiscard]] Projection project(std::span<const float> embedding);

 private:
  SipKey key_;
  std::vector<std::uint32_t> signs_;  // of each number seen so far: bit j is set where coordinate j gets -x
};

// Cosine of the angle between two; 0 when one is all zeros.
[[nodiscard]] double cosine(const Projection& a, const Projection& b);

}  // namespace stillwatch
