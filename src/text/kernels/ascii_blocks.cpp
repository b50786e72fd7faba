#include "text/kernels/ascii_blocks.h"

#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace stillwatch::kernels {

std::size_t copy_lowered_scalar(const char* in, std::size_t size, char* out) {
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(in[i]);
    if (byte >= 128) return i;
    out[i] = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
  }
  return size;
}

std::uint64_t word_bytes_scalar(const char* block) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < 64; ++i) {
    const auto byte = static_cast<unsigned char>(block[i]);
    const bool word = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 128;
    mask |= static_cast<std::uint64_t>(word) << i;
  }
  return mask;
}

#ifdef __SSE2__

std::size_t copy_lowered(const char* in, std::size_t size, char* out) {
  std::size_t at = 0;
  for (; at + 16 <= size; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + at));
    const __m128i from_a = _mm_cmpgt_epi8(bytes, _mm_set1_epi8('A' - 1));
    const __m128i upto_z = _mm_cmplt_epi8(bytes, _mm_set1_epi8('Z' + 1));
    const __m128i upper = _mm_and_si128(_mm_and_si128(from_a, upto_z), _mm_set1_epi8(32));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + at), _mm_or_si128(bytes, upper));
    const auto beyond_ascii = static_cast<unsigned>(_mm_movemask_epi8(bytes));
    if (beyond_ascii != 0) return at + static_cast<std::size_t>(std::countr_zero(beyond_ascii));
  }
  return at + copy_lowered_scalar(in + at, size - at, out + at);
}

namespace {

// Signed comparison sees bytes above 127 as negative: they fail both ranges, and their sign bit is what
// movemask reads.
std::uint64_t word_bytes16(const char* block) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block));
  const __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('a' - 1)),
                                       _mm_cmplt_epi8(bytes, _mm_set1_epi8('z' + 1)));
  const __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('0' - 1)),
                                      _mm_cmplt_epi8(bytes, _mm_set1_epi8('9' + 1)));
  const __m128i word = _mm_or_si128(_mm_or_si128(letter, digit), bytes);
  return static_cast<std::uint16_t>(_mm_movemask_epi8(word));
}

}  // namespace

std::uint64_t word_bytes(const char* block) {
  return word_bytes16(block) | word_bytes16(block + 16) << 16 | word_bytes16(block + 32) << 32 |
         word_bytes16(block + 48) << 48;
}

#else

std::size_t copy_lowered(const char* in, std::size_t size, char* out) {
  return copy_lowered_scalar(in, size, out);
}

std::uint64_t word_bytes(const char* block) { return word_bytes_scalar(block); }

#endif

}  // namespace stillwatch::kernels
