#include "campaign/audit_sample.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/parallel.h"
#include "campaign/analysis.h"
#include "campaign/audit_facts.h"
#include "campaign/findings.h"
#include "campaign/recall.h"
#include "campaign/scan_inputs.h"

namespace stillwatch {
namespace {

std::string size_stratum(std::size_t accounts) {
  return accounts <= 5    ? "1: groups of up to 5 accounts"
         : accounts <= 19 ? "2: groups of 6 to 19 accounts"
         : accounts <= 99 ? "3: groups of 20 to 99 accounts"
                          : "4: groups of 100 and more accounts";
}

std::string activity_stratum(std::size_t exchanges) {
  return exchanges < 20    ? "6: accounts with fewer than 20 exchanges"
         : exchanges < 200 ? "7: accounts with 20 to 199 exchanges"
                           : "8: accounts with 200 and more exchanges";
}

// A unit of the frame, with the accounts behind it.
struct Behind {
  std::vector<std::uint32_t> accounts;
  std::size_t group = ~std::size_t{0};  // of the analysis; none for an account
};

struct Frame {
  std::vector<AuditUnit> units;
  std::vector<Behind> behind;  // by unit
  void add(AuditUnit unit, Behind what) {
    units.push_back(std::move(unit));
    behind.push_back(std::move(what));
  }
};

void add_groups(const Analysis& analysis, AuditFrame which, Frame& frame) {
  for (std::size_t g = 0; g < analysis.groups().size(); ++g) {
    const Group& group = analysis.groups()[g];
    const Outcome outcome = analysis.decisions()[g].outcome;
    const bool cleared = outcome == Outcome::cleared;
    if (outcome == Outcome::campaign) {
      frame.add({group.key, AuditKind::control, "9: controls, alleged campaigns"}, {group.accounts, g});
    } else if (cleared || which == AuditFrame::unaccused) {
      frame.add({group.key, AuditKind::group,
                 cleared ? size_stratum(group.accounts.size()) : "5: pools and single customers"},
                {group.accounts, g});
    }
  }
}

void add_ungrouped(const ExchangeTable& table, const Analysis& analysis, SipKey key, Frame& frame) {
  std::vector<bool> grouped(table.account_count(), false);
  for (const Group& group : analysis.groups()) {
    for (const std::uint32_t account : group.accounts) grouped[account] = true;
  }
  for (std::uint32_t account = 0; account < table.account_count(); ++account) {
    if (grouped[account] || table.rows_of(account).empty()) continue;
    frame.add({siphash(key, "account/" + table.account_name(account)), AuditKind::account,
               activity_stratum(table.rows_of(account).size())},
              {{account}});
  }
}

void seal(const Analysis& analysis, const Behind& behind, double fdr, SipKey id_key, AuditItem& item) {
  const SignalContext context = analysis.context();
  if (behind.group == ~std::size_t{0}) {
    item.name = context.table.account_name(behind.accounts.front());
    return;
  }
  const GroupDecision& decision = analysis.decisions()[behind.group];
  item.outcome = decision.outcome;
  item.log10_e_run = decision.log10_e_run;
  item.log10_e_harvest = decision.log10_e_harvest;
  item.name = decision.outcome == Outcome::cleared ? describe_cleared(context, decision, id_key).id
                                                   : describe_group(context, decision, fdr, id_key).id;
}

}  // namespace

AuditSample draw_from(const Analysis& analysis, const ScanOptions& scan, const AuditOptions& options) {
  const ExchangeTable& table = analysis.context().table;
  const SipKey key = derive_key(scan.secret, "stillwatch/audit/v1");
  Frame frame;
  add_groups(analysis, options.frame, frame);
  add_ungrouped(table, analysis, key, frame);
  AuditDraw draw = draw_audit(frame.units, options.sizes, key, options.seed);
  AuditSample sample;
  sample.seed = options.seed;
  sample.frame = options.frame;
  sample.strata = std::move(draw.strata);
  sample.items.resize(draw.picks.size());
  const SipKey id_key = derive_key(scan.secret, "stillwatch/finding/v1");
  const SipKey read_key = derive_key(scan.secret, fmt::format("stillwatch/audit-read/{}", options.seed));
  parallel_for(draw.picks.size(), scan.read.threads, [&](std::size_t i, unsigned) {
    const AuditPick& pick = draw.picks[i];
    const Behind& behind = frame.behind[pick.unit];
    AuditItem& item = sample.items[i];
    item.blind_id = pick.blind_id;
    item.kind = frame.units[pick.unit].kind;
    item.stratum = pick.stratum;
    item.facts = audit_facts(table, behind.accounts, read_key);
    seal(analysis, behind, scan.fdr, id_key, item);
  });
  return sample;
}

namespace {

Status fetch(const RecallSource& source, bool texts, AuditSample& sample) {
  std::vector<RecalledExchange> wanted;
  for (const AuditItem& item : sample.items) {
    for (const AuditExchange& one : item.facts.to_read) wanted.push_back({one.place, {}, {}});
  }
  if (const Status status = recall_exchanges(source, wanted); !status.has_value()) return status;
  std::size_t next = 0;
  for (AuditItem& item : sample.items) {
    for (AuditExchange& one : item.facts.to_read) {
      one.exchange_id = wanted[next].id;
      if (texts) one.text = wanted[next].text;
      ++next;
    }
  }
  return Done{};
}

}  // namespace

Result<AuditSample> sample_for_audit(const ScanOptions& scan, const AuditOptions& options) {
  const auto begin = [&](std::string_view name) {
    if (scan.stage) scan.stage(name);
  };
  begin("read");
  const auto inputs = read_scan_inputs(scan);
  if (!inputs.has_value()) return inputs.error();
  ScanResult described;
  describe_inputs(scan, inputs.value(), described);
  const Analysis analysis(inputs.value().table, scan.secret, scan.seed, scan.fdr, scan.read.threads,
                          scan.stage);
  begin("draw");
  AuditSample sample = draw_from(analysis, scan, options);
  if (sample.items.empty())
    return Error{Code::bad_input,
                 "nothing to draw from: no usable exchange was read, or no unit was asked for; `stillwatch "
                 "validate` on the same inputs shows what is missing"};
  sample.version = described.version;
  sample.configuration_digest = described.configuration_digest;
  for (const InputFinding& input : described.inputs) sample.inputs.push_back(input.path);
  const RecallSource source = recall_source(inputs.value());
  if (scan.recall && !source.has_standard_input()) {
    begin("recall");
    if (const Status status = fetch(source, options.texts, sample); !status.has_value())
      return status.error();
  }
  return sample;
}

}  // namespace stillwatch
