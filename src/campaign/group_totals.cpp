#include "campaign/group_totals.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ranges>
#include <vector>

#include "base/time.h"

namespace stillwatch {
namespace {

constexpr std::size_t kMostHeatDays = 400;

using ModelCounts = std::map<std::uint32_t, std::uint64_t>;

void clear_totals(GroupFinding& group) {
  group.exchanges = group.harvest_exchanges = 0;
  group.input_tokens = group.output_tokens = group.reasoning_tokens = 0;
  group.asks_for_reasoning = group.asks_for_grading = 0;
  group.capabilities.fill(0);
  group.models.clear();
  group.heat.clear();
  group.first_us = group.last_us = 0;
}

void add_member(const ExchangeTable& table, const MemberFinding& member, std::uint32_t account,
                GroupFinding& group, ModelCounts& models) {
  for (const ExchangeRow& row : table.rows_of(account)) {
    group.reasoning_tokens += row.reasoning_tokens;
    group.asks_for_reasoning += (row.flags & kAsksForReasoning) != 0 ? 1 : 0;
    group.asks_for_grading += (row.flags & kAsksForGrading) != 0 ? 1 : 0;
    if (row.has_new_text()) ++group.capabilities[static_cast<std::size_t>(row.capability)];
    ++models[row.model];
  }
  group.exchanges += member.exchanges;
  group.harvest_exchanges += member.harvest_exchanges;
  group.input_tokens += member.input_tokens;
  group.output_tokens += member.output_tokens;
  if (member.exchanges == 0) return;
  group.first_us = group.first_us == 0 ? member.first_us : std::min(group.first_us, member.first_us);
  group.last_us = std::max(group.last_us, member.last_us);
}

void fill_heat(const ExchangeTable& table, const std::vector<std::uint32_t>& accounts, GroupFinding& group) {
  const std::int64_t first_day = group.first_us / kDay;
  const std::int64_t days = std::min<std::int64_t>(group.last_us / kDay - first_day + 1, kMostHeatDays);
  group.heat.assign(static_cast<std::size_t>(std::max<std::int64_t>(days, 0)), {});
  for (const std::uint32_t account : accounts) {
    for (const ExchangeRow& row : table.rows_of(account)) {
      const auto day = static_cast<std::size_t>(row.time_us / kDay - first_day);
      if (day < group.heat.size()) ++group.heat[day][static_cast<std::size_t>(row.time_us % kDay / kHour)];
    }
  }
}

void fill_models(const ExchangeTable& table, const ModelCounts& models, GroupFinding& group) {
  for (const auto& [model, count] : models) group.models.emplace_back(table.model_name(model), count);
  std::stable_sort(group.models.begin(), group.models.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
}

std::string accounts(std::size_t count) {
  return count == 1 ? std::string("1 account is") : fmt::format("{} accounts are", count);
}

std::string summary_of(const GroupFinding& group, std::size_t named) {
  switch (group.outcome) {
    case Outcome::campaign:
      return fmt::format(
          "{} linked as run by one operator, and what they ask is consistent with harvesting "
          "answers: an alleged campaign. {:.0f} % of their exchanges match the group's signature. The "
          "evidence "
          "is statistical; the honest explanations that were considered are listed with the reasons why they "
          "do not fit.",
          accounts(named),
          group.exchanges == 0
              ? 0.0
              : 100.0 * static_cast<double>(group.harvest_exchanges) / static_cast<double>(group.exchanges));
    case Outcome::pool:
      return fmt::format(
          "{} Nothing shows that the purpose is harvest: enterprises, resellers and people with several keys "
          "look like this. Nobody is accused.",
          named == 0
              ? fmt::format("{} accounts look run as one when taken together, and none has evidence of "
                            "its own.",
                            group.members.size())
              : fmt::format("{} linked as run by one operator.", accounts(named)));
    default:
      return fmt::format(
          "{} accounts that openly belong together, or a handful of keys, with use that a person should "
          "review. "
          "Nobody is accused.",
          group.members.size());
  }
}

}  // namespace

void count_group(const ExchangeTable& table, GroupFinding& group) {
  clear_totals(group);
  const auto is_named = [&](const MemberFinding& member) { return member.outcome == group.outcome; };
  const auto named =
      static_cast<std::size_t>(std::count_if(group.members.begin(), group.members.end(), is_named));
  ModelCounts models;
  std::vector<std::uint32_t> counted;
  for (const MemberFinding& member : group.members) {
    const auto account = account_named(table, member.account_id);
    if (!account || (named != 0 && !is_named(member))) continue;
    counted.push_back(*account);
    add_member(table, member, *account, group, models);
  }
  fill_heat(table, counted, group);
  fill_models(table, models, group);
  group.summary = summary_of(group, named);
}

std::optional<std::uint32_t> account_named(const ExchangeTable& table, std::string_view name) {
  const auto numbers = std::views::iota(std::uint32_t{0}, static_cast<std::uint32_t>(table.account_count()));
  const auto at = std::ranges::lower_bound(numbers, name, {}, [&](std::uint32_t account) {
    return std::string_view(table.account_name(account));
  });
  if (at == numbers.end() || table.account_name(*at) != name) return std::nullopt;
  return *at;
}

}  // namespace stillwatch
