// The inner loops of text reading that touch every byte: copying with ASCII letters lowered, and finding word
// edges.
//
// The `_scalar` functions define what is right; the others give the same results faster and are what callers
// use. They choose among SSE2 (every x86-64), AVX2 with BMI and AVX-512 with VBMI2 by asking the processor
// once; on other machines they are the scalar ones. A test compares every version that this processor has on
// random bytes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace stillwatch::kernels {

// Copies bytes from `in` to `out` with A-Z lowered and stops before the first byte above 127. Returns the
// number copied. Needs room for `size` rounded up to a multiple of 64 at `out`; never reads outside [in, in +
// size).
using CopyLowered = std::size_t(const char* in, std::size_t size, char* out);
CopyLowered copy_lowered_scalar;
CopyLowered copy_lowered;

// Writes the offsets where runs of word bytes (a-z, 0-9, any byte above 127) begin and end, alternating, and
// returns their number, which is even. Reads `bytes` up to `size` rounded up to a multiple of 64 (the bytes
// after `size` must be zero), and needs room for kEdgesBeyond more offsets than the size + 1 that there can
// be.
using FindEdges = std::size_t(const char* bytes, std::size_t size, std::uint32_t* edges);
inline constexpr std::size_t kEdgesBeyond = 64;
FindEdges find_edges_scalar;
FindEdges find_edges;

// All versions that this processor can run, for tests.
struct FindEdgesVersion {
  const char* name;
  FindEdges* function;
};
std::size_t find_edges_versions(FindEdgesVersion* versions);  // room for 4

}  // namespace stillwatch::kernels
