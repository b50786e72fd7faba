// Arbitrary bytes through every version of the text kernels that this processor has: each must give what the
// scalar one gives, bit for bit.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "text/kernels/ascii_blocks.h"
#include "text/kernels/hash_runs.h"
#include "text/kernels/targets.h"
#include "text/kernels/word_hashes.h"

namespace {

namespace kernels = stillwatch::kernels;
using Numbers = std::vector<std::uint64_t>;
constexpr stillwatch::SipKey kKey{0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL};

template <class Value>
void expect_same(const std::vector<Value>& actual, const std::vector<Value>& expected) {
  if (actual != expected) std::abort();
}

// Runs kernel(output) into an array of `room` and keeps what it says it wrote.
template <class Value, class Kernel>
std::vector<Value> output_of(std::size_t room, const Kernel& kernel) {
  std::vector<Value> values(room);
  values.resize(kernel(values.data()));
  return values;
}

void compare_bytes(const std::string& bytes) {
  std::string padded = bytes;
  padded.resize(bytes.size() + 128, 0);
  const char* const text = padded.data();
  const std::size_t size = bytes.size();
  const auto lowered = [&](auto kernel) {
    return output_of<char>(size + 64, [&](char* out) { return kernel(bytes.data(), size, out); });
  };
  expect_same(lowered(kernels::copy_lowered), lowered(kernels::copy_lowered_scalar));
  const auto edges = [&](auto kernel) {
    return output_of<std::uint32_t>(size + 1 + kernels::kEdgesBeyond,
                                    [&](std::uint32_t* out) { return kernel(text, size, out); });
  };
  const auto found = edges(kernels::find_edges_scalar);
  expect_same(edges(kernels::find_edges), found);
  const auto marks = [&](auto kernel) {
    return output_of<std::uint16_t>(size + kernels::kMarksBeyond,
                                    [&](std::uint16_t* out) { return kernel(text, size, out); });
  };
  expect_same(marks(kernels::list_marks), marks(kernels::list_marks_scalar));
  const auto lines = [&](auto kernel) {
    Numbers bits(2 * ((size + 63) / 64));
    kernel(bytes.data(), size, bits.data(), bits.data() + bits.size() / 2);
    return bits;
  };
  expect_same(lines(kernels::line_bits), lines(kernels::line_bits_scalar));
  if (kernels::count_line_ends(bytes.data(), size) != kernels::count_line_ends_scalar(bytes.data(), size))
    std::abort();
  const std::size_t words = found.size() / 2;
  std::vector<std::uint32_t> longer;
  const auto hashes = [&](auto kernel) {
    Numbers values(words);
    longer.assign(words + 1, 0);
    longer.resize(kernel(text, found.data(), words, kKey, values.data(), longer.data()));
    for (const std::uint32_t word : longer) values[word] = 0;
    values.insert(values.end(), longer.begin(), longer.end());
    return values;
  };
  expect_same(hashes(kernels::hash_words), hashes(kernels::hash_words_scalar));
}

void compare_numbers(const Numbers& numbers) {
  const std::size_t count = numbers.size();
  const std::size_t room = count + kernels::kHashesBeyond;
  const auto runs = [&](auto kernel, std::size_t length) {
    Numbers out(room);
    kernel(numbers.data(), count, out.data());
    out.resize(count < length ? 0 : count - length + 1);
    return out;
  };
  expect_same(runs(kernels::runs_of_eight, 8), runs(kernels::runs_of_eight_scalar, 8));
  expect_same(runs(kernels::runs_of_six, 6), runs(kernels::runs_of_six_scalar, 6));
  Numbers padded = numbers, scratch(room);
  padded.resize(room);
  const auto minima = [&](auto kernel) {
    return output_of<std::uint64_t>(
        room, [&](std::uint64_t* out) { return kernel(padded.data(), count, scratch.data(), out); });
  };
  if (count > 0) expect_same(minima(kernels::window_minima), minima(kernels::window_minima_scalar));
  const auto sorted = [&](auto kernel) {
    Numbers out = numbers;
    out.resize(kernel(out.data(), count));
    return out;
  };
  expect_same(sorted(kernels::sort_distinct), sorted(kernels::sort_distinct_scalar));
  const auto keyed = [&](auto kernel) {
    Numbers out = numbers;
    kernel(kKey, out.data(), count);
    return out;
  };
  expect_same(keyed(kernels::keyed_hashes), keyed(kernels::keyed_hashes_scalar));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  // One byte makes one number, so that equal numbers are common, or eight.
  Numbers small(size), large(size / 8);
  for (std::size_t i = 0; i < size; ++i) small[i] = std::uint64_t{data[i]} * 0x9e3779b97f4a7c15ULL;
  if (!large.empty()) std::memcpy(large.data(), data, 8 * large.size());
  for (std::size_t i = 0; i < kernels::target_count(); ++i) {
    const kernels::OnTarget only(i);
    compare_bytes(bytes);
    compare_numbers(small);
    compare_numbers(large);
  }
  return 0;
}
