#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "base/count_sieve.h"
#include "signal/group_evidence.h"

namespace stillwatch {
namespace {

// A number below 128 x 64; shapes are minima of hashes, so their top bits alone would not spread.
std::size_t sieve_bit(std::uint64_t trace) { return trace * 0x9e3779b97f4a7c15ULL >> 51; }

constexpr std::uint32_t kNobody = ~0U;

template <class Value>
std::size_t count_distinct(std::vector<Value>& values) {
  std::sort(values.begin(), values.end());
  return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin());
}

struct TraceUse {
  std::uint64_t exchanges = 0;
  std::uint32_t accounts = 0, members = 0;
  std::uint32_t last_account = kNobody, last_member = kNobody;
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

}  // namespace stillwatch
