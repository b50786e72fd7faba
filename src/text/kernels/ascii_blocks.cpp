#include "text/kernels/ascii_blocks.h"

#include "text/kernels/highway_targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "text/kernels/ascii_blocks.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace stillwatch::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kBlock = 64;
using Bytes = hn::CappedTag<std::int8_t, kBlock>;
using V = hn::Vec<Bytes>;
using M = hn::Mask<Bytes>;

// Bytes are compared as signed numbers: those above 127 are negative.
HWY_INLINE M between(V bytes, char first, char last) {
  const Bytes d;
  return hn::And(hn::Gt(bytes, hn::Set(d, static_cast<std::int8_t>(first - 1))),
                 hn::Lt(bytes, hn::Set(d, static_cast<std::int8_t>(last + 1))));
}

HWY_INLINE std::uint64_t bits_of(M mask) {
  std::uint64_t bits = 0;
  hn::StoreMaskBits(Bytes(), mask, reinterpret_cast<std::uint8_t*>(&bits));
  return bits;
}

// A bit for each byte of a block of 64, found by `test`.
template <class Test>
HWY_INLINE std::uint64_t block_bits(const char* block, const Test& test) {
  const Bytes d;
  const std::size_t lanes = hn::Lanes(d);
  std::uint64_t bits = 0;
  for (std::size_t at = 0; at < kBlock; at += lanes) {
    const V bytes = hn::LoadU(d, reinterpret_cast<const std::int8_t*>(block + at));
    bits |= bits_of(test(bytes)) << at;
  }
  return bits;
}

// One comparison for a range: what lies below it wraps around to large numbers.
HWY_INLINE M within(V bytes, char first, std::uint8_t beyond_first) {
  const Bytes d;
  const hn::RebindToUnsigned<Bytes> du;
  const auto offset = hn::BitCast(du, hn::Sub(bytes, hn::Set(d, static_cast<std::int8_t>(first))));
  return hn::RebindMask(d, hn::Eq(hn::Min(offset, hn::Set(du, beyond_first)), offset));
}

HWY_INLINE M word_bytes(V bytes) {
  const M above_ascii = hn::Lt(bytes, hn::Zero(Bytes()));
  return hn::Or(hn::Or(within(bytes, 'a', 'z' - 'a'), within(bytes, '0', '9' - '0')), above_ascii);
}

// Marks and word bytes together; the caller takes the word bytes away.
HWY_INLINE M visible_bytes(V bytes) {
  const Bytes d;
  return hn::Or(hn::Gt(bytes, hn::Set(d, ' ')), hn::Eq(bytes, hn::Set(d, kSymbolByte)));
}

// At least one vector long. The last vector overlaps the one before it: lowering twice is lowering once.
HWY_ATTR std::size_t copy_lowered_simd(const char* in, std::size_t size, char* out) {
  const Bytes d;
  const std::size_t lanes = hn::Lanes(d);
  if (size < lanes) return copy_lowered_scalar(in, size, out);
  for (std::size_t at = 0;;) {
    const V bytes = hn::LoadU(d, reinterpret_cast<const std::int8_t*>(in + at));
    const V add = hn::IfThenElseZero(between(bytes, 'A', 'Z'), hn::Set(d, 32));
    hn::StoreU(hn::Or(bytes, add), d, reinterpret_cast<std::int8_t*>(out + at));
    const auto first = hn::FindFirstTrue(d, hn::Lt(bytes, hn::Zero(d)));
    if (first >= 0) return at + static_cast<std::size_t>(first);
    if (at + lanes == size) return size;
    at = at + 2 * lanes <= size ? at + lanes : size - lanes;
  }
}

