#include "account/shared_traces.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>

#include "account/hash_share.h"
#include "account/row_blocks.h"
#include "base/parallel.h"

namespace stillwatch {
namespace {

// Parts of the traces, in order. Shapes are minima of hashes: small ones abound. So each of the 64 ranges
// from a power of two to the next has as many parts.
constexpr std::size_t kRange = 16, kParts = 64 * kRange;

std::size_t part_of(std::uint64_t trace) {
  const auto log = static_cast<std::size_t>(63 - std::countl_zero(trace | 1));
  const std::uint64_t within = log >= 4 ? trace >> (log - 4) : trace << (4 - log);  // 1, then four bits
  return log * kRange + (within & (kRange - 1));
}

std::uint64_t mixed(std::uint64_t hash) { return hash * 0x9e3779b97f4a7c15ULL; }

// Tells which traces may have more than one user: of each slot's traces it knows one user's tag, or that
// there were two tags. What two users leave is never missed; some that one user leaves are let through.
class SharedSieve {
 public:
  static constexpr int kLeastBits = 12, kMostBits = 27;
  static constexpr std::size_t kSlot = 2;  // bytes

  SharedSieve(std::size_t traces, int most_bits)
      : shift_(64 - std::clamp(static_cast<int>(std::bit_width(traces)) + 1, kLeastBits, most_bits)),
        slots_(std::size_t{1} << (64 - shift_)) {}

  void add(std::uint64_t trace, std::uint32_t user) {
    auto& slot = slots_[mixed(trace) >> shift_];
    const auto tag = static_cast<std::uint16_t>(1 + user % (kShared - 1));
    std::uint16_t known = slot.load(std::memory_order_relaxed);
    if (known == 0 && slot.compare_exchange_strong(known, tag, std::memory_order_relaxed)) return;
    if (known != tag && known != kShared) slot.store(kShared, std::memory_order_relaxed);
  }
  void fetch(std::uint64_t trace) const { __builtin_prefetch(&slots_[mixed(trace) >> shift_]); }
  [[nodiscard]] bool may_be_shared(std::uint64_t trace) const {
    return slots_[mixed(trace) >> shift_].load(std::memory_order_relaxed) == kShared;
  }

 private:
  static constexpr std::uint16_t kShared = 0xffff;
  static_assert(sizeof(std::atomic<std::uint16_t>) == kSlot);
  int shift_;
  std::vector<std::atomic<std::uint16_t>> slots_;
};

// A sieve takes at most an eighth of the memory; what does not fit well is looked at in shares.
int most_bits(std::size_t memory) {
  if (memory == 0) return SharedSieve::kMostBits;
  return std::clamp(static_cast<int>(std::bit_width(memory / 8 / SharedSieve::kSlot)) - 1,
                    SharedSieve::kLeastBits, SharedSieve::kMostBits);
}

std::uint64_t count_shares(std::size_t traces, int bits) {
  constexpr std::uint64_t kMost = 16;
  std::uint64_t shares = 1;
  while (bits < SharedSieve::kMostBits && shares < kMost && traces / shares > std::size_t{1} << bits)
    shares *= 2;
  return shares;
}

template <class Visit>
void for_each_trace(const ExchangeTable& table, const ExchangeRow& row, const Visit& visit) {
  if (!row.has_new_text()) return;
  for_each_template_trace(table, row, visit);
  visit(verbatim_trace(row.prompt));
}

// What one worker collected, by part. An account leaves the same trace again and again: recent ones are not
// collected twice.
class Collected {
 public:
  void add(const TraceUse& use) {
    TraceUse& recent = recent_[mixed(use.trace) >> 52];
    if (recent == use) return;
    recent = use;
    parts_[part_of(use.trace)].push_back(use);
  }
  [[nodiscard]] std::vector<TraceUse>& part(std::size_t number) { return parts_[number]; }

