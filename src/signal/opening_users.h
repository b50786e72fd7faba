// Who uses a group's injected openings (account/injected_openings.h), and for what.
//
//   const auto openings = openings_of(context, group);                      // learned on fold 0
//   const OpeningUse use = opening_use(table, account, openings);           // tested on fold 1
//
// Pure and thread-safe. Cost: one pass over the rows that are asked about.
#pragma once

#include <cstdint>
#include <vector>

#include "signal/group_evidence.h"

namespace stillwatch {

// Openings of fold 0, before a time, that at least four members begin with, and four in five of whose users
// are members; ascending.
[[nodiscard]] std::vector<std::uint64_t> openings_of(const SignalContext& context, const Group& group,
                                                     std::int64_t before_us = kEndOfTime);

struct OpeningUse {  // conversations of fold 1
  std::uint64_t conversations = 0;
  std::uint64_t begun = 0;        // with one of the openings
  std::uint64_t one_request = 0;  // of those: nobody went on with them on this account
  // Are they half of what the account does?
  [[nodiscard]] bool mostly() const { return begun > 0 && 2 * begun >= conversations; }
};
// Conversations that began before `from_us` are left out.
[[nodiscard]] OpeningUse opening_use(const ExchangeTable& table, std::uint32_t account,
                                     const std::vector<std::uint64_t>& openings,
                                     std::int64_t from_us = kBeginningOfTime);

struct OutsideUsers {
  // Not of the group, with conversations in both folds, as its members have: who has none in fold 0 could not
  // be linked, whatever it does.
  std::uint64_t accounts = 0;
  std::uint64_t users = 0;  // of those: they use the openings mostly
};
[[nodiscard]] OutsideUsers outside_users(const ExchangeTable& table, const Group& group,
                                         const std::vector<std::uint64_t>& openings);

// Three in four accounts of the log begin as many conversations in fold 1, or fewer.
[[nodiscard]] std::size_t busiest_thin_account(const ExchangeTable& table);

}  // namespace stillwatch
