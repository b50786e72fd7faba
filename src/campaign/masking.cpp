#include "campaign/masking.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/time.h"
#include "campaign/group_totals.h"

namespace stillwatch {
namespace {

bool covers(const AllowEntry& entry, const std::string& account, const std::string& organisation) {
  return account == entry.subject || (!organisation.empty() && organisation == entry.subject);
}

bool covers(const AllowEntry& entry, const MemberFinding& member) {
  return covers(entry, member.account_id, member.organisation);
}

std::size_t named_in(const GroupFinding& group) {
  return static_cast<std::size_t>(
      std::count_if(group.members.begin(), group.members.end(),
                    [&](const MemberFinding& member) { return member.outcome == group.outcome; }));
}

// Reasons name no masked account: one that cites the account table for nobody else goes.
void forget_accounts(const std::vector<std::string>& gone, MemberFinding& member) {
  std::erase_if(member.reasons, [&](Reason& reason) {
    const auto erased = std::erase_if(reason.account_lines, [&](const std::string& line) {
      return std::find(gone.begin(), gone.end(), line) != gone.end();
    });
    return erased != 0 && reason.account_lines.size() < 2;
  });
}

// Takes the covered members out; links keep pointing at the same accounts, or go with them.
void remove_members(const AllowEntry& entry, GroupFinding& group) {
  constexpr std::uint32_t kGone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> place(group.members.size(), kGone);
  std::uint32_t next = 0;
  for (std::size_t m = 0; m < group.members.size(); ++m) {
    if (!covers(entry, group.members[m])) place[m] = next++;
  }
  std::erase_if(group.links, [&](LinkFinding& link) {
    link.from = link.from < place.size() ? place[link.from] : kGone;
    link.to = link.to < place.size() ? place[link.to] : kGone;
    return link.from == kGone || link.to == kGone;
  });
  std::vector<std::string> gone;
  for (const MemberFinding& member : group.members) {
    if (covers(entry, member)) gone.push_back(member.account_id);
  }
  std::erase_if(group.members, [&](const MemberFinding& member) { return covers(entry, member); });
  for (MemberFinding& member : group.members) forget_accounts(gone, member);
}

// What the entries take out of one group; true when nothing of it may be shown any longer.
bool mask_group(const std::vector<AllowEntry>& allow, const ExchangeTable& table, GroupFinding& group,
                std::vector<MaskedFinding>& masked) {
  const std::size_t before = group.members.size();
  const bool named_some = named_in(group) != 0;
  for (const AllowEntry& entry : allow) {
    const auto count = std::count_if(group.members.begin(), group.members.end(),
                                     [&](const MemberFinding& member) { return covers(entry, member); });
    if (count == 0) continue;
    remove_members(entry, group);
    masked.push_back({entry.subject, entry.reason, entry.owner, format_time(entry.expiry_us), group.id,
                      static_cast<std::uint64_t>(count), group.outcome, false});
  }
  if (group.members.size() == before) return false;
  if (group.members.empty() || (named_some && named_in(group) == 0)) {
    for (MaskedFinding& entry : masked) entry.whole_group = entry.whole_group || entry.group_id == group.id;
    return true;
  }
  count_group(table, group);
  const std::size_t gone = before - group.members.size();
  group.summary += fmt::format(" {} more of the group {} masked by the allow list and not counted.",
                               gone == 1 ? std::string("1 account") : fmt::format("{} accounts", gone),
                               gone == 1 ? "is" : "are");
  return false;
}

bool stands_in(const GroupFinding& group, const std::string& account) {
  return std::any_of(group.members.begin(), group.members.end(),
                     [&](const MemberFinding& member) { return member.account_id == account; });
}

void mask_explanation(const std::vector<AllowEntry>& allow, const ScanResult& result,
                      AccountExplanation& account) {
  const auto stands = [&](const GroupFinding& group) { return stands_in(group, account.account_id); };
  const auto stands_in_any = [&](const std::vector<GroupFinding>& groups) {
    return std::any_of(groups.begin(), groups.end(), stands);
  };
  const auto entry = std::find_if(allow.begin(), allow.end(), [&](const AllowEntry& one) {
    return covers(one, account.account_id, account.organisation);
  });
  if (entry == allow.end()) return;
  if (!stands_in_any(result.campaigns) && !stands_in_any(result.pools) &&
      !stands_in_any(result.single_customers))
    return;
  account.masked_by = fmt::format("{}; {}; allowed by {} until {}", entry->subject, entry->reason,
                                  entry->owner, format_time(entry->expiry_us));
  std::erase_if(account.groups,
                [](const TestedIn& tested) { return tested.group_outcome != Outcome::cleared; });
  std::erase_if(account.signals, [](const SignalNote& note) { return note.found; });
}

// What is masked as a whole is not told of those who are linked to it either.
void forget_groups(const std::vector<std::string>& dropped, AccountExplanation& account) {
  const auto is_dropped = [&](const std::string& id) {
    return std::find(dropped.begin(), dropped.end(), id) != dropped.end();
  };
  std::erase_if(account.groups, [&](const TestedIn& tested) { return is_dropped(tested.group_id); });
  std::erase_if(account.signals, [&](const SignalNote& note) { return is_dropped(note.group_id); });
}

}  // namespace

void mask_findings(const std::vector<AllowEntry>& allow, std::int64_t now_us, const ExchangeTable& table,
                   ScanResult& result) {
  std::vector<AllowEntry> valid = allow;
  std::erase_if(valid, [&](const AllowEntry& entry) { return entry.expiry_us <= now_us; });
  if (result.explanation) mask_explanation(valid, result, *result.explanation);
  std::vector<std::string> dropped;
  for (auto* groups : {&result.campaigns, &result.pools, &result.single_customers}) {
    std::erase_if(*groups, [&](GroupFinding& group) {
      const bool drop = mask_group(valid, table, group, result.masked);
      if (drop) dropped.push_back(group.id);
      return drop;
    });
  }
  // What was not found needs no mask; but how near a covered customer came to a finding is not told either.
  std::erase_if(result.cleared, [&](const GroupFinding& group) {
    return std::all_of(group.members.begin(), group.members.end(), [&](const MemberFinding& member) {
      return std::any_of(valid.begin(), valid.end(),
                         [&](const AllowEntry& entry) { return covers(entry, member); });
    });
  });
  if (result.explanation) forget_groups(dropped, *result.explanation);
}

}  // namespace stillwatch
