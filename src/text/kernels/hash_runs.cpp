#include "text/kernels/hash_runs.h"

#include "text/kernels/highway_targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "text/kernels/hash_runs.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <bit>

HWY_BEFORE_NAMESPACE();
namespace stillwatch::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Hashes = hn::CappedTag<std::uint64_t, 8>;
using H = hn::Vec<Hashes>;

template <int kBits>
HWY_INLINE H rotated(H hashes) {
  return hn::RotateRight<64 - kBits>(hashes);
}

HWY_INLINE H run_of_four(const std::uint64_t* words) {
  const Hashes d;
  const H first = hn::Xor(rotated<3>(hn::LoadU(d, words)), rotated<2>(hn::LoadU(d, words + 1)));
  return hn::Xor(first, hn::Xor(rotated<1>(hn::LoadU(d, words + 2)), hn::LoadU(d, words + 3)));
}

HWY_INLINE H run_of_six(const std::uint64_t* words) {
  const Hashes d;
  const H last = hn::Xor(rotated<1>(hn::LoadU(d, words + 4)), hn::LoadU(d, words + 5));
  return hn::Xor(rotated<2>(run_of_four(words)), last);
}

// Calls step(i) so that vectors at i cover all of [0, count), and none reaches beyond: the last overlaps the
// one before it. `count` is at least a vector.
template <class Step>
HWY_INLINE void cover(std::size_t count, const Step& step) {
  const std::size_t lanes = hn::Lanes(Hashes());
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) step(i);
  if (i < count) step(count - lanes);
}

// A run of eight is two runs of four: half the steps. The second pass is in place, so it may not overlap; it
// goes beyond the end of `out` instead.
HWY_ATTR void runs_of_eight_simd(const std::uint64_t* words, std::size_t count, std::uint64_t* out) {
  const Hashes d;
  const std::size_t lanes = hn::Lanes(d);
  if (count < lanes + 7) return runs_of_eight_scalar(words, count, out);
  cover(count - 3, [&](std::size_t i) HWY_ATTR { hn::StoreU(run_of_four(words + i), d, out + i); });
  for (std::size_t i = 0; i + 7 < count; i += lanes) {
    const H second = hn::LoadU(d, out + i + 4);
    hn::StoreU(hn::Xor(rotated<4>(hn::LoadU(d, out + i)), second), d, out + i);
  }
}

HWY_ATTR void runs_of_six_simd(const std::uint64_t* words, std::size_t count, std::uint64_t* out) {
  const Hashes d;
  if (count < hn::Lanes(d) + 5) return runs_of_six_scalar(words, count, out);
  cover(count - 5, [&](std::size_t i) HWY_ATTR { hn::StoreU(run_of_six(words + i), d, out + i); });
}

// out[i] = the least of in[i], in[i + kStep], ... kTerms of them, for i < count.
template <std::size_t kStep, std::size_t kTerms>
HWY_INLINE void least_of(const std::uint64_t* in, std::size_t count, std::uint64_t* out) {
  const Hashes d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < count; i += lanes) {
    H least = hn::LoadU(d, in + i);
    for (std::size_t term = 1; term < kTerms; ++term)
      least = hn::Min(least, hn::LoadU(d, in + i + term * kStep));
    hn::StoreU(least, d, out + i);
  }
}

// The lanes in `mask`, together. Highway's own for eight lanes looks them up in a table that GCC copies at
// every call.
template <class Mask>
HWY_INLINE H packed(H hashes, Mask mask) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  return H{_mm512_maskz_compress_epi64(mask.raw, hashes.raw)};
#else
  return hn::Compress(hashes, mask);
#endif
}