 private:
  std::array<std::vector<TraceUse>, kParts> parts_;
  std::vector<TraceUse> recent_ = std::vector<TraceUse>(4096, TraceUse{0, ~0U});
};

void keep_shared(std::vector<TraceUse>& uses) {
  std::sort(uses.begin(), uses.end());
  uses.erase(std::unique(uses.begin(), uses.end()), uses.end());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < uses.size();) {
    std::size_t end = i;
    while (end < uses.size() && uses[end].trace == uses[i].trace) ++end;
    if (end - i >= 2) {
      for (std::size_t j = i; j < end; ++j) uses[kept++] = uses[j];
    }
    i = end;
  }
  uses.resize(kept);
  uses.shrink_to_fit();
}

struct Pass {
  unsigned fold = 0, threads = 0;
  HashShare share;
};

// Calls visit(trace, account) for the traces of a pass in rows [first, last). What lies anywhere in memory is
// fetched early.
template <class Visit>
void for_pass(const ExchangeTable& table, const Pass& pass, const SharedSieve& sieve, std::size_t first,
              std::size_t last, const Visit& visit) {
  constexpr std::size_t kPrintsAhead = 16, kSlotsAhead = 4;
  const auto rows = table.rows();
  const auto for_each = [&](const ExchangeRow& row, const auto& of_trace) {
    for_each_trace(table, row, [&](std::uint64_t trace) {
      if (pass.share.has(trace)) of_trace(trace);
    });
  };
  for (std::size_t r = first; r < last; ++r) {
    if (r + kPrintsAhead < last) __builtin_prefetch(table.shapes(rows[r + kPrintsAhead]).data());
    if (r + kSlotsAhead < last && fold_of(rows[r + kSlotsAhead]) == pass.fold)
      for_each(rows[r + kSlotsAhead], [&](std::uint64_t trace) { sieve.fetch(trace); });
    if (fold_of(rows[r]) != pass.fold) continue;
    for_each(rows[r], [&](std::uint64_t trace) { visit(trace, rows[r].account); });
  }
}

// Appends to each part what is shared of a pass, in order.
void add_shared(const ExchangeTable& table, const Pass& pass, SharedSieve& sieve,
                std::vector<std::vector<TraceUse>>& parts) {
  for_row_blocks(table, pass.threads, [&](std::size_t first, std::size_t last, unsigned) {
    for_pass(table, pass, sieve, first, last,
             [&](std::uint64_t trace, std::uint32_t account) { sieve.add(trace, account); });
  });
  std::vector<Collected> collected(worker_count(pass.threads));
  for_row_blocks(table, pass.threads, [&](std::size_t first, std::size_t last, unsigned worker) {
    for_pass(table, pass, sieve, first, last, [&](std::uint64_t trace, std::uint32_t account) {
      if (sieve.may_be_shared(trace)) collected[worker].add({trace, account});
    });
  });
  parallel_for(kParts, pass.threads, [&](std::size_t round, unsigned) {
    const std::size_t number = kParts - 1 - round;  // the large ones first
    std::vector<TraceUse> uses;
    std::size_t count = 0;
    for (Collected& worker : collected) count += worker.part(number).size();
    uses.reserve(count);
    for (Collected& worker : collected) {
      auto& part = worker.part(number);
      uses.insert(uses.end(), part.begin(), part.end());
      std::vector<TraceUse>().swap(part);
    }
    keep_shared(uses);
    if (parts[number].empty())
      parts[number] = std::move(uses);
    else
      parts[number].insert(parts[number].end(), uses.begin(), uses.end());
  });
}

}  // namespace

SharedTraces find_shared_traces(const ExchangeTable& table, unsigned fold, unsigned threads,
                                std::size_t memory) {
  const std::size_t traces = table.rows().size() * 4;  // half of the rows, some eight traces each
  const int bits = most_bits(memory);
  const std::uint64_t shares = count_shares(traces, bits);
  std::vector<std::vector<TraceUse>> parts(kParts);
  for (std::uint64_t share = 0; share < shares; ++share) {
    SharedSieve sieve(traces / shares, bits);
    add_shared(table, {fold, threads, {shares, share}}, sieve, parts);
  }
  if (shares > 1)
    parallel_for(kParts, threads, [&](std::size_t p, unsigned) { std::ranges::sort(parts[p]); });
  return SharedTraces(std::move(parts));
}

std::uint32_t TraceUsers::count(std::uint64_t trace) const {
  const auto at =
      std::lower_bound(entries_.begin(), entries_.end(), trace,
                       [](const Entry& entry, std::uint64_t value) { return entry.trace < value; });
  return at != entries_.end() && at->trace == trace ? at->accounts : 1;
}

TraceUsers count_trace_users(const SharedTraces& shared) {
  std::vector<TraceUsers::Entry> entries;
  shared.for_each([&](std::uint64_t trace, std::span<const TraceUse> users) {
    entries.push_back({trace, static_cast<std::uint32_t>(users.size())});
  });
  return TraceUsers(std::move(entries));
}

}  // namespace stillwatch
