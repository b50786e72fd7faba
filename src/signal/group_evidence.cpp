#include "signal/group_evidence.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "signal/askers.h"

namespace stillwatch {
namespace {

constexpr std::uint32_t kStranger = ~0U;

// Does an account start its conversations by the clock (cron)? The phase within the hour or within ten
// minutes is then concentrated: mean resultant length above 0.7 (Mardia and Jupp, "Directional
// statistics", 2.3).
bool runs_on_schedule(const std::vector<std::int64_t>& times) {
  if (times.size() < 6) return false;
  for (const double period_s : {3600.0, 600.0}) {
    double x = 0.0, y = 0.0;
    for (const std::int64_t time : times) {
      const double angle =
          2.0 * std::numbers::pi * std::fmod(static_cast<double>(time) / 1e6, period_s) / period_s;
      x += std::cos(angle);
      y += std::sin(angle);
    }
    if (std::hypot(x, y) > 0.7 * static_cast<double>(times.size())) return true;
  }
  return false;
}

// A prompt that three members ask is homework, a benchmark or a chain letter. One that two ask in fold 0 is a
// link that may have formed the group (the same conversation on two accounts, say): its times are no fresh
// evidence.
bool left_out(const Askers& askers, const ExchangeRow& row) {
  return askers.three() || (askers.two() && fold_of(row) == 0);
}

// Conversations that the group had begun before.
class Roots {
 public:
  void insert(std::uint64_t root) { roots_.number(root); }
  [[nodiscard]] bool contains(std::uint64_t root) const { return roots_.find(root) != KeyNumbers::kNone; }

 private:
  KeyNumbers roots_;
};

Roots roots_before(const SignalContext& context, const Group& group, std::int64_t from_us) {
  Roots roots;
  if (from_us == kBeginningOfTime) return roots;
  for (const std::uint32_t account : group.accounts) {
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (row.time_us >= from_us) break;  // rows are by time
      if (row.root != 0) roots.insert(row.root);
    }
  }
  return roots;
}

// A start as it is found, account by account: in order of time their rows lie anywhere in the table.
struct Start {
  ConversationStart start;
  bool templated = false;
};

void put_in_order(std::vector<Start>& starts, ArrayPool& pool, GroupEvidence& evidence) {
  std::sort(starts.begin(), starts.end(), [](const Start& a, const Start& b) {
    return a.start.time_us != b.start.time_us ? a.start.time_us < b.start.time_us : a.start.row < b.start.row;
  });
  std::vector<ConversationStart> in_order;
  in_order.reserve(starts.size());
  evidence.start_is_templated.reserve(starts.size());
  for (const Start& found : starts) {
    in_order.push_back(found.start);
    evidence.start_is_templated.push_back(found.templated);
  }
  evidence.starts = pool.keep(in_order);
}

void gather_starts(const SignalContext& context, const Group& group, const Roots& begun, ArrayPool& pool,
                   GroupEvidence& evidence) {
  KeyNumbers prompts;
  std::vector<Askers> askers;
  std::vector<std::uint32_t> asked;  // by beginning of a conversation: its prompt
  for (std::uint32_t m = 0; m < group.accounts.size(); ++m) {
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[m])) {
      if (!row.starts_conversation() || !row.has_new_text()) continue;
      asked.push_back(prompts.number(row.prompt));
      if (asked.back() == askers.size()) askers.emplace_back();
      askers[asked.back()].add(group.member(m));
    }
  }
  std::vector<Start> starts;
  auto prompt = asked.begin();
  for (std::uint32_t m = 0; m < group.accounts.size(); ++m) {
    std::vector<std::int64_t> times;
    const std::size_t before = starts.size();
    std::uint64_t last_root = 0;
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[m])) {
      if (!row.starts_conversation() || !row.has_new_text()) continue;
      const Askers& of_prompt = askers[*prompt++];
      if (row.time_us < evidence.from_us || begun.contains(row.root)) continue;
      if (row.root == last_root) continue;  // a retry of the same request
      last_root = row.root;
      if (left_out(of_prompt, row)) {
        ++evidence.shared_prompts_left_out;
        continue;
      }
      times.push_back(row.time_us);
      const bool templated = evidence.signature.match(context.table, row) != kNoTemplate;
      starts.push_back({{row.time_us, context.table.index_of(row), group.member(m)}, templated});
    }
    if (runs_on_schedule(times)) {
      starts.resize(before);
      ++evidence.scheduled_left_out;
    }
  }
  put_in_order(starts, pool, evidence);
}

std::vector<Carry> inside(const SignalContext& context, const Group& group, std::int64_t from_us,
                          const std::vector<Carry>& carries) {
  const auto rows = context.table.rows();
  // The member that a row's account belongs to.
  const auto member = [&](std::uint32_t row) {
    const std::uint32_t account = context.table.account_at(row);
    const auto at = std::lower_bound(group.accounts.begin(), group.accounts.end(), account);
    if (at == group.accounts.end() || *at != account) return kStranger;
    return group.member(static_cast<std::size_t>(at - group.accounts.begin()));
  };
  std::vector<Carry> kept;
  for (const std::uint32_t account : group.accounts) {
    const auto span = context.table.rows_of(account);
    if (span.empty()) continue;
    const std::uint32_t first = context.table.index_of(span.front());
    const auto last = first + static_cast<std::uint32_t>(span.size());
    for (auto at = std::lower_bound(carries.begin(), carries.end(), Carry{first, 0});
         at != carries.end() && at->bringer < last; ++at) {
      const std::uint32_t issuer = member(at->issuer);
      if (fold_of(rows[at->bringer]) != 1 || rows[at->bringer].time_us < from_us || issuer == kStranger ||
          issuer == member(at->bringer))
        continue;
      kept.push_back(*at);
    }
  }
  return kept;
}

}  // namespace

GroupEvidence gather_evidence(const SignalContext& context, const Group& group, const EvidenceWindow& window,
                              std::shared_ptr<ArrayPool> pool) {
  if (!pool) pool = std::make_shared<ArrayPool>();
  GroupEvidence evidence;
  evidence.group = &group;
  evidence.seed = group.key;
  evidence.from_us = window.test_from_us;
  evidence.signature = learn_signature(context, group, window.learn_before_us);
  const Roots begun = roots_before(context, group, window.test_from_us);
  std::vector<std::uint32_t> tested, member_of_tested, matched;
  for (std::uint32_t m = 0; m < group.accounts.size(); ++m) {
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[m])) {
      if (fold_of(row) != 1 || !row.has_new_text()) continue;
      if (row.time_us < window.test_from_us || begun.contains(row.root)) continue;
      tested.push_back(context.table.index_of(row));
      member_of_tested.push_back(group.member(m));
      matched.push_back(evidence.signature.match(context.table, row));
    }
  }
  evidence.tested = pool->keep(tested);
  evidence.member_of_tested = pool->keep(member_of_tested);
  evidence.matched = pool->keep(matched);
  gather_starts(context, group, begun, *pool, evidence);
  evidence.continuations = inside(context, group, evidence.from_us, context.carried.continuations);
  evidence.returns = inside(context, group, evidence.from_us, context.carried.returns);
  evidence.entries = inside(context, group, evidence.from_us, context.carried.entries);
  evidence.held = std::move(pool);
  return evidence;
}

}  // namespace stillwatch
