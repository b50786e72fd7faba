#include "text/kernels/ascii_blocks.h"

#include <bit>

#ifdef __x86_64__
#include <immintrin.h>
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

std::size_t find_edges_scalar(const char* bytes, std::size_t size, std::uint32_t* edges) {
  std::size_t count = 0;
  bool inside = false;
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const bool word = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 128;
    if (word != inside) edges[count++] = static_cast<std::uint32_t>(i);
    inside = word;
  }
  if (inside) edges[count++] = static_cast<std::uint32_t>(size);
  return count;
}

#ifdef __x86_64__

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

// In each version below: a bit of `words` is a word byte, a bit of `edges` a place where words begin or end.
// Signed comparison sees bytes above 127 as negative: they fail both ranges, and their sign bit is what
// movemask reads.

std::uint64_t word_bytes16(const char* block) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block));
  const __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('a' - 1)),
                                       _mm_cmplt_epi8(bytes, _mm_set1_epi8('z' + 1)));
  const __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('0' - 1)),
                                      _mm_cmplt_epi8(bytes, _mm_set1_epi8('9' + 1)));
  return static_cast<std::uint16_t>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letter, digit), bytes)));
}

std::size_t find_edges_sse2(const char* bytes, std::size_t size, std::uint32_t* edges) {
  std::uint32_t* out = edges;
  std::uint64_t carry = 0;
  for (std::size_t base = 0; base < size; base += 64) {
    const char* block = bytes + base;
    const std::uint64_t words = word_bytes16(block) | word_bytes16(block + 16) << 16 |
                                word_bytes16(block + 32) << 32 | word_bytes16(block + 48) << 48;
    for (std::uint64_t bits = words ^ (words << 1 | carry); bits != 0; bits &= bits - 1) {
      *out++ = static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(std::countr_zero(bits));
    }
    carry = words >> 63;
  }
  if (carry != 0) *out++ = static_cast<std::uint32_t>(size);
  return static_cast<std::size_t>(out - edges);
}

#define STILLWATCH_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))

STILLWATCH_AVX2 std::uint64_t word_bytes32(const char* block) {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block));
  const __m256i letter = _mm256_and_si256(_mm256_cmpgt_epi8(bytes, _mm256_set1_epi8('a' - 1)),
                                          _mm256_cmpgt_epi8(_mm256_set1_epi8('z' + 1), bytes));
  const __m256i digit = _mm256_and_si256(_mm256_cmpgt_epi8(bytes, _mm256_set1_epi8('0' - 1)),
                                         _mm256_cmpgt_epi8(_mm256_set1_epi8('9' + 1), bytes));
  return static_cast<std::uint32_t>(
      _mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(letter, digit), bytes)));
}

// The loop that takes the bits out one by one mispredicts its end once per block; writing them in groups
// whose number is nearly always the same avoids that (as simdjson does). English has about 22 edges in 64
// bytes.
STILLWATCH_AVX2 std::size_t find_edges_avx2(const char* bytes, std::size_t size, std::uint32_t* edges) {
  constexpr int kEager = 24;
  std::uint32_t* out = edges;
  std::uint64_t carry = 0;
  for (std::size_t base = 0; base < size; base += 64) {
    const std::uint64_t words = word_bytes32(bytes + base) | word_bytes32(bytes + base + 32) << 32;
    std::uint64_t bits = words ^ (words << 1 | carry);
    carry = words >> 63;
    const auto count = static_cast<int>(_mm_popcnt_u64(bits));
    for (int i = 0; i < kEager; ++i) {
      out[i] = static_cast<std::uint32_t>(base + _tzcnt_u64(bits));
      bits = _blsr_u64(bits);
    }
    for (int i = kEager; i < count; ++i) {
      out[i] = static_cast<std::uint32_t>(base + _tzcnt_u64(bits));
      bits = _blsr_u64(bits);
    }
    out += count;
  }
  if (carry != 0) *out++ = static_cast<std::uint32_t>(size);
  return static_cast<std::size_t>(out - edges);
}

#define STILLWATCH_AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,bmi2,popcnt,lzcnt")))

STILLWATCH_AVX512 void widen16(const char* offsets, __m512i start, std::uint32_t* out) {
  const __m128i sixteen = _mm_load_si128(reinterpret_cast<const __m128i*>(offsets));
  _mm512_storeu_si512(out, _mm512_add_epi32(_mm512_maskz_cvtepu8_epi32(0xffff, sixteen), start));
}

// Here one instruction packs the offsets of all bits of a block: 64 bytes, widened 16 at a time. More than 32
// edges in a block (no two neighbouring bytes alike) are rare, so the third and fourth sixteen are a branch.
STILLWATCH_AVX512 std::size_t find_edges_avx512(const char* bytes, std::size_t size, std::uint32_t* edges) {
  alignas(64) static constexpr auto kOffsets = [] {
    struct {
      char at[64];
    } offsets{};
    for (int i = 0; i < 64; ++i) offsets.at[i] = static_cast<char>(i);
    return offsets;
  }();
  const __m512i offsets = _mm512_load_si512(kOffsets.at);
  std::uint32_t* out = edges;
  std::uint64_t carry = 0;
  for (std::size_t base = 0; base < size; base += 64) {
    const __m512i block = _mm512_loadu_si512(bytes + base);
    const __m512i from_a = _mm512_sub_epi8(block, _mm512_set1_epi8('a'));
    const __m512i from_0 = _mm512_sub_epi8(block, _mm512_set1_epi8('0'));
    const std::uint64_t words = _mm512_cmplt_epu8_mask(from_a, _mm512_set1_epi8(26)) |
                                _mm512_cmplt_epu8_mask(from_0, _mm512_set1_epi8(10)) |
                                _mm512_movepi8_mask(block);
    const std::uint64_t bits = words ^ (words << 1 | carry);
    carry = words >> 63;
    const auto count = static_cast<std::size_t>(_mm_popcnt_u64(bits));
    const __m512i packed = _mm512_maskz_compress_epi8(bits, offsets);
    const __m512i start = _mm512_set1_epi32(static_cast<int>(base));
    alignas(64) char packed_offsets[64];
    _mm512_store_si512(packed_offsets, packed);
    const std::size_t sixteens = count > 32 ? 4 : 2;
    for (std::size_t i = 0; i < sixteens; ++i) widen16(packed_offsets + 16 * i, start, out + 16 * i);
    out += count;
  }
  if (carry != 0) *out++ = static_cast<std::uint32_t>(size);
  return static_cast<std::size_t>(out - edges);
}

bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"); }
bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vbmi2");
}

}  // namespace

std::size_t find_edges_versions(FindEdgesVersion* versions) {
  std::size_t count = 0;
  versions[count++] = {"scalar", find_edges_scalar};
  versions[count++] = {"sse2", find_edges_sse2};
  if (has_avx2()) versions[count++] = {"avx2", find_edges_avx2};
  if (has_avx512()) versions[count++] = {"avx512", find_edges_avx512};
  return count;
}

#else

std::size_t copy_lowered(const char* in, std::size_t size, char* out) {
  return copy_lowered_scalar(in, size, out);
}

std::size_t find_edges_versions(FindEdgesVersion* versions) {
  versions[0] = {"scalar", find_edges_scalar};
  return 1;
}

#endif

std::size_t find_edges(const char* bytes, std::size_t size, std::uint32_t* edges) {
  static FindEdges* const kFastest = [] {
    FindEdgesVersion versions[4];
    return versions[find_edges_versions(versions) - 1].function;
  }();
  return kFastest(bytes, size, edges);
}

}  // namespace stillwatch::kernels
