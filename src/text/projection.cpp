#include "text/projection.h"

#include <algorithm>
#include <cmath>

namespace stillwatch {
namespace {

constexpr std::size_t kBuckets = 1024;  // words of a text are told apart by these for counting
constexpr double kUnit = 127;

// Of the k-th word of a bucket, from k = 0: 64 (content) or 16 (common words) times sqrt(k + 1) - sqrt(k).
constexpr std::array<std::array<std::int32_t, 16>, 2> kWeights = {
    {{64, 27, 20, 17, 15, 14, 13, 12, 11, 10, 10, 9, 9, 9, 8, 8},
     {16, 7, 5, 4, 4, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2}}};

template <class Number>
Projection unit_length(const std::array<Number, kProjectionSize>& sum) {
  double square = 0;
  for (const Number coordinate : sum)
    square += static_cast<double>(coordinate) * static_cast<double>(coordinate);
  Projection projection{};
  if (!(square > 0)) return projection;
  const double length = std::sqrt(square);
  for (std::size_t i = 0; i < kProjectionSize; ++i) {
    const double scaled = static_cast<double>(sum[i]) / length * kUnit;
    projection[i] = static_cast<std::int8_t>(scaled + (scaled < 0 ? -0.5 : 0.5));  // cut towards zero
  }
  return projection;
}

}  // namespace

Projection project_words(std::span<const std::uint64_t> words, std::span<const std::uint16_t> found,
                         const Lexicon& lexicon) {
  std::array<std::int32_t, kProjectionSize> sum{};
  std::array<std::uint8_t, kBuckets> seen{};
  const std::size_t count = std::min(words.size(), kProjectedWords);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t hash = words[i];
    std::uint8_t& before = seen[hash >> 40 & (kBuckets - 1)];
    const std::int32_t weight = kWeights[lexicon.entry(found[i]).common ? 1 : 0][before];
    before = static_cast<std::uint8_t>(before + (before < 15 ? 1 : 0));
    const auto sign = static_cast<std::int32_t>(hash >> 37 & 1);  // added as x or as -x, without a branch
    sum[hash >> 32 & (kProjectionSize - 1)] += (weight ^ -sign) + sign;
  }
  return unit_length(sum);
}

Projection EmbeddingProjector::project(std::span<const float> embedding) {
  while (signs_.size() < embedding.size()) {
    signs_.push_back(static_cast<std::uint32_t>(siphash(key_, signs_.size())));
  }
  std::array<double, kProjectionSize> sum{};
  for (std::size_t i = 0; i < embedding.size(); ++i) {
    const double number = embedding[i];
    const std::uint32_t signs = signs_[i];
    for (std::size_t j = 0; j < kProjectionSize; ++j) sum[j] += (signs >> j & 1) != 0 ? -number : number;
  }
  return unit_length(sum);
}

double cosine(const Projection& a, const Projection& b) {
  std::int64_t product = 0, square_a = 0, square_b = 0;
  for (std::size_t i = 0; i < kProjectionSize; ++i) {
    product += a[i] * b[i];
    square_a += a[i] * a[i];
    square_b += b[i] * b[i];
  }
  if (square_a == 0 || square_b == 0) return 0;
  return static_cast<double>(product) /
         std::sqrt(static_cast<double>(square_a) * static_cast<double>(square_b));
}

}  // namespace stillwatch
