// What does not change between an account's exchanges, written once as the members of its log lines.
//
//   const AccountMembers members(plan, threads);
//   out.append(members.identity(event.account));          // ,"account.id":"...","credential.hash":"..."
//
// Every text begins with a comma where it is a list of members. Immutable after construction. Cost: some 400
// bytes and one microsecond an account.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "world/plan.h"

namespace stillwatch::world {

class AccountMembers {
 public:
  AccountMembers(const WorldPlan& plan, unsigned threads);

  [[nodiscard]] std::string_view identity(std::uint32_t account) const { return part(account, kIdentity); }
  // Its network, country and client.
  [[nodiscard]] std::string_view origin(std::uint32_t account) const { return part(account, kOrigin); }
  [[nodiscard]] std::string_view parameters(std::uint32_t account) const {
    return part(account, kParameters);
  }
  // Its own system prompt, escaped; may be empty.
  [[nodiscard]] std::string_view system(std::uint32_t account) const { return part(account, kSystem); }
  [[nodiscard]] std::string_view session_prefix(std::uint32_t account) const {
    return part(account, kSession);
  }
  // The number-th address, or the last one.
  [[nodiscard]] std::string_view address(std::uint32_t account, std::size_t number) const;

 private:
  enum PartNumber { kIdentity, kOrigin, kParameters, kSystem, kSession, kAddresses, kParts };
  struct Lines {
    std::string text;  // the parts one after another
    std::array<std::uint32_t, kParts> ends{};
  };
  [[nodiscard]] std::string_view part(std::uint32_t account, PartNumber number) const {
    const Lines& lines = lines_[account];
    const std::uint32_t begin = number == 0 ? 0 : lines.ends[number - 1];
    return std::string_view(lines.text).substr(begin, lines.ends[number] - begin);
  }
  static Lines write(const AccountPlan& account);

  std::vector<Lines> lines_;
};

}  // namespace stillwatch::world
