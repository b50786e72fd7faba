#include "watch/campaign_register.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "report/wording.h"

namespace stillwatch {
namespace {

std::size_t shared_names(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::size_t shared = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    const int order = x->compare(*y);
    shared += order == 0 ? 1 : 0;
    if (order <= 0) ++x;
    if (order >= 0) ++y;
  }
  return shared;
}

bool continues(const std::vector<std::string>& campaign, const std::vector<std::string>& group) {
  const std::size_t smaller = std::min(campaign.size(), group.size());
  return smaller > 0 && 2 * shared_names(campaign, group) >= smaller;
}

NamedGroup named_group(const GroupFinding& group) {
  NamedGroup named{group.id, {}, group.exchanges, group.harvest_exchanges, group.last_us, group.log10_e};
  for (const MemberFinding& member : group.members) {
    if (member.outcome == group.outcome) named.accounts.push_back(member.account_id);
  }
  std::sort(named.accounts.begin(), named.accounts.end());
  return named;
}

}  // namespace

LookFindings findings_of(const ScanResult& result) {
  LookFindings found;
  for (const GroupFinding& group : result.campaigns) found.campaigns.push_back(named_group(group));
  for (const GroupFinding& group : result.single_customers) found.explained.push_back(named_group(group));
  return found;
}

// A group of this look and the campaign that it continues.
struct CampaignRegister::Continuation {
  std::size_t shared = 0, campaign = 0, group = 0;
};

// Most shared first; of as many the older campaign, then the first group.
std::vector<CampaignRegister::Continuation> CampaignRegister::continuations(const LookFindings& found) const {
  std::vector<Continuation> all;
  for (std::size_t c = 0; c < campaigns_.size(); ++c) {
    if (!campaigns_[c].merged_into.empty()) continue;
    for (std::size_t g = 0; g < found.campaigns.size(); ++g) {
      if (continues(campaigns_[c].accounts, found.campaigns[g].accounts))
        all.push_back({shared_names(campaigns_[c].accounts, found.campaigns[g].accounts), c, g});
    }
  }
  std::sort(all.begin(), all.end(), [](const Continuation& a, const Continuation& b) {
    return std::tie(b.shared, a.campaign, a.group) < std::tie(a.shared, b.campaign, b.group);
  });
  return all;
}

std::string CampaignRegister::name_for(char kind, std::string_view text) const {
  return fmt::format("{}-{:012x}", kind, siphash(key_, text) >> 16);
}

void CampaignRegister::emit(std::vector<Event>& events, EventKind kind, WatchedCampaign& of, const Look& look,
                            const NamedGroup* group, Event event) {
  event.kind = kind;
  event.number = ++events_;
  event.campaign = of.id;
  event.id = name_for('E', fmt::format("event {} {} {}", event.number, of.id, name_of(kind)));
  event.look = look.number;
  event.at_us = look.latest_us;
  event.accounts = of.accounts.size();
  event.fdr = look.fdr;
  event.look_share = look.share;
  event.wide = look.wide;
  if (group != nullptr) {
    event.finding = group->finding;
    event.exchanges = group->exchanges;
    event.harvest_exchanges = group->harvest_exchanges;
    event.log10_e = group->log10_e;
  }
  events.push_back(std::move(event));
}