#if HWY_TARGET == HWY_AVX3_DL
// One instruction packs the offsets of all bits of a block: 64 bytes, widened 16 at a time. More than 32
// edges in a block (no two neighbouring bytes alike) are rare, so the third and fourth sixteen are a branch.
HWY_INLINE void write_bits(std::uint64_t bits, std::size_t count, std::uint32_t base, std::uint32_t* out) {
  const hn::CappedTag<std::uint8_t, kBlock> d8;
  const hn::CappedTag<std::uint32_t, 16> d32;
  const hn::Rebind<std::uint8_t, decltype(d32)> d8_quarter;
  alignas(64) std::uint8_t packed[kBlock];
  const auto mask = hn::LoadMaskBits(d8, reinterpret_cast<const std::uint8_t*>(&bits));
  hn::Store(hn::Compress(hn::Iota(d8, 0), mask), d8, packed);
  const auto start = hn::Set(d32, base);
  const std::size_t written = count > 32 ? 64 : 32;
  for (std::size_t i = 0; i < written; i += 16) {
    const auto offsets = hn::PromoteTo(d32, hn::Load(d8_quarter, packed + i));
    hn::StoreU(hn::Add(offsets, start), d32, out + i);
  }
}
#else
// The loop that takes the bits out one by one mispredicts its end once per block; writing them in groups
// whose number is nearly always the same avoids that (as simdjson does). English has about 22 edges in 64
// bytes.
HWY_INLINE void write_bits(std::uint64_t bits, std::size_t count, std::uint32_t base, std::uint32_t* out) {
  constexpr std::size_t kEager = 24;
  const auto write = [&](std::size_t i) HWY_ATTR {
    out[i] = base + static_cast<std::uint32_t>(bits == 0 ? 64 : hwy::Num0BitsBelowLS1Bit_Nonzero64(bits));
    bits &= bits - 1;
  };
  for (std::size_t i = 0; i < kEager; ++i) write(i);
  for (std::size_t i = kEager; i < count; ++i) write(i);
}
#endif

HWY_ATTR std::size_t find_edges_simd(const char* bytes, std::size_t size, std::uint32_t* edges) {
  std::uint32_t* out = edges;
  std::uint64_t carry = 0;
  for (std::size_t base = 0; base < size; base += kBlock) {
    const std::uint64_t words = block_bits(bytes + base, [](V block) HWY_ATTR { return word_bytes(block); });
    const std::uint64_t bits = words ^ (words << 1 | carry);
    carry = words >> 63;
    const std::size_t count = hwy::PopCount(bits);
    write_bits(bits, count, static_cast<std::uint32_t>(base), out);
    out += count;
  }
  if (carry != 0) *out++ = static_cast<std::uint32_t>(size);
  return static_cast<std::size_t>(out - edges);
}

HWY_ATTR std::size_t list_marks_simd(const char* bytes, std::size_t size, std::uint16_t* marks) {
  std::uint16_t* out = marks;
  std::uint64_t carry = 0;
  std::size_t words_before = 0;
  for (std::size_t base = 0; base < size; base += kBlock) {
    const char* const block = bytes + base;
    const std::uint64_t words = block_bits(block, [](V v) HWY_ATTR { return word_bytes(v); });
    std::uint64_t left = block_bits(block, [](V v) HWY_ATTR { return visible_bytes(v); }) & ~words;
    const std::uint64_t starts = words & ~(words << 1 | carry);
    carry = words >> 63;
    const std::size_t count = hwy::PopCount(left);
    // Four at a time: the number of rounds is then nearly always the same.
    for (std::size_t i = 0; i < count; i += 4) {
      for (std::size_t j = 0; j < 4; ++j) {
        const std::size_t at = left == 0 ? 0 : hwy::Num0BitsBelowLS1Bit_Nonzero64(left);
        const std::size_t before = words_before + hwy::PopCount(starts & ((std::uint64_t{1} << at) - 1));
        out[i + j] = static_cast<std::uint16_t>(static_cast<unsigned char>(block[at]) | (before & 0xff) << 8);
        left &= left - 1;
      }
    }
    out += count;
    words_before += hwy::PopCount(starts);
  }
  return static_cast<std::size_t>(out - marks);
}

