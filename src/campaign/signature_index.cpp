#include "campaign/signature_index.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <tuple>

namespace stillwatch {

SignatureIndex::SignatureIndex(std::span<const Signature* const> signatures) {
  for (std::uint32_t s = 0; s < signatures.size(); ++s) {
    systems_.push_back(signatures[s]->system);
    const auto traces = signatures[s]->traces.keys();
    for (std::uint32_t number = 0; number < traces.size(); ++number)
      named_.push_back({traces[number], {s, number}});
  }
  // Some thirty bits a trace: nine in ten shapes and more are told apart by them.
  const int bits = std::max(13, static_cast<int>(std::bit_width(named_.size())) + 5);
  shift_ = 64 - bits;
  sieve_.assign((std::size_t{1} << bits) / 64, 0);
  begins_.assign(sieve_.size() + 1, 0);
  std::ranges::sort(named_, [this](const Named& a, const Named& b) {
    return std::tuple(bit_of(a.trace), a.trace, a.match.signature) <
           std::tuple(bit_of(b.trace), b.trace, b.match.signature);
  });
  for (const Named& named : named_) {
    const std::size_t bit = bit_of(named.trace);
    sieve_[bit / 64] |= std::uint64_t{1} << (bit % 64);
    ++begins_[bit / 64 + 1];
  }
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
}

void SignatureIndex::match(const ExchangeTable& table, const ExchangeRow& row,
                           std::vector<Match>& found) const {
  found.clear();
  for (const std::uint64_t shape : table.shapes(row)) {
    const std::size_t bit = bit_of(shape);
    if ((sieve_[bit / 64] >> (bit % 64) & 1) == 0) continue;
    for (std::uint32_t i = begins_[bit / 64]; i < begins_[bit / 64 + 1]; ++i) {
      if (named_[i].trace != shape) continue;
      const Match& match = named_[i].match;
      const std::uint64_t system = systems_[match.signature];
      if (system != 0 && row.system != system) continue;
      const auto known = std::ranges::find(found, match.signature, &Match::signature);
      if (known == found.end()) {
        found.push_back(match);
      } else {
        known->number = std::min(known->number, match.number);
      }
    }
  }
}

}  // namespace stillwatch
