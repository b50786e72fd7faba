#include "signal/follow_ups.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "base/key_numbers.h"

namespace stillwatch {
namespace {

// The answers of ours in each conversation, by the conversation's number.
struct Answers {
  KeyNumbers roots;
  std::vector<std::int64_t> first_us;     // INT64_MAX: begun before what is tested
  std::vector<std::size_t> first_issued;  // where its answers begin in `issued`, and the end
  std::vector<std::uint64_t> issued;      // ascending in each conversation
  [[nodiscard]] std::span<const std::uint64_t> of(std::uint32_t number) const {
    return std::span(issued).subspan(first_issued[number], first_issued[number + 1] - first_issued[number]);
  }
};

Answers answers_of(const SignalContext& context, const Group& group, std::int64_t from_us) {
  Answers answers;
  std::vector<std::uint64_t> begun_before;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> issued;  // conversation, answer
  for (const std::uint32_t account : group.accounts) {
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (row.root == 0 || fold_of(row) != 1) continue;
      if (row.time_us < from_us) begun_before.push_back(row.root);
      if (row.issued == 0) continue;
      const std::uint32_t number = answers.roots.number(row.root);
      if (number == answers.first_us.size()) answers.first_us.push_back(row.time_us);
      answers.first_us[number] = std::min(answers.first_us[number], row.time_us);
      issued.emplace_back(number, row.issued);
    }
  }
  for (const std::uint64_t root : begun_before) {
    const std::uint32_t number = answers.roots.find(root);
    if (number != KeyNumbers::kNone) answers.first_us[number] = INT64_MAX;
  }
  std::sort(issued.begin(), issued.end());
  answers.first_issued.assign(answers.roots.size() + 1, 0);
  for (const auto& [number, answer] : issued) {
    ++answers.first_issued[number + 1];
    answers.issued.push_back(answer);
  }
  std::partial_sum(answers.first_issued.begin(), answers.first_issued.end(), answers.first_issued.begin());
  return answers;
}

bool holds_one(std::span<const std::uint64_t> history, std::span<const std::uint64_t> issued) {
  return std::any_of(history.begin(), history.end(), [&](std::uint64_t turn) {
    return std::binary_search(issued.begin(), issued.end(), turn);
  });
}

}  // namespace

std::vector<FollowUp> follow_ups(const SignalContext& context, const Group& group, std::int64_t from_us) {
  const Answers answers = answers_of(context, group, from_us);
  std::vector<FollowUp> found;
  struct Place {  // of a conversation in `found`, on the account that is looked at
    std::uint32_t account = ~0U;
    std::size_t at = 0;
  };
  std::vector<Place> places(answers.roots.size());
  for (const std::uint32_t account : group.accounts) {
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (row.root == 0 || row.histories == 0 || fold_of(row) != 1) continue;
      const std::uint32_t number = answers.roots.find(row.root);
      if (number == KeyNumbers::kNone || answers.first_us[number] >= row.time_us) continue;
      Place& place = places[number];
      if (place.account != account) {
        place = {account, found.size()};
        found.push_back({account, context.table.index_of(row), false});
      }
      FollowUp& follow_up = found[place.at];
      follow_up.claims = follow_up.claims || holds_one(context.table.history(row), answers.of(number));
    }
  }
  return found;
}

}  // namespace stillwatch