// The least of 4, then of 16, then of 48 in a row. What is read behind `count` reaches no whole window.
HWY_ATTR std::size_t window_minima_simd(const std::uint64_t* hashes, std::size_t count,
                                        std::uint64_t* scratch, std::uint64_t* out) {
  static_assert(kMinimumWindow == 48);
  if (count <= kMinimumWindow) {
    out[0] = *std::min_element(hashes, hashes + count);
    return 1;
  }
  const std::size_t windows = count - kMinimumWindow + 1;
  least_of<1, 4>(hashes, count - 3, scratch);
  least_of<4, 4>(scratch, count - 15, scratch);  // in place: reads at or behind where it writes
  const Hashes d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t kept = 1;
  out[0] = std::min({scratch[0], scratch[16], scratch[32]});
  for (std::size_t i = 1; i < windows; i += lanes) {
    const auto least = [&](std::size_t at) HWY_ATTR {
      const H early = hn::Min(hn::LoadU(d, scratch + at), hn::LoadU(d, scratch + at + 16));
      return hn::Min(early, hn::LoadU(d, scratch + at + 32));
    };
    const H now = least(i);
    const auto kept_here = hn::And(hn::Ne(now, least(i - 1)), hn::FirstN(d, windows - i));
    hn::StoreU(packed(now, kept_here), d, out + kept);  // packing into memory is slow on Zen 4
    kept += hn::CountTrue(d, kept_here);
  }
  return kept;
}

struct SipLanes {
  H v0, v1, v2, v3;

  HWY_INLINE void round() {
    v0 = hn::Add(v0, v1);
    v1 = hn::Xor(rotated<13>(v1), v0);
    v0 = rotated<32>(v0);
    v2 = hn::Add(v2, v3);
    v3 = hn::Xor(rotated<16>(v3), v2);
    v0 = hn::Add(v0, v3);
    v3 = hn::Xor(rotated<21>(v3), v0);
    v2 = hn::Add(v2, v1);
    v1 = hn::Xor(rotated<17>(v1), v2);
    v2 = rotated<32>(v2);
  }
  HWY_INLINE void absorb(H word) {
    v3 = hn::Xor(v3, word);
    round();
    round();
    v0 = hn::Xor(v0, word);
  }
};

HWY_INLINE H sip(SipKey key, H words) {
  const Hashes d;
  SipLanes state{hn::Set(d, key.k0 ^ 0x736f6d6570736575ULL), hn::Set(d, key.k1 ^ 0x646f72616e646f6dULL),
                 hn::Set(d, key.k0 ^ 0x6c7967656e657261ULL), hn::Set(d, key.k1 ^ 0x7465646279746573ULL)};
  state.absorb(words);
  state.absorb(hn::Set(d, 8ULL << 56));
  state.v2 = hn::Xor(state.v2, hn::Set(d, 0xffULL));
  for (int i = 0; i < 4; ++i) state.round();
  return hn::Xor(hn::Xor(state.v0, state.v1), hn::Xor(state.v2, state.v3));
}

HWY_ATTR void keyed_hashes_simd(SipKey key, std::uint64_t* values, std::size_t count) {
  const Hashes d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) hn::StoreU(sip(key, hn::LoadU(d, values + i)), d, values + i);
  if (i == count) return;
  HWY_ALIGN std::uint64_t rest[8] = {};
  std::copy(values + i, values + count, rest);
  hn::Store(sip(key, hn::Load(d, rest)), d, rest);
  std::copy(rest, rest + (count - i), values + i);
}