std::vector<Event> CampaignRegister::update(const Look& look, const LookFindings& found,
                                            const ClosingRules& rules) {
  constexpr std::size_t kNone = ~std::size_t{0};
  std::vector<Event> events;
  std::vector<std::size_t> campaign_of(found.campaigns.size(), kNone), group_of(campaigns_.size(), kNone);
  const std::vector<Continuation> all = continuations(found);
  for (const Continuation& next : all) {
    if (group_of[next.campaign] != kNone) continue;
    group_of[next.campaign] = next.group;
    // The oldest of all that a group continues gives it its name.
    campaign_of[next.group] = std::min(campaign_of[next.group], next.campaign);
  }
  for (std::size_t c = 0; c < group_of.size(); ++c) {
    if (group_of[c] == kNone || campaign_of[group_of[c]] == c) continue;
    WatchedCampaign& older = campaigns_[campaign_of[group_of[c]]];
    std::vector<std::string> together;
    std::set_union(older.accounts.begin(), older.accounts.end(), campaigns_[c].accounts.begin(),
                   campaigns_[c].accounts.end(), std::back_inserter(together));
    older.accounts = std::move(together);
    campaigns_[c].merged_into = older.id;
    Event event;
    event.merged = campaigns_[c].id;
    emit(events, EventKind::merged, older, look, &found.campaigns[group_of[c]], std::move(event));
  }
  for (std::size_t g = 0; g < found.campaigns.size(); ++g) {
    const NamedGroup& group = found.campaigns[g];
    const bool fresh = campaign_of[g] == kNone;
    if (fresh) {
      campaign_of[g] = campaigns_.size();
      campaigns_.push_back({name_for('W', fmt::format("campaign {} {}", look.number, group.finding)),
                            {},
                            look.number,
                            look.number,
                            group.last_us,
                            {},
                            {}});
    }
    WatchedCampaign& campaign = campaigns_[campaign_of[g]];
    Event event;
    std::set_difference(group.accounts.begin(), group.accounts.end(), campaign.accounts.begin(),
                        campaign.accounts.end(), std::back_inserter(event.added));
    std::vector<std::string> together;
    std::set_union(group.accounts.begin(), group.accounts.end(), campaign.accounts.begin(),
                   campaign.accounts.end(), std::back_inserter(together));
    campaign.accounts = std::move(together);
    campaign.named_look = look.number;
    campaign.last_us = std::max(campaign.last_us, group.last_us);
    const EventKind kind = fresh                      ? EventKind::opened
                           : !campaign.closed.empty() ? EventKind::reopened
                                                      : EventKind::grew;
    campaign.closed.clear();
    if (kind != EventKind::grew || !event.added.empty())
      emit(events, kind, campaign, look, &group, std::move(event));
  }
  close(events, look, found, rules);
  return events;
}

void CampaignRegister::close(std::vector<Event>& events, const Look& look, const LookFindings& found,
                             const ClosingRules& rules) {
  for (WatchedCampaign& campaign : campaigns_) {
    if (!campaign.closed.empty() || !campaign.merged_into.empty()) continue;
    const auto fits =
        std::find_if(found.explained.begin(), found.explained.end(), [&](const NamedGroup& group) {
          return campaign.named_look != look.number && continues(campaign.accounts, group.accounts);
        });
    if (fits != found.explained.end()) {
      campaign.closed = fmt::format("an honest explanation now fits its accounts ({})", fits->finding);
    } else if (campaign.last_us < rules.oldest_us) {
      campaign.closed = "its exchanges have left the window";
    } else if (campaign.last_us < look.latest_us - rules.quiet_us) {
      campaign.closed =
          "nothing more that would be named was seen of it for the time that --quiet-after allows";
    }
    if (campaign.closed.empty()) continue;
    Event event;
    event.reason = campaign.closed;
    emit(events, EventKind::closed, campaign, look, nullptr, std::move(event));
  }
}

void CampaignRegister::store(ByteWriter& out) const {
  out.number(events_);
  out.number(campaigns_.size());
  for (const WatchedCampaign& campaign : campaigns_) {
    out.text(campaign.id);
    out.number(campaign.accounts.size());
    for (const std::string& account : campaign.accounts) out.text(account);
    out.number(campaign.opened_look);
    out.number(campaign.named_look);
    out.number(static_cast<std::uint64_t>(campaign.last_us));
    out.text(campaign.closed);
    out.text(campaign.merged_into);
  }
}

void CampaignRegister::load(ByteReader& in) {
  campaigns_.clear();
  events_ = in.number();
  const std::uint64_t count = in.number();
  for (std::uint64_t c = 0; c < count && in.good(); ++c) {
    WatchedCampaign& campaign = campaigns_.emplace_back();
    campaign.id = in.text();
    const std::uint64_t accounts = in.number();
    for (std::uint64_t a = 0; a < accounts && in.good(); ++a) campaign.accounts.emplace_back(in.text());
    campaign.opened_look = in.number();
    campaign.named_look = in.number();
    campaign.last_us = static_cast<std::int64_t>(in.number());
    campaign.closed = in.text();
    campaign.merged_into = in.text();
  }
}

}  // namespace stillwatch
