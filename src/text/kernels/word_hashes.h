// The hashes of all words of a text: the inner loop of text/word_list.h, where the hash is defined.
//
// `hash_words_scalar` defines what is right; `hash_words` gives the same faster (see
// text/kernels/ascii_blocks.h). Pure, thread-safe. Cost: 1 to 1.5 ns a word.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/siphash.h"

namespace stillwatch::kernels {

inline constexpr std::size_t kShortWord = 16;  // bytes

// `edges`: begin and end of each word, alternating. Sixteen bytes from the begin of every word must be
// readable. hashes[i] is that of word i if it is of at most kShortWord bytes; the numbers of the others are
// listed in `longer`, which has room for all words and one more. Returns how many these are.
std::size_t hash_words_scalar(const char* text, const std::uint32_t* edges, std::size_t words, SipKey key,
                              std::uint64_t* hashes, std::uint32_t* longer);
std::size_t hash_words(const char* text, const std::uint32_t* edges, std::size_t words, SipKey key,
                       std::uint64_t* hashes, std::uint32_t* longer);

}  // namespace stillwatch::kernels
