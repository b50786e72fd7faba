#include "campaign/stratum.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace stillwatch {

Strata::Strata(const ExchangeTable& table) {
  std::map<Language, std::size_t> rows;
  for (std::uint32_t a = 0; a < table.account_count(); ++a) {
    rows.clear();
    for (const ExchangeRow& row : table.rows_of(a)) {
      if (row.has_new_text()) ++rows[row.language];
    }
    const auto most = std::max_element(rows.begin(), rows.end(),
                                       [](const auto& x, const auto& y) { return x.second < y.second; });
    language_of_.push_back(most != rows.end() ? most->first : Language{'u', 'n'});
    ++users_[language_of_.back()];
  }
}

StratumShare Strata::share_of(const Group& group) const {
  std::map<Language, std::size_t> here;
  for (const std::uint32_t account : group.accounts) ++here[language_of_[account]];
  StratumShare share;
  share.accounts = group.accounts.size();
  Language largest{'u', 'n'};
  std::size_t most = 0;
  for (const auto& [language, count] : here) {
    if (2 * count <= users_.at(language)) continue;
    share.dominated += count;
    if (count > most) {
      most = count;
      largest = language;
    }
  }
  if (!share.undecidable()) return share;
  share.sentence = fmt::format(
      "undecidable: the group is most of its stratum. Of the {} accounts of this log that mostly ask in one "
      "language ({}), {} are its own, so that what only they ask may be what everybody there asks.",
      users_.at(largest), std::string_view(largest.data(), 2), most);
  return share;
}

}  // namespace stillwatch
