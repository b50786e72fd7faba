#include "signal/group_evidence.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>
#include <utility>

#include "base/count_sieve.h"
#include "signal/askers.h"

namespace stillwatch {
namespace {

// A number below 128 x 64; shapes are minima of hashes, so their top bits alone would not spread.
std::size_t sieve_bit(std::uint64_t trace) { return trace * 0x9e3779b97f4a7c15ULL >> 51; }

constexpr std::uint32_t kStranger = ~0U;

template <class Value>
std::size_t count_distinct(std::vector<Value>& values) {
  std::sort(values.begin(), values.end());
  return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin());
}

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

// Calls visit(position in the group, row) for the rows that may teach a signature, member by member.
template <class Visit>
void for_each_taught(const SignalContext& context, const Group& group, const Visit& visit) {
  for (const std::uint32_t i : by_member(group)) {
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[i])) {
      if (fold_of(row) == 0 && row.has_new_text()) visit(i, row);
    }
  }
}

constexpr std::uint64_t kLeastExchanges = 5;  // of a trace that belongs to the group

// How the group's accounts use the traces that they leave often enough.
struct TraceUses {
  KeyNumbers traces;
  std::vector<TraceUse> by_number;
};

TraceUses uses_of_traces(const SignalContext& context, const Group& group, std::int64_t before_us) {
  std::size_t left = 0;
  for_each_taught(context, group, [&](auto, const ExchangeRow& row) { left += row.shapes; });
  CountSieve sieve(left);  // most traces are of texts that come once
  for_each_taught(context, group, [&](auto, const ExchangeRow& row) {
    for (const std::uint64_t shape : context.table.shapes(row)) sieve.add(shape);
  });
  TraceUses uses;
  for_each_taught(context, group, [&](std::uint32_t i, const ExchangeRow& row) {
    for (const std::uint64_t shape : context.table.shapes(row)) {
      if (sieve.at_most(shape) < kLeastExchanges) continue;
      const std::uint32_t number = uses.traces.number(shape);
      if (number == uses.by_number.size()) uses.by_number.emplace_back();
      TraceUse& use = uses.by_number[number];
      const std::uint32_t account = group.accounts[i], member = group.member(i);
      // Who else uses it is known of all days, so all of the group's own users are held against that.
      use.accounts += std::exchange(use.last_account, account) != account ? 1 : 0;
      if (row.time_us >= before_us) continue;
      ++use.exchanges;
      use.members += std::exchange(use.last_member, member) != member ? 1 : 0;
    }
  });
  return uses;
}