// The place of each number is how many are less: no branch that depends on their order. Where two are equal,
// the places do not add up, and the usual sort does it.
HWY_ATTR std::size_t sort_distinct_simd(std::uint64_t* values, std::size_t count) {
  constexpr std::size_t kMost = 64;
  if (count > kMost) return sort_distinct_scalar(values, count);
  const Hashes d;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN std::uint64_t given[kMost] = {};
  HWY_ALIGN std::uint64_t place[kMost] = {};
  std::copy(values, values + count, given);
  for (std::size_t i = 0; i < count; i += lanes) {
    const H mine = hn::Load(d, given + i);
    H less = hn::Zero(d);
    for (std::size_t j = 0; j < count; ++j) {
      const auto is_less = hn::Lt(hn::Set(d, given[j]), mine);
      less = hn::Sub(less, hn::VecFromMask(d, is_less));  // all ones: minus one
    }
    hn::Store(less, d, place + i);
  }
  std::size_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    values[place[i]] = given[i];
    sum += place[i];
  }
  if (2 * sum == count * (count - (count > 0 ? 1 : 0))) return count;
  std::copy(given, given + count, values);
  return sort_distinct_scalar(values, count);
}

}  // namespace stillwatch::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace stillwatch::kernels {
namespace {

template <std::size_t kWords>
void runs(const std::uint64_t* words, std::size_t count, std::uint64_t* out) {
  for (std::size_t i = 0; i + kWords <= count; ++i) {
    std::uint64_t run = 0;
    for (std::size_t j = 0; j < kWords; ++j) run = std::rotl(run, 1) ^ words[i + j];
    out[i] = run;
  }
}

HWY_EXPORT(runs_of_eight_simd);
HWY_EXPORT(runs_of_six_simd);
HWY_EXPORT(window_minima_simd);
HWY_EXPORT(keyed_hashes_simd);
HWY_EXPORT(sort_distinct_simd);

}  // namespace

void runs_of_eight_scalar(const std::uint64_t* words, std::size_t count, std::uint64_t* out) {
  runs<8>(words, count, out);
}
void runs_of_six_scalar(const std::uint64_t* words, std::size_t count, std::uint64_t* out) {
  runs<6>(words, count, out);
}

// The least stays until a smaller one comes or it falls out of the window; only then is the window searched.
std::size_t window_minima_scalar(const std::uint64_t* hashes, std::size_t count, std::uint64_t* /*scratch*/,
                                 std::uint64_t* out) {
  const std::size_t window = std::min(kMinimumWindow, count);
  const auto rightmost_least = [&](std::size_t first) {
    std::size_t least = first;
    for (std::size_t i = first; i < first + window; ++i) least = hashes[i] <= hashes[least] ? i : least;
    return least;
  };
  std::size_t least = rightmost_least(0);
  std::size_t kept = 0;
  out[kept++] = hashes[least];
  for (std::size_t last = window; last < count; ++last) {
    if (hashes[last] <= hashes[least]) {
      least = last;
    } else if (least + window == last) {
      least = rightmost_least(last + 1 - window);
    }
    if (hashes[least] != out[kept - 1]) out[kept++] = hashes[least];
  }
  return kept;
}

void keyed_hashes_scalar(SipKey key, std::uint64_t* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) values[i] = siphash(key, values[i]);
}

std::size_t sort_distinct_scalar(std::uint64_t* values, std::size_t count) {
  std::sort(values, values + count);
  return static_cast<std::size_t>(std::unique(values, values + count) - values);
}

void runs_of_eight(const std::uint64_t* words, std::size_t count, std::uint64_t* out) {
  HWY_DYNAMIC_DISPATCH(runs_of_eight_simd)(words, count, out);
}
void runs_of_six(const std::uint64_t* words, std::size_t count, std::uint64_t* out) {
  HWY_DYNAMIC_DISPATCH(runs_of_six_simd)(words, count, out);
}
std::size_t window_minima(const std::uint64_t* hashes, std::size_t count, std::uint64_t* scratch,
                          std::uint64_t* out) {
  return HWY_DYNAMIC_DISPATCH(window_minima_simd)(hashes, count, scratch, out);
}
void keyed_hashes(SipKey key, std::uint64_t* values, std::size_t count) {
  HWY_DYNAMIC_DISPATCH(keyed_hashes_simd)(key, values, count);
}
std::size_t sort_distinct(std::uint64_t* values, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(sort_distinct_simd)(values, count);
}

}  // namespace stillwatch::kernels
#endif  // HWY_ONCE
