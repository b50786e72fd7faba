#include "signal/group_evidence.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <set>
#include <utility>

namespace stillwatch {
namespace {

// A number below 128 x 64; shapes are minima of hashes, so their top bits alone would not spread.
std::size_t sieve_bit(std::uint64_t trace) { return trace * 0x9e3779b97f4a7c15ULL >> 51; }

constexpr std::uint32_t kStranger = ~0U;

struct TraceUse {
  std::uint64_t exchanges = 0;
  std::uint32_t accounts = 0, members = 0;
  std::uint32_t last_account = kStranger, last_member = kStranger;
};

// Positions of the group's accounts, so that those of one member follow each other.
std::vector<std::uint32_t> by_member(const Group& group) {
  std::vector<std::uint32_t> order(group.accounts.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return group.member(a) < group.member(b); });
  return order;
}

// Traces of fold 0 that belong to the group: enough members leave them, and few others do.
std::vector<std::uint64_t> exclusive_traces(const SignalContext& context, const Group& group,
                                            std::int64_t before_us) {
  std::unordered_map<std::uint64_t, TraceUse> uses;
  for (const std::uint32_t i : by_member(group)) {
    const std::uint32_t account = group.accounts[i];
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (fold_of(row) != 0 || !row.has_new_text()) continue;
      for (const std::uint64_t shape : context.table.shapes(row)) {
        TraceUse& use = uses[shape];
        // Who else uses it is known of all days, so all of the group's own users are held against that.
        use.accounts += std::exchange(use.last_account, account) != account ? 1 : 0;
        if (row.time_us >= before_us) continue;
        ++use.exchanges;
        use.members += std::exchange(use.last_member, group.member(i)) != group.member(i) ? 1 : 0;
      }
    }
  }
  const std::uint32_t least = group.member_count() >= 8 ? 4 : 2;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> kept;  // exchanges, trace
  for (const auto& [trace, use] : uses) {
    if (use.members < least || use.exchanges < 5) continue;
    // Seen by any one of the users: without itself, four in five are still members.
    const std::uint32_t others = group.member_count() >= 8 ? use.accounts - 1 : use.accounts;
    if (others * 5 < context.trace_users.count(trace) * 4) continue;
    kept.emplace_back(use.exchanges, trace);
  }
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<std::uint64_t> traces;
  for (const auto& [exchanges, trace] : kept) traces.push_back(trace);
  return traces;
}

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

// How many members ask a prompt: up to three are told apart.
struct Askers {
  std::uint32_t first = kStranger, second = kStranger;
  bool more = false;
  void add(std::uint32_t member) {
    if (first == kStranger || first == member) {
      first = member;
    } else if (second == kStranger || second == member) {
      second = member;
    } else {
      more = true;
    }
  }
};

// A prompt that three members ask is homework, a benchmark or a chain letter. One that two ask in fold 0 is a
// link that may have formed the group (the same conversation on two accounts, say): its times are no fresh
// evidence.
bool left_out(const Askers& askers, const ExchangeRow& row) {
  return askers.more || (askers.second != kStranger && fold_of(row) == 0);
}

using Roots = std::unordered_set<std::uint64_t>;

// Conversations that the group had begun before.
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

void gather_starts(const SignalContext& context, const Group& group, const Roots& begun,
                   GroupEvidence& evidence) {
  std::unordered_map<std::uint64_t, Askers> askers;
  for (std::uint32_t m = 0; m < group.accounts.size(); ++m) {
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[m])) {
      if (row.starts_conversation() && row.has_new_text()) askers[row.prompt].add(group.member(m));
    }
  }
  for (std::uint32_t m = 0; m < group.accounts.size(); ++m) {
    std::vector<std::int64_t> times;
    const std::size_t before = evidence.starts.size();
    std::uint64_t last_root = 0;
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[m])) {
      if (!row.starts_conversation() || !row.has_new_text()) continue;
      if (row.time_us < evidence.from_us || begun.contains(row.root)) continue;
      if (row.root == last_root) continue;  // a retry of the same request
      last_root = row.root;
      if (left_out(askers[row.prompt], row)) {
        ++evidence.shared_prompts_left_out;
        continue;
      }
      times.push_back(row.time_us);
      evidence.starts.push_back({row.time_us, context.table.index_of(row), group.member(m)});
    }
    if (runs_on_schedule(times)) {
      evidence.starts.resize(before);
      ++evidence.scheduled_left_out;
    }
  }
  std::sort(evidence.starts.begin(), evidence.starts.end(), [](const auto& a, const auto& b) {
    return a.time_us != b.time_us ? a.time_us < b.time_us : a.row < b.row;
  });
}

