// The requests of every account that tests may look at, in a few bytes each.
//
//   TestedRequests all(table, threads);                        // once per scan
//   for (const TestedRequest& request : all.of(account)) count(request.capability);
//
//   std::vector<TestedRequest> held;                           // or of one account, without the others
//   for (const TestedRequest& request : tested_requests(context, account, held)) ...
//
// Tests draw thousands of accounts by chance for each group and look at when each asked, in which language
// and for what. A row has 152 bytes, of which that is twelve: what is looked at again and again lies here
// side by side, and mostly stays in memory where the table does not. Cost: two passes over the rows. Memory:
// 16 bytes for each row of fold 1 with new text, some 5 an exchange. Immutable; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "signal/group_evidence.h"

namespace stillwatch {

struct TestedRequest {
  std::int64_t time_us = 0;
  std::uint32_t row = 0;  // of the table
  std::array<char, 2> language = {'u', 'n'};
  Capability capability = Capability::other;
  bool starts_conversation : 1 = false, has_projection : 1 = false;
};

class TestedRequests {
 public:
  TestedRequests(const ExchangeTable& table, unsigned threads);
  // Of one account, in order of time.
  [[nodiscard]] std::span<const TestedRequest> of(std::uint32_t account) const {
    return std::span(requests_).subspan(first_[account], first_[account + 1] - first_[account]);
  }

 private:
  std::vector<TestedRequest> requests_;
  std::vector<std::size_t> first_;  // by account, and the end
};

// Those of context.requests, or `held`, into which they are put where there is none.
[[nodiscard]] std::span<const TestedRequest> tested_requests(const SignalContext& context,
                                                             std::uint32_t account,
                                                             std::vector<TestedRequest>& held);

}  // namespace stillwatch
