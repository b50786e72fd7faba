// Whom a group can be held against, and whether it is itself most of them.
//
//   const Strata strata(table);                                  // once per scan
//   const StratumShare share = strata.share_of(group);
//   if (share.undecidable()) ...                                 // share.sentence says why
//
// Some signals ask what other accounts do: templates "that hardly anybody else uses", coincidences "as often
// as elsewhere". Their answer comes from the accounts that ask in the same language, the group left out,
// since wording is shared by language before anything else. Where the group is more than half of these, the
// question has no answer: what looks like the group's own may be what everybody there asks, and a campaign
// may have taught the log that it is normal. Signals with SignalInfo::needs_others are then not counted, and
// the report says so. An account belongs to the one language of most of its requests and counts once, however
// busy it is. Client, model and network make no strata of their own: they are chosen by who is accused, and a
// stratum that one can have for oneself must not acquit. Null hypothesis: none; this decides which tests may
// speak. Cost: a pass over the rows. Immutable; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "account/exchange_table.h"
#include "account/group.h"

namespace stillwatch {

struct StratumShare {
  std::size_t accounts = 0;   // of the group
  std::size_t dominated = 0;  // of these, in languages of whose accounts the group is more than half
  std::string sentence;       // empty where decidable
  [[nodiscard]] bool undecidable() const { return 2 * dominated > accounts; }
};

class Strata {
 public:
  explicit Strata(const ExchangeTable& table);
  [[nodiscard]] StratumShare share_of(const Group& group) const;

 private:
  using Language = std::array<char, 2>;
  std::vector<Language> language_of_;      // by account
  std::map<Language, std::size_t> users_;  // accounts by language
};

}  // namespace stillwatch
