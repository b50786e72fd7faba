// Winnowed word shingles: a few hashes of a text such that any long enough run of words shared by two texts
// gives a hash shared by both.
//
//   Winnower winnower;                                    // reuse it: holds its memory
//   winnower.winnow(words.hashes(), key, prints);         // prints: ascending, without duplicates
//
// Every run of kShingleWords words is hashed (an XOR of rotated word hashes), and from each window of kWindow
// shingles in a row the least is kept, the rightmost where several are least. Guarantee: two texts that share
// kSharedRun words in a row share a print. Density: 2 / (kWindow + 1) prints per word. Texts of fewer words
// than a window holds give one print, their least shingle; texts below kWordsMin give none. Each print is a
// SipHash of the shingle. Prints are values, not places, so that which of several least shingles is kept
// shows nowhere; the inner loops are those of text/kernels/hash_runs.h. Source: Schleimer, Wilkerson, Aiken,
// "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003 (whose printed pseudo-code loses
// minima; the definition above is what the tests hold this to). Cost: about 1 ns per word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/siphash.h"

namespace stillwatch {

inline constexpr std::size_t kShingleWords = 8;
inline constexpr std::size_t kWindow = 48;
inline constexpr std::size_t kSharedRun = kWindow + kShingleWords - 1;  // 55 words
inline constexpr std::size_t kWordsMin = 16;

class Winnower {
 public:
  void winnow(std::span<const std::uint64_t> words, SipKey key, std::vector<std::uint64_t>& prints);

 private:
  std::vector<std::uint64_t> shingles_, scratch_, least_;
};

}  // namespace stillwatch
