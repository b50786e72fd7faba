#include "account/distinct_sketch.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <utility>

namespace stillwatch {
namespace {

constexpr auto kM = static_cast<double>(DistinctSketch::kRegisters);
constexpr unsigned kQ = 64 - DistinctSketch::kIndexBits;

// Ertl 2017, algorithm 6: sigma(x) = x + sum over k >= 1 of x^(2^k) 2^(k-1).
double sigma(double x) {
  if (x >= 1.0) return INFINITY;
  double sum = x;
  double weight = 1.0;
  for (double before = -1.0; sum != before;) {
    x *= x;
    before = sum;
    sum += x * weight;
    weight += weight;
  }
  return sum;
}

// The same: tau(x) = (1 - x - sum over k >= 1 of (1 - x^(2^-k))^2 2^-k) / 3.
double tau(double x) {
  if (x <= 0.0 || x >= 1.0) return 0.0;
  double sum = 1.0 - x;
  double weight = 1.0;
  for (double before = -1.0; sum != before;) {
    x = std::sqrt(x);
    before = sum;
    weight /= 2;
    sum -= (1.0 - x) * (1.0 - x) * weight;
  }
  return sum / 3.0;
}

}  // namespace

void DistinctSketch::raise(std::uint64_t hash) {
  const std::uint64_t rest = hash << kIndexBits;
  const int zeros = rest == 0 ? static_cast<int>(kQ) : std::countl_zero(rest);
  std::uint8_t& rank = registers_[hash >> kQ];
  rank = std::max(rank, static_cast<std::uint8_t>(zeros + 1));
}

void DistinctSketch::make_dense() {
  registers_.assign(kRegisters, 0);
  for (const std::uint64_t hash : exact_) raise(hash);
  exact_.clear();
  exact_.shrink_to_fit();
}

void DistinctSketch::add(std::uint64_t hash) {
  if (!registers_.empty()) return raise(hash);
  const auto at = std::lower_bound(exact_.begin(), exact_.end(), hash);
  if (at != exact_.end() && *at == hash) return;
  exact_.insert(at, hash);
  if (exact_.size() > kExactMax) make_dense();
}

void DistinctSketch::merge(const DistinctSketch& other) {
  if (other.registers_.empty()) {
    const std::vector<std::uint64_t> hashes = other.exact_;  // `other` may be this sketch
    for (const std::uint64_t hash : hashes) add(hash);
    return;
  }
  if (registers_.empty()) make_dense();
  for (std::size_t i = 0; i < kRegisters; ++i) registers_[i] = std::max(registers_[i], other.registers_[i]);
}

double DistinctSketch::estimate() const {
  if (registers_.empty()) return static_cast<double>(exact_.size());
  std::array<double, kQ + 2> count{};
  for (const std::uint8_t rank : registers_) ++count[rank];
  double z = kM * tau(1.0 - count[kQ + 1] / kM);
  for (unsigned k = kQ; k >= 1; --k) z = 0.5 * (z + count[k]);
  z += kM * sigma(count[0] / kM);
  return kM * kM / (2.0 * std::numbers::ln2 * z);
}

bool DistinctSketch::restore_exact(std::vector<std::uint64_t> hashes) {
  const bool ascending =
      std::adjacent_find(hashes.begin(), hashes.end(), std::greater_equal<>()) == hashes.end();
  if (hashes.size() > kExactMax || !ascending) return false;
  exact_ = std::move(hashes);
  registers_.clear();
  return true;
}

bool DistinctSketch::restore_registers(std::vector<std::uint8_t> registers) {
  const auto too_high = [](std::uint8_t rank) { return rank > kRankMax; };
  const bool empty =
      std::all_of(registers.begin(), registers.end(), [](std::uint8_t rank) { return rank == 0; });
  if (registers.size() != kRegisters || empty || std::any_of(registers.begin(), registers.end(), too_high))
    return false;
  registers_ = std::move(registers);
  exact_.clear();
  return true;
}

}  // namespace stillwatch
