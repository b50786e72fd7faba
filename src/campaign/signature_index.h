// The templates of many groups at once: which groups' templates a request fills, without asking every group.
//
//   const SignatureIndex index(signatures);        // pointers
//   std::vector<SignatureIndex::Match> found;      // one for each thread
//   index.match(table, row, found);                // signature numbers and templates
//
// Gives, for each signature, what Signature::match gives where that is a template. So a pass over a whole log
// looks once at each row's shapes, however many groups there are: their number grows with the log. Pure and
// thread-safe. Cost: one bit for a shape that is in no signature, a look-up for the others. Memory: 24 bytes
// for each template.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "signal/group_evidence.h"

namespace stillwatch {

class SignatureIndex {
 public:
  struct Match {
    std::uint32_t signature = 0, number = 0;  // number: of the template in it
  };

  explicit SignatureIndex(std::span<const Signature* const> signatures);

  [[nodiscard]] bool empty() const { return named_.empty(); }
  // Replaces `found`: one entry for each signature, in no order.
  void match(const ExchangeTable& table, const ExchangeRow& row, std::vector<Match>& found) const;

 private:
  struct Named {
    std::uint64_t trace = 0;
    Match match;
  };
  [[nodiscard]] std::size_t bit_of(std::uint64_t trace) const {
    return trace * 0x9e3779b97f4a7c15ULL >> shift_;
  }

  std::vector<std::uint64_t> systems_;  // by signature
  std::vector<Named> named_;            // ascending by trace, signature and template
  int shift_ = 63;
  std::vector<std::uint64_t> sieve_;   // a bit for each hash of a trace above
  std::vector<std::uint32_t> begins_;  // by the sieve's words: the first of the traces with such a hash
};

}  // namespace stillwatch
