// The campaigns that were named so far, each under one name from look to look.
//
//   CampaignRegister campaigns(key);
//   std::vector<Event> events = campaigns.update({look, latest_us, share}, named_by(result), policy);
//
// A scan names a group by its members and evidence, so the name changes whenever either does. Here a campaign
// keeps the name that it got when it was opened: a group of a later look continues the campaign with which it
// shares at least half of the smaller one's accounts, most shared first. Of several campaigns that one group
// continues, the oldest keeps its name and the others are merged into it. Of several groups that continue one
// campaign the one that shares most does, and the others are campaigns of their own.
//
// Accounts that were named stay listed: the sequential guarantee (watch/look_share.h) covers each naming when
// it is made, and a later look with a smaller share of the rate takes nothing back. A campaign is closed when
// no look named it and its accounts' latest named exchange is older than `quiet_us`, when its exchanges have
// left the window, or when an honest explanation now fits; it is reopened under its name when it is named
// again.
//
// The result depends on the looks alone, not on the machine. Not thread-safe. Cost: some passes over the
// names of all campaigns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/byte_stream.h"
#include "base/siphash.h"
#include "campaign/scan_result.h"
#include "watch/event.h"

namespace stillwatch {

struct WatchedCampaign {
  std::string id;                                 // "W-" and 12 hex digits
  std::vector<std::string> accounts;              // named at any look, ascending
  std::uint64_t opened_look = 0, named_look = 0;  // the first, and the latest that named it
  std::int64_t last_us = 0;                       // latest exchange of its accounts when it was last named
  std::string closed;                             // why; empty: open
  std::string merged_into;                        // another campaign's id; such a one is never open again
};

// What one look found, as far as the register needs it.
struct NamedGroup {
  std::string finding;                // "C-..."
  std::vector<std::string> accounts;  // those it accuses, ascending
  std::uint64_t exchanges = 0, harvest_exchanges = 0;
  std::int64_t last_us = 0;
  double log10_e = 0.0;
};
struct LookFindings {
  std::vector<NamedGroup> campaigns;
  std::vector<NamedGroup> explained;  // groups in which an honest explanation fits: they close a campaign
};
[[nodiscard]] LookFindings findings_of(const ScanResult& result);

struct Look {
  std::uint64_t number = 0;
  std::int64_t latest_us = 0;  // of the log
  double fdr = 0.01, share = 1.0;
  bool wide = true;  // it scanned the whole window (watch/look_reach.h)
};

struct ClosingRules {
  std::int64_t quiet_us = 0;   // without an exchange for as long: closed
  std::int64_t oldest_us = 0;  // what was before is forgotten
};

class CampaignRegister {
 public:
  explicit CampaignRegister(SipKey key) : key_(key) {}

  // Events in the order: merged, reopened and grew, opened, closed; each by name of the campaign.
  std::vector<Event> update(const Look& look, const LookFindings& found, const ClosingRules& rules);

  [[nodiscard]] const std::vector<WatchedCampaign>& campaigns() const { return campaigns_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }  // made so far

  void store(ByteWriter& out) const;
  void load(ByteReader& in);  // in.good() says whether it could be read

 private:
  struct Continuation;
  [[nodiscard]] std::vector<Continuation> continuations(const LookFindings& found) const;
  [[nodiscard]] std::string name_for(char kind, std::string_view text) const;
  void emit(std::vector<Event>& events, EventKind kind, WatchedCampaign& of, const Look& look,
            const NamedGroup* group, Event event = {});
  void close(std::vector<Event>& events, const Look& look, const LookFindings& found,
             const ClosingRules& rules);

  SipKey key_;
  std::vector<WatchedCampaign> campaigns_;  // in the order in which they were opened
  std::uint64_t events_ = 0;
};

}  // namespace stillwatch
