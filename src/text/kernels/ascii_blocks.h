// The two inner loops of text reading that touch every byte: copying with ASCII letters lowered, and finding
// word bytes.
//
// The `_scalar` functions define what is right; the others give the same results faster (SSE2, which every
// x86-64 has) and are what callers use. On other machines they are the scalar ones. A test compares them on
// random bytes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace stillwatch::kernels {

// Copies bytes from `in` to `out` with A-Z lowered and stops before the first byte above 127. Returns the
// number copied. Needs room for `size` rounded up to a multiple of 16 at `out`; never reads outside [in, in +
// size).
std::size_t copy_lowered_scalar(const char* in, std::size_t size, char* out);
std::size_t copy_lowered(const char* in, std::size_t size, char* out);

// Bit i says whether block[i] belongs to a word: a-z, 0-9 or any byte above 127. Reads 64 bytes.
std::uint64_t word_bytes_scalar(const char* block);
std::uint64_t word_bytes(const char* block);

}  // namespace stillwatch::kernels
