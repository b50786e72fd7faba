#include "text/kernels/word_hashes.h"

#include "text/kernels/highway_targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "text/kernels/word_hashes.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <bit>
#include <cstring>

#include "text/word_list.h"

HWY_BEFORE_NAMESPACE();
namespace stillwatch::kernels::HWY_NAMESPACE {

// The first `bits` of eight bytes, the others zero; `bits` is at most 128, and from 64 on means all.
HWY_INLINE std::uint64_t first_bits(std::uint64_t eight, std::size_t bits) {
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  return _bzhi_u64(eight, static_cast<unsigned>(bits));  // looks at eight bits of `bits`
#else
  return bits >= 64 ? eight : eight & ((std::uint64_t{1} << bits) - 1);
#endif
}

HWY_INLINE std::uint64_t eight_bytes(const char* from) {
  std::uint64_t eight = 0;
  std::memcpy(&eight, from, sizeof eight);
  if constexpr (std::endian::native == std::endian::big) eight = __builtin_bswap64(eight);
  return eight;
}

HWY_INLINE std::uint64_t fold(std::uint64_t x, std::uint64_t y) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(x) * y;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

HWY_ATTR std::size_t hash_words_simd(const char* text, const std::uint32_t* edges, std::size_t words,
                                     SipKey key, std::uint64_t* hashes, std::uint32_t* longer) {
  std::size_t listed = 0;
  for (std::size_t i = 0; i < words; ++i) {
    const std::size_t begin = edges[2 * i];
    const std::size_t length = edges[2 * i + 1] - begin;
    if (length > kShortWord) {
      longer[listed++] = static_cast<std::uint32_t>(i);
      continue;
    }
    const std::size_t bits = 8 * length;
    const std::uint64_t a = first_bits(eight_bytes(text + begin), bits);
    const std::uint64_t b = first_bits(eight_bytes(text + begin + 8), bits < 64 ? 0 : bits - 64);
    hashes[i] = fold(fold(a ^ key.k0, b ^ key.k1 ^ length) ^ key.k0, kWordMultiplier);
  }
  return listed;
}

}  // namespace stillwatch::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace stillwatch::kernels {
namespace {

HWY_EXPORT(hash_words_simd);

}  // namespace

std::size_t hash_words_scalar(const char* text, const std::uint32_t* edges, std::size_t words, SipKey key,
                              std::uint64_t* hashes, std::uint32_t* longer) {
  std::size_t listed = 0;
  for (std::size_t i = 0; i < words; ++i) {
    const std::string_view word(text + edges[2 * i], edges[2 * i + 1] - edges[2 * i]);
    if (word.size() > kShortWord) {
      longer[listed++] = static_cast<std::uint32_t>(i);
    } else {
      hashes[i] = word_hash(key, word);
    }
  }
  return listed;
}

std::size_t hash_words(const char* text, const std::uint32_t* edges, std::size_t words, SipKey key,
                       std::uint64_t* hashes, std::uint32_t* longer) {
  return HWY_DYNAMIC_DISPATCH(hash_words_simd)(text, edges, words, key, hashes, longer);
}

}  // namespace stillwatch::kernels
#endif  // HWY_ONCE
