// A group: accounts that may be run as one. A candidate, accused of nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace stillwatch {

struct Group {
  std::vector<std::uint32_t> accounts;  // indices into the ExchangeTable, ascending, unique
  // Which member each account belongs to: itself, or its verified organisation, whose accounts count as one
  // actor unless the group was formed inside it. Empty: every account is a member of its own.
  std::vector<std::uint32_t> member_of;
  std::uint32_t members = 0;  // 0: as many as accounts
  std::string organisation;   // set when the group was formed inside one verified organisation
  [[nodiscard]] std::uint32_t member(std::size_t account) const {
    return member_of.empty() ? static_cast<std::uint32_t>(account) : member_of[account];
  }
  // The member that `account`, one of the group's, belongs to.
  [[nodiscard]] std::uint32_t member_with(std::uint32_t account) const {
    const auto at = std::lower_bound(accounts.begin(), accounts.end(), account);
    return member(static_cast<std::size_t>(at - accounts.begin()));
  }
  [[nodiscard]] std::uint32_t member_count() const {
    return members != 0 ? members : static_cast<std::uint32_t>(accounts.size());
  }
  std::uint64_t key = 0;  // keyed hash of the members' names: the group's seed and identity
};

}  // namespace stillwatch
