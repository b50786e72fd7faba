#include "account/shared_traces.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>

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
// there were two tags. What two users leave is let through, but for two whose numbers are equal modulo 65,534
// and who alone have the slot; so is some that one user leaves. Which slot a trace has does not depend on
// shares: where memory is short only a part of the slots is there at a time.
class SharedSieve {
 public:
  SharedSieve(int bits, int share_bits, std::size_t share)
      : shift_(64 - bits),
        first_(share << (bits - share_bits)),
        slots_(std::size_t{1} << (bits - share_bits)) {}

  // How many bits a slot's number has, of so many traces.
  static int bits_for(std::size_t traces) {
    constexpr int kLeast = 12, kMost = 27;
    return std::clamp(static_cast<int>(std::bit_width(traces)) + 1, kLeast, kMost);
  }
  // How many of them number a share, so that the slots of one take at most an eighth of the memory.
  static int share_bits_for(int bits, std::size_t memory) {
    constexpr int kMost = 4;
    int share_bits = 0;
    while (memory != 0 && share_bits < kMost && (kSlot << (bits - share_bits)) > memory / 8) ++share_bits;
    return share_bits;
  }

  [[nodiscard]] bool has(std::uint64_t trace) const { return place_of(trace) < slots_.size(); }
  void add(std::uint64_t trace, std::uint32_t user) {
    auto& slot = slots_[place_of(trace)];
    const auto tag = static_cast<std::uint16_t>(1 + user % (kShared - 1));
    std::uint16_t known = slot.load(std::memory_order_relaxed);
    if (known == 0 && slot.compare_exchange_strong(known, tag, std::memory_order_relaxed)) return;
    if (known != tag && known != kShared) slot.store(kShared, std::memory_order_relaxed);
  }
  void fetch(std::uint64_t trace) const { __builtin_prefetch(&slots_[place_of(trace)]); }
  [[nodiscard]] bool may_be_shared(std::uint64_t trace) const {
    return slots_[place_of(trace)].load(std::memory_order_relaxed) == kShared;
  }

 private:
  static constexpr std::uint16_t kShared = 0xffff;
  static constexpr std::size_t kSlot = sizeof(std::atomic<std::uint16_t>);
  // In the share; none of it where it is not below slots_.size().
  [[nodiscard]] std::size_t place_of(std::uint64_t trace) const { return (mixed(trace) >> shift_) - first_; }

  int shift_;
  std::size_t first_;
  std::vector<std::atomic<std::uint16_t>> slots_;
};

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
};

// Calls visit(trace, account) for the traces of the sieve's share in rows [first, last). What lies anywhere
// in memory is fetched early.
template <class Visit>
void for_pass(const ExchangeTable& table, const Pass& pass, const SharedSieve& sieve, std::size_t first,
              std::size_t last, const Visit& visit) {
  constexpr std::size_t kPrintsAhead = 16, kSlotsAhead = 4;
  const auto rows = table.rows();
  const auto for_each = [&](const ExchangeRow& row, const auto& of_trace) {
    for_each_trace(table, row, [&](std::uint64_t trace) {
      if (sieve.has(trace)) of_trace(trace);
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

// Appends to each part what is shared of the sieve's share, in order.
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
  const int bits = SharedSieve::bits_for(table.rows().size() * 4);  // half of the rows, some eight each
  const int share_bits = SharedSieve::share_bits_for(bits, memory);
  std::vector<std::vector<TraceUse>> parts(kParts);
  for (std::size_t share = 0; share < std::size_t{1} << share_bits; ++share) {
    SharedSieve sieve(bits, share_bits, share);
    add_shared(table, {fold, threads}, sieve, parts);
  }
  if (share_bits > 0)
    parallel_for(kParts, threads, [&](std::size_t part, unsigned) { std::ranges::sort(parts[part]); });
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
