// The inner loops of text reading that touch every byte: copying with ASCII letters lowered, finding word
// edges, listing marks, finding and counting lines.
//
// The `_scalar` functions define what is right; the others give the same results faster and are what callers
// use. They are written once with Highway and compiled for several instruction sets; the first call asks the
// processor (text/kernels/targets.h). Unit tests and text/kernels_fuzz.cpp compare every version that this
// processor has with the scalar one. Pure, thread-safe. Cost: 5 to 20 GB/s.
#pragma once

#include <cstddef>
#include <cstdint>

namespace stillwatch::kernels {

// Copies bytes from `in` to `out` with A-Z lowered and stops before the first byte above 127. Returns the
// number copied. Needs room for `size` rounded up to a multiple of 64 at `out`; never reads outside [in, in +
// size).
std::size_t copy_lowered_scalar(const char* in, std::size_t size, char* out);
std::size_t copy_lowered(const char* in, std::size_t size, char* out);

// Writes the offsets where runs of word bytes (a-z, 0-9, any byte above 127) begin and end, alternating, and
// returns their number, which is even. Reads `bytes` up to `size` rounded up to a multiple of 64 (the bytes
// after `size` must be zero), and needs room for kEdgesBeyond more offsets than the size + 1 that there can
// be.
inline constexpr std::size_t kEdgesBeyond = 64;
std::size_t find_edges_scalar(const char* bytes, std::size_t size, std::uint32_t* edges);
std::size_t find_edges(const char* bytes, std::size_t size, std::uint32_t* edges);

// Writes for each mark (a byte above space that is no word byte, or kSymbolByte) the byte and, 256 times, the
// number of words that begin before it, modulo 256; returns how many. Reads as find_edges does, and needs
// room for kMarksBeyond more than there are.
inline constexpr char kSymbolByte = '\x02';  // NormalText::kSymbol
inline constexpr std::size_t kMarksBeyond = 8;
std::size_t list_marks_scalar(const char* bytes, std::size_t size, std::uint16_t* marks);
std::size_t list_marks(const char* bytes, std::size_t size, std::uint16_t* marks);

// Bit i % 64 of number i / 64 is set where byte i ends a line (`line_ends`), or is one of `:` `]` `#` `*`
// (`label_ends`). Writes size / 64 numbers, rounded up, to each; reads [bytes, bytes + size) alone.
void line_bits_scalar(const char* bytes, std::size_t size, std::uint64_t* line_ends,
                      std::uint64_t* label_ends);
void line_bits(const char* bytes, std::size_t size, std::uint64_t* line_ends, std::uint64_t* label_ends);

// How many of [bytes, bytes + size) end a line.
std::size_t count_line_ends_scalar(const char* bytes, std::size_t size);
std::size_t count_line_ends(const char* bytes, std::size_t size);

}  // namespace stillwatch::kernels