HWY_ATTR void line_bits_simd(const char* bytes, std::size_t size, std::uint64_t* line_ends,
                             std::uint64_t* label_ends) {
  const Bytes d;
  const auto is = [&](V v, char byte) HWY_ATTR { return hn::Eq(v, hn::Set(d, byte)); };
  const auto read = [&](const char* block, std::size_t number) HWY_ATTR {
    line_ends[number] = block_bits(block, [&](V v) HWY_ATTR { return is(v, '\n'); });
    label_ends[number] = block_bits(block, [&](V v) HWY_ATTR {
      return hn::Or(hn::Or(is(v, ':'), is(v, ']')), hn::Or(is(v, '#'), is(v, '*')));
    });
  };
  const std::size_t blocks = size / kBlock;
  for (std::size_t i = 0; i < blocks; ++i) read(bytes + i * kBlock, i);
  if (size % kBlock == 0) return;
  char last[kBlock] = {};
  std::memcpy(last, bytes + blocks * kBlock, size % kBlock);
  read(last, blocks);
}

HWY_ATTR std::size_t count_line_ends_simd(const char* bytes, std::size_t size) {
  const auto count_block = [](const char* block) HWY_ATTR {
    return hwy::PopCount(block_bits(block, [](V v) HWY_ATTR { return hn::Eq(v, hn::Set(Bytes(), '\n')); }));
  };
  std::size_t count = 0, at = 0;
  for (; size - at >= kBlock; at += kBlock) count += count_block(bytes + at);
  if (at == size) return count;
  char last[kBlock] = {};
  std::memcpy(last, bytes + at, size - at);
  return count + count_block(last);
}

}  // namespace stillwatch::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace stillwatch::kernels {
namespace {

bool is_word_byte(unsigned char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 128;
}

HWY_EXPORT(copy_lowered_simd);
HWY_EXPORT(find_edges_simd);
HWY_EXPORT(list_marks_simd);
HWY_EXPORT(line_bits_simd);
HWY_EXPORT(count_line_ends_simd);

}  // namespace

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
    const bool word = is_word_byte(static_cast<unsigned char>(bytes[i]));
    if (word != inside) edges[count++] = static_cast<std::uint32_t>(i);
    inside = word;
  }
  if (inside) edges[count++] = static_cast<std::uint32_t>(size);
  return count;
}

std::size_t list_marks_scalar(const char* bytes, std::size_t size, std::uint16_t* marks) {
  std::size_t count = 0;
  std::size_t words = 0;
  bool inside = false;
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const bool word = is_word_byte(byte);
    if (word && !inside) ++words;
    inside = word;
    if (word || (byte <= ' ' && bytes[i] != kSymbolByte)) continue;
    marks[count++] = static_cast<std::uint16_t>(byte | (words & 0xff) << 8);
  }
  return count;
}

void line_bits_scalar(const char* bytes, std::size_t size, std::uint64_t* line_ends,
                      std::uint64_t* label_ends) {
  for (std::size_t i = 0; i < size; ++i) {
    const char byte = bytes[i];
    const bool label_end = byte == ':' || byte == ']' || byte == '#' || byte == '*';
    if (i % 64 == 0) line_ends[i / 64] = label_ends[i / 64] = 0;
    line_ends[i / 64] |= std::uint64_t{byte == '\n'} << (i % 64);
    label_ends[i / 64] |= std::uint64_t{label_end} << (i % 64);
  }
}

std::size_t count_line_ends_scalar(const char* bytes, std::size_t size) {
  return static_cast<std::size_t>(std::count(bytes, bytes + size, '\n'));
}

std::size_t copy_lowered(const char* in, std::size_t size, char* out) {
  return HWY_DYNAMIC_DISPATCH(copy_lowered_simd)(in, size, out);
}
std::size_t find_edges(const char* bytes, std::size_t size, std::uint32_t* edges) {
  return HWY_DYNAMIC_DISPATCH(find_edges_simd)(bytes, size, edges);
}
std::size_t list_marks(const char* bytes, std::size_t size, std::uint16_t* marks) {
  return HWY_DYNAMIC_DISPATCH(list_marks_simd)(bytes, size, marks);
}
void line_bits(const char* bytes, std::size_t size, std::uint64_t* line_ends, std::uint64_t* label_ends) {
  HWY_DYNAMIC_DISPATCH(line_bits_simd)(bytes, size, line_ends, label_ends);
}
std::size_t count_line_ends(const char* bytes, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(count_line_ends_simd)(bytes, size);
}

}  // namespace stillwatch::kernels
#endif  // HWY_ONCE