std::vector<Carry> inside(const SignalContext& context, const Group& group, std::int64_t from_us,
                          const std::vector<Carry>& carries) {
  const auto rows = context.table.rows();
  // The member that a row's account belongs to.
  const auto member = [&](std::uint32_t row) {
    const auto at = std::lower_bound(group.accounts.begin(), group.accounts.end(), rows[row].account);
    if (at == group.accounts.end() || *at != rows[row].account) return kStranger;
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

namespace {

// The system prompt of three in five of these rows, if four in five of its users are among their accounts;
// else 0.
std::uint64_t common_system(const SignalContext& context, const std::vector<std::uint32_t>& rows) {
  std::unordered_map<std::uint64_t, std::size_t> count;
  for (const std::uint32_t r : rows) ++count[context.table.rows()[r].system];
  std::uint64_t system = 0;
  for (const auto& [candidate, times] : count) {
    if (candidate != 0 && 5 * times >= 3 * rows.size()) system = candidate;
  }
  if (system == 0) return 0;
  std::set<std::uint32_t> users;
  for (const std::uint32_t r : rows) {
    if (context.table.rows()[r].system == system) users.insert(context.table.rows()[r].account);
  }
  return 5 * users.size() >= 4 * std::size_t{context.trace_users.count(system_trace(system))} ? system : 0;
}

}  // namespace

// Gives each fold-0 exchange to the commonest exclusive trace that it carries; what gets enough becomes a
// template. Many variants of one template share its commonest trace, so a product with five prompts has about
// five templates, not fifty.
Signature learn_signature(const SignalContext& context, const Group& group, std::int64_t before_us) {
  const auto traces = exclusive_traces(context, group, before_us);
  std::unordered_map<std::uint64_t, std::uint32_t> rank;
  for (std::uint32_t i = 0; i < traces.size(); ++i) rank.emplace(traces[i], i);
  struct Gathered {
    std::vector<std::uint32_t> rows;
    std::set<std::uint64_t> prompts;
    std::set<std::uint32_t> members;
    std::map<Capability, std::uint64_t> capabilities;
  };
  std::map<std::uint32_t, Gathered> by_rank;
  for (std::size_t i = 0; i < group.accounts.size(); ++i) {
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[i])) {
      if (fold_of(row) != 0 || !row.has_new_text() || row.time_us >= before_us) continue;
      std::uint32_t best = kNoTemplate;
      for (const std::uint64_t shape : context.table.shapes(row)) {
        const auto at = rank.find(shape);
        if (at != rank.end()) best = std::min(best, at->second);
      }
      if (best == kNoTemplate) continue;
      Gathered& gathered = by_rank[best];
      gathered.rows.push_back(context.table.index_of(row));
      gathered.prompts.insert(row.prompt);
      gathered.members.insert(group.member(i));
      ++gathered.capabilities[row.capability];
    }
  }
  Signature signature;
  for (const auto& [r, gathered] : by_rank) {
    if (gathered.rows.size() < 3 || gathered.members.size() < 2) continue;
    GroupTemplate& t = signature.templates.emplace_back();
    t.key = traces[r];
    t.exchanges = gathered.rows.size();
    t.accounts = gathered.members.size();
    t.distinct_prompts = gathered.prompts.size();
    t.slotted = t.distinct_prompts >= 5 && 2 * t.distinct_prompts >= t.exchanges;
    t.capability = std::max_element(gathered.capabilities.begin(), gathered.capabilities.end(),
                                    [](const auto& a, const auto& b) { return a.second < b.second; })
                       ->first;
    for (std::size_t i = 0; i < 5 && i < gathered.rows.size(); ++i) {
      t.examples.push_back(
          gathered.rows[i * gathered.rows.size() / std::min<std::size_t>(5, gathered.rows.size())]);
    }
  }
  std::stable_sort(signature.templates.begin(), signature.templates.end(),
                   [](const auto& a, const auto& b) { return a.exchanges > b.exchanges; });
  for (std::uint32_t i = 0; i < signature.templates.size(); ++i) {
    signature.name_template(signature.templates[i].key, i);
  }
  std::vector<std::uint32_t> rows;
  for (const auto& [r, gathered] : by_rank)
    rows.insert(rows.end(), gathered.rows.begin(), gathered.rows.end());
  signature.system = common_system(context, rows);
  return signature;
}

void Signature::name_template(std::uint64_t trace, std::uint32_t number) {
  template_of_trace.emplace(trace, number);
  const std::size_t bit = sieve_bit(trace);
  sieve[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

std::uint32_t Signature::match(const ExchangeTable& table, const ExchangeRow& row) const {
  std::uint32_t best = kNoTemplate;
  if (system != 0 && row.system != system) return best;
  for (const std::uint64_t shape : table.shapes(row)) {
    const std::size_t bit = sieve_bit(shape);
    if ((sieve[bit / 64] >> (bit % 64) & 1) == 0) continue;
    const auto at = template_of_trace.find(shape);
    if (at != template_of_trace.end()) best = std::min(best, at->second);
  }
  return best;
}

GroupEvidence gather_evidence(const SignalContext& context, const Group& group,
                              const EvidenceWindow& window) {
  GroupEvidence evidence;
  evidence.group = &group;
  evidence.seed = group.key;
  evidence.from_us = window.test_from_us;
  evidence.signature = learn_signature(context, group, window.learn_before_us);
  const Roots begun = roots_before(context, group, window.test_from_us);
  for (std::uint32_t m = 0; m < group.accounts.size(); ++m) {
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[m])) {
      if (fold_of(row) != 1 || !row.has_new_text()) continue;
      if (row.time_us < window.test_from_us || begun.contains(row.root)) continue;
      evidence.tested.push_back(context.table.index_of(row));
      evidence.member_of_tested.push_back(group.member(m));
      evidence.matched.push_back(evidence.signature.match(context.table, row));
    }
  }
  gather_starts(context, group, begun, evidence);
  evidence.continuations = inside(context, group, evidence.from_us, context.carried.continuations);
  evidence.returns = inside(context, group, evidence.from_us, context.carried.returns);
  evidence.entries = inside(context, group, evidence.from_us, context.carried.entries);
  return evidence;
}

}  // namespace stillwatch
