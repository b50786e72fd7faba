// The inner loops of fingerprinting that touch every word hash: runs of words, least hashes of windows, keyed
// hashes of many numbers, and a sort of few.
//
// The `_scalar` functions define what is right; the others give the same results faster (see
// text/kernels/ascii_blocks.h). Pure, thread-safe. Cost, AVX-512: 0.3 ns a word for runs of eight, 0.4 ns for
// windows, 3 ns a keyed hash, 2 to 5 ns a number sorted.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/siphash.h"

namespace stillwatch::kernels {

// Numbers that may be read or written behind the arrays named below; what stands there has no meaning.
inline constexpr std::size_t kHashesBeyond = 16;

// out[i] = XOR over j < 8 of rotl(words[i + j], 7 - j), for i + 8 <= count. Uses `out` up to kHashesBeyond
// behind `count`.
void runs_of_eight_scalar(const std::uint64_t* words, std::size_t count, std::uint64_t* out);
void runs_of_eight(const std::uint64_t* words, std::size_t count, std::uint64_t* out);

// The same of six: out[i] = XOR over j < 6 of rotl(words[i + j], 5 - j).
void runs_of_six_scalar(const std::uint64_t* words, std::size_t count, std::uint64_t* out);
void runs_of_six(const std::uint64_t* words, std::size_t count, std::uint64_t* out);

// The least hash of each window of kMinimumWindow hashes in a row, without those that equal the one before;
// one least hash when there are fewer hashes than a window holds. Returns how many `out` holds. Reads
// `hashes`, and uses `out` and `scratch`, up to kHashesBeyond behind `count`, which is above 0.
inline constexpr std::size_t kMinimumWindow = 48;
std::size_t window_minima_scalar(const std::uint64_t* hashes, std::size_t count, std::uint64_t* scratch,
                                 std::uint64_t* out);
std::size_t window_minima(const std::uint64_t* hashes, std::size_t count, std::uint64_t* scratch,
                          std::uint64_t* out);

// values[i] = siphash(key, values[i]).
void keyed_hashes_scalar(SipKey key, std::uint64_t* values, std::size_t count);
void keyed_hashes(SipKey key, std::uint64_t* values, std::size_t count);

// Sorts in ascending order and drops duplicates; returns how many are left.
std::size_t sort_distinct_scalar(std::uint64_t* values, std::size_t count);
std::size_t sort_distinct(std::uint64_t* values, std::size_t count);

}  // namespace stillwatch::kernels