// Traces of fold 0 that belong to the group: enough members leave them, and few others do.
std::vector<std::uint64_t> exclusive_traces(const SignalContext& context, const Group& group,
                                            std::int64_t before_us) {
  const TraceUses uses = uses_of_traces(context, group, before_us);
  const std::uint32_t least = group.member_count() >= 8 ? 4 : 2;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> kept;  // exchanges, trace
  for (std::size_t number = 0; number < uses.by_number.size(); ++number) {
    const TraceUse& use = uses.by_number[number];
    if (use.members < least || use.exchanges < kLeastExchanges) continue;
    const std::uint64_t trace = uses.traces.keys()[number];
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

// An exchange of fold 0 as templates are learned from it. What is needed of its row is taken along when rows
// are read in order: by template they lie anywhere in the table.
struct TaughtRow {
  std::uint64_t prompt = 0, system = 0;
  std::uint32_t row = 0, account = 0, rank = 0;
  Capability capability = Capability::other;
};

// The system prompt of three in five of these rows, if four in five of its users are among their accounts;
// else 0.
std::uint64_t common_system(const SignalContext& context, std::span<const TaughtRow> taught) {
  KeyNumbers systems;
  std::vector<std::size_t> count;
  for (const TaughtRow& row : taught) {
    const std::uint32_t number = systems.number(row.system);
    if (number == count.size()) count.push_back(0);
    ++count[number];
  }
  std::uint64_t system = 0;
  for (std::size_t i = 0; i < count.size(); ++i) {
    if (systems.keys()[i] != 0 && 5 * count[i] >= 3 * taught.size()) system = systems.keys()[i];
  }
  if (system == 0) return 0;
  std::vector<std::uint32_t> users;
  for (const TaughtRow& row : taught) {
    if (row.system == system) users.push_back(row.account);
  }
  return 5 * count_distinct(users) >= 4 * std::size_t{context.trace_users.count(system_trace(system))}
             ? system
             : 0;
}

// Fold-0 rows by the trace that they were given to: those of rank r are rows[first[r] ... first[r + 1]), in
// the order of the group's accounts.
struct Taught {
  std::vector<TaughtRow> rows;
  std::vector<std::size_t> first;
  [[nodiscard]] std::span<const TaughtRow> of(std::size_t rank) const {
    return std::span(rows).subspan(first[rank], first[rank + 1] - first[rank]);
  }
};

// Gives each exchange to the commonest exclusive trace that it carries.
Taught taught_rows(const SignalContext& context, const Group& group, std::int64_t before_us,
                   const Signature& by_rank) {
  std::vector<TaughtRow> given;
  Taught taught;
  taught.first.assign(by_rank.traces.size() + 1, 0);
  for (const std::uint32_t account : group.accounts) {
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (fold_of(row) != 0 || !row.has_new_text() || row.time_us >= before_us) continue;
      const std::uint32_t rank = by_rank.match(context.table, row);
      if (rank == kNoTemplate) continue;
      given.push_back(
          {row.prompt, row.system, context.table.index_of(row), row.account, rank, row.capability});
      ++taught.first[rank + 1];
    }
  }
  std::partial_sum(taught.first.begin(), taught.first.end(), taught.first.begin());
  std::vector<std::size_t> next = taught.first;
  taught.rows.resize(given.size());
  for (const TaughtRow& row : given) taught.rows[next[row.rank]++] = row;
  return taught;
}

// What a trace's rows make a template of; nothing where they are too few.
std::optional<GroupTemplate> template_of(const Group& group, std::span<const TaughtRow> rows,
                                         std::uint64_t trace) {
  if (rows.size() < 3) return std::nullopt;
  std::vector<std::uint32_t> members;
  std::vector<std::uint64_t> prompts;
  std::array<std::uint64_t, kCapabilityCount> capabilities{};
  for (const TaughtRow& row : rows) {
    members.push_back(group.member_with(row.account));
    prompts.push_back(row.prompt);
    ++capabilities[static_cast<std::size_t>(row.capability)];
  }
  GroupTemplate t;
  t.accounts = count_distinct(members);
  if (t.accounts < 2) return std::nullopt;
  t.key = trace;
  t.exchanges = rows.size();
  t.distinct_prompts = count_distinct(prompts);
  t.slotted = t.distinct_prompts >= 5 && 2 * t.distinct_prompts >= t.exchanges;
  t.capability = static_cast<Capability>(std::max_element(capabilities.begin(), capabilities.end()) -
                                         capabilities.begin());
  const std::size_t examples = std::min<std::size_t>(5, rows.size());
  for (std::size_t i = 0; i < examples; ++i) t.examples.push_back(rows[i * rows.size() / examples].row);
  return t;
}

}  // namespace

// Gives each fold-0 exchange to the commonest exclusive trace that it carries; what gets enough becomes a
// template. Many variants of one template share its commonest trace, so a product with five prompts has about
// five templates, not fifty.
Signature learn_signature(const SignalContext& context, const Group& group, std::int64_t before_us) {
  const auto traces = exclusive_traces(context, group, before_us);
  Signature by_rank;  // every trace as if it were a template
  for (const std::uint64_t trace : traces) by_rank.add_trace(trace);
  const Taught taught = taught_rows(context, group, before_us, by_rank);
  Signature signature;
  for (std::size_t rank = 0; rank < traces.size(); ++rank) {
    if (auto found = template_of(group, taught.of(rank), traces[rank]))
      signature.templates.push_back(std::move(*found));
  }
  std::stable_sort(signature.templates.begin(), signature.templates.end(),
                   [](const auto& a, const auto& b) { return a.exchanges > b.exchanges; });
  for (const GroupTemplate& t : signature.templates) signature.add_trace(t.key);
  signature.system = common_system(context, taught.rows);
  return signature;
}

void Signature::add_trace(std::uint64_t trace) {
  traces.number(trace);
  const std::size_t bit = sieve_bit(trace);
  sieve[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

std::uint32_t Signature::match(const ExchangeTable& table, const ExchangeRow& row) const {
  static_assert(kNoTemplate == KeyNumbers::kNone);
  std::uint32_t best = kNoTemplate;
  if (system != 0 && row.system != system) return best;
  for (const std::uint64_t shape : table.shapes(row)) {
    const std::size_t bit = sieve_bit(shape);
    if ((sieve[bit / 64] >> (bit % 64) & 1) != 0) best = std::min(best, traces.find(shape));
  }
  return best;
}

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
