#include "account/carried_text.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <limits>
#include <map>
#include <span>

#include "account/split_conversations.h"
#include "base/parallel.h"

namespace stillwatch {
namespace {

struct Seen {
  std::uint64_t hash;
  std::uint32_t row;
  bool issued;
};

// The accounts that a run of issued rows belongs to, if they are few enough for the text to be rare.
class Issuers {
 public:
  bool add(std::uint32_t account) {
    for (std::size_t i = 0; i < count_; ++i) {
      if (accounts_[i] == account) return true;
    }
    if (count_ == kMostIssuers) return false;
    accounts_[count_++] = account;
    return true;
  }
  [[nodiscard]] bool has(std::uint32_t account) const {
    return std::find(accounts_.begin(), accounts_.begin() + static_cast<std::ptrdiff_t>(count_), account) !=
           accounts_.begin() + static_cast<std::ptrdiff_t>(count_);
  }
  [[nodiscard]] bool empty() const { return count_ == 0; }

 private:
  std::array<std::uint32_t, kMostIssuers> accounts_{};
  std::size_t count_ = 0;
};

// Calls run(first, last) for every run of equal hashes in `seen`, sorted by hash, then issue before return,
// then row.
template <class Run>
void for_each_hash(std::vector<Seen>& seen, const Run& run) {
  std::sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    return a.issued != b.issued ? a.issued : a.row < b.row;
  });
  for (std::size_t i = 0; i < seen.size();) {
    std::size_t end = i;
    while (end < seen.size() && seen[end].hash == seen[i].hash) ++end;
    run(seen.data() + i, seen.data() + end);
    i = end;
  }
}

// The last issue before `time`, or none. Issues are in order of row, that is, of account and time, and few
// accounts issued the text: the search is by account.
const Seen* issue_before(std::span<const ExchangeRow> rows, const Seen* first, const Seen* last,
                         std::int64_t time) {
  last = std::partition_point(first, last, [](const Seen& s) { return s.issued; });
  const Seen* best = nullptr;
  while (first != last) {
    const std::uint32_t account = rows[first->row].account;
    const Seen* const end =
        std::partition_point(first, last, [&](const Seen& s) { return rows[s.row].account == account; });
    const Seen* const later =
        std::partition_point(first, end, [&](const Seen& s) { return rows[s.row].time_us < time; });
    if (later != first && (best == nullptr || rows[(later - 1)->row].time_us > rows[best->row].time_us))
      best = later - 1;
    first = end;
  }
  return best;
}

bool collect_issuers(std::span<const ExchangeRow> rows, const Seen* first, const Seen* last,
                     Issuers& issuers) {
  for (const Seen* s = first; s != last && s->issued; ++s) {
    if (!issuers.add(rows[s->row].account)) return false;
  }
  return !issuers.empty();
}

// Winnowed fingerprints are minima of hashes: their own top bits are not even.
std::uint64_t mixed(std::uint64_t hash) { return hash * 0x9e3779b97f4a7c15ULL; }

// A set of hashes with one bit for each: a hash may be taken for another, but none is missed.
class HashBits {
 public:
  // Eight to sixteen bits a hash, at most 256 MB.
  explicit HashBits(std::size_t hashes)
      : shift_(64 - bits_for(hashes)), words_(std::size_t{1} << (64 - shift_ - 6)) {}
  static std::size_t bytes_for(std::size_t hashes) { return std::size_t{1} << (bits_for(hashes) - 3); }
  void add(std::uint64_t hash) {
    const std::uint64_t bit = place(hash);
    words_[bit / 64].fetch_or(std::uint64_t{1} << (bit % 64), std::memory_order_relaxed);
  }
  [[nodiscard]] bool may_have(std::uint64_t hash) const {
    const std::uint64_t bit = place(hash);
    return (words_[bit / 64].load(std::memory_order_relaxed) >> (bit % 64) & 1) != 0;
  }

 private:
  static int bits_for(std::size_t hashes) {  // of the number of bits, the logarithm
    return std::clamp(static_cast<int>(std::bit_width(hashes)) + 3, 12, 31);
  }
  [[nodiscard]] std::uint64_t place(std::uint64_t hash) const { return mixed(hash) >> shift_; }
  int shift_;
  std::vector<std::atomic<std::uint64_t>> words_;
};

// Hashes of one kind that exchanges issue, and that requests bring.
struct Continuations {
  static std::span<const std::uint64_t> issued(const ExchangeTable& /*table*/, const ExchangeRow& row) {
    return {&row.issued, row.issued != 0 ? std::size_t{1} : std::size_t{0}};
  }
  static std::span<const std::uint64_t> brought(const ExchangeTable& table, const ExchangeRow& row) {
    return table.history(row);
  }
  static bool is_public(std::span<const ExchangeRow> /*rows*/, const Seen* /*first*/, const Seen* /*last*/) {
    return false;
  }
};

struct Returns {
  static std::span<const std::uint64_t> issued(const ExchangeTable& table, const ExchangeRow& row) {
    return table.answer_prints(row);
  }
  static std::span<const std::uint64_t> brought(const ExchangeTable& table, const ExchangeRow& row) {
    return table.prompt_prints(row);
  }
  // Somebody brought it before we issued it.
  static bool is_public(std::span<const ExchangeRow> rows, const Seen* first, const Seen* last) {
    std::int64_t first_issue = std::numeric_limits<std::int64_t>::max();
    std::int64_t first_prompt = first_issue;
    for (const Seen* s = first; s != last; ++s) {
      auto& earliest = s->issued ? first_issue : first_prompt;
      earliest = std::min(earliest, rows[s->row].time_us);
    }
    return first_prompt <= first_issue;
  }
};

// One of several shares of all hashes, which are looked at one after the other where memory is short.
struct Share {
  std::uint64_t of = 1, number = 0;
  [[nodiscard]] bool has(std::uint64_t hash) const { return of == 1 || (mixed(hash) >> 16 & 0xffff) % of == number; }
};

struct HashCounts {
  std::size_t issued = 0, brought = 0;
};

template <class Kind>
HashCounts count_hashes(const ExchangeTable& table, unsigned threads) {
  std::atomic<std::size_t> issued = 0, brought = 0;
  const auto rows = table.rows();
  parallel_blocks(rows.size(), threads, [&](std::size_t first, std::size_t last, unsigned) {
    HashCounts sum;
    for (std::size_t r = first; r < last; ++r) {
      sum.issued += Kind::issued(table, rows[r]).size();
      sum.brought += Kind::brought(table, rows[r]).size();
    }
    issued += sum.issued;
    brought += sum.brought;
  });
  return {issued, brought};
}

// The hashes of a share that are, or may be, both issued and brought: all others cannot carry anything.
template <class Kind>
struct BothWays {
  BothWays(const ExchangeTable& table, const Share& which, const HashCounts& counts, unsigned threads)
      : share(which), issued(counts.issued / which.of), brought(counts.brought / which.of) {
    const auto rows = table.rows();
    parallel_blocks(rows.size(), threads, [&](std::size_t first, std::size_t last, unsigned) {
      for (std::size_t r = first; r < last; ++r) {
        for (const std::uint64_t hash : Kind::issued(table, rows[r])) {
          if (share.has(hash)) issued.add(hash);
        }
        for (const std::uint64_t hash : Kind::brought(table, rows[r])) {
          if (share.has(hash)) brought.add(hash);
        }
      }
    });
  }

  // Calls visit(hash, is issued) for those of a row.
  template <class Visit>
  void visit(const ExchangeTable& table, const ExchangeRow& row, const Visit& visit_hash) const {
    for (const std::uint64_t hash : Kind::issued(table, row)) {
      if (share.has(hash) && brought.may_have(hash)) visit_hash(hash, true);
    }
    for (const std::uint64_t hash : Kind::brought(table, row)) {
      if (share.has(hash) && issued.may_have(hash)) visit_hash(hash, false);
    }
  }

  Share share;
  HashBits issued, brought;
};

// Bytes for hashes that are sorted together: about a row's worth each, or less where memory is short.
std::size_t room_for_seen(std::size_t rows, std::size_t memory) {
  constexpr std::size_t kLeast = std::size_t{1} << 20;  // of a pass
  const std::size_t held = std::max(rows, kLeast) * sizeof(Seen);
  return memory == 0 ? held : std::clamp(memory / 4, kLeast, held);
}

// How many shares hashes are looked at in, so that the bits of one take at most half of the memory.
std::uint64_t count_shares(const HashCounts& counts, std::size_t memory) {
  constexpr std::uint64_t kMost = 64;
  const auto bytes = [&](std::uint64_t shares) {
    return HashBits::bytes_for(counts.issued / shares) + HashBits::bytes_for(counts.brought / shares);
  };
  std::uint64_t shares = 1;
  while (memory != 0 && shares < kMost && bytes(shares) > memory / 2) shares *= 2;
  return shares;
}

// Passes of as many hashes as there is room for, so that memory stays bounded when everything is quoted.
template <class Kind>
std::size_t count_passes(const ExchangeTable& table, const BothWays<Kind>& both, unsigned threads,
                         std::size_t room) {
  const auto rows = table.rows();
  std::atomic<std::size_t> total = 0;
  parallel_blocks(rows.size(), threads, [&](std::size_t first, std::size_t last, unsigned) {
    std::size_t seen = 0;
    for (std::size_t r = first; r < last; ++r) {
      both.visit(table, rows[r], [&](std::uint64_t, bool) { ++seen; });
    }
    total += seen;
  });
  return std::min<std::size_t>(1 + total * sizeof(Seen) / room, 256);
}

template <class Kind>
std::vector<Carry> carries_among(std::span<const ExchangeRow> rows, std::vector<Seen>& seen) {
  std::vector<Carry> carries;
  for_each_hash(seen, [&](const Seen* first, const Seen* last) {
    Issuers issuers;
    if (!collect_issuers(rows, first, last, issuers) || Kind::is_public(rows, first, last)) return;
    for (const Seen* s = first; s != last; ++s) {
      if (s->issued || issuers.has(rows[s->row].account)) continue;
      const Seen* issue = issue_before(rows, first, last, rows[s->row].time_us);
      if (issue != nullptr) carries.push_back({s->row, issue->row});
    }
  });
  return carries;
}

template <class Kind>
void gather_share(const ExchangeTable& table, const BothWays<Kind>& both, unsigned threads, std::size_t room,
                  std::vector<Carry>& all) {
  constexpr std::size_t kParts = 64;  // of a pass, sorted side by side
  const auto rows = table.rows();
  const std::size_t passes = count_passes(table, both, threads, room);
  std::vector<std::array<std::vector<Seen>, kParts>> seen(worker_count(threads));
  for (std::size_t pass = 0; pass < passes; ++pass) {
    parallel_blocks(rows.size(), threads, [&](std::size_t first, std::size_t last, unsigned worker) {
      for (std::size_t r = first; r < last; ++r) {
        both.visit(table, rows[r], [&](std::uint64_t hash, bool issued) {
          const std::uint64_t place = mixed(hash) >> 32;
          if (place % passes == pass)
            seen[worker][place >> 26].push_back({hash, static_cast<std::uint32_t>(r), issued});
        });
      }
    });
    std::array<std::vector<Carry>, kParts> carries;
    parallel_for(kParts, threads, [&](std::size_t part, unsigned) {
      std::vector<Seen> together;
      for (auto& worker : seen) {
        together.insert(together.end(), worker[part].begin(), worker[part].end());
        worker[part].clear();
      }
      carries[part] = carries_among<Kind>(rows, together);
    });
    for (const auto& part : carries) all.insert(all.end(), part.begin(), part.end());
  }
}

template <class Kind>
std::vector<Carry> gather(const ExchangeTable& table, unsigned threads, std::size_t memory) {
  const HashCounts counts = count_hashes<Kind>(table, threads);
  const std::uint64_t shares = count_shares(counts, memory);
  const std::size_t room = room_for_seen(table.rows().size(), memory);
  std::vector<Carry> all;
  for (std::uint64_t share = 0; share < shares; ++share)
    gather_share(table, BothWays<Kind>(table, {shares, share}, counts, threads), threads, room, all);
  std::sort(all.begin(), all.end());
  return all;
}

// Keeps the first request of each (bringing account, conversation). Rows of an account are in order of time.
std::vector<Carry> once_per_conversation(const ExchangeTable& table, const std::vector<Carry>& carries) {
  const auto rows = table.rows();
  std::vector<Carry> kept;
  std::map<std::uint64_t, bool> seen;  // conversations of the current account
  std::uint32_t account = std::numeric_limits<std::uint32_t>::max();
  for (const Carry& carry : carries) {
    const ExchangeRow& row = rows[carry.bringer];
    if (row.account != account) {
      account = row.account;
      seen.clear();
    }
    if (seen.try_emplace(row.root, true).second) kept.push_back(carry);
  }
  return kept;
}

// Keeps, per request, the answer of which most fingerprints returned, if at least two did, and two in five of
// those it left: a sentence that an answer and a document both quote is not the answer.
std::vector<Carry> best_match_per_request(const ExchangeTable& table, const std::vector<Carry>& matches) {
  std::vector<Carry> kept;
  for (std::size_t i = 0; i < matches.size();) {
    const std::uint32_t bringer = matches[i].bringer;
    Carry best;
    std::size_t most = 1;
    while (i < matches.size() && matches[i].bringer == bringer) {
      std::size_t end = i;
      while (end < matches.size() && matches[end] == matches[i]) ++end;
      if (end - i > most) {
        most = end - i;
        best = matches[i];
      }
      i = end;
    }
    if (most >= 2 && 5 * most >= 2 * table.rows()[best.issuer].answer_prints) kept.push_back(best);
  }
  return kept;
}

// Conversations that more than kMostBringers accounts bring, ascending.
std::vector<std::uint64_t> public_conversations(const ExchangeTable& table,
                                                const std::vector<Carry>& carries) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> bringers;
  for (const Carry& carry : carries) {
    const ExchangeRow& row = table.rows()[carry.bringer];
    bringers.emplace_back(row.root, row.account);
  }
  std::sort(bringers.begin(), bringers.end());
  bringers.erase(std::unique(bringers.begin(), bringers.end()), bringers.end());
  std::vector<std::uint64_t> found;
  for (std::size_t i = 0; i < bringers.size();) {
    std::size_t end = i;
    while (end < bringers.size() && bringers[end].first == bringers[i].first) ++end;
    if (end - i > kMostBringers) found.push_back(bringers[i].first);
    i = end;
  }
  return found;
}

}  // namespace

CarriedText find_carried_text(const ExchangeTable& table, unsigned threads, std::size_t memory) {
  CarriedText carried;
  carried.continuations = once_per_conversation(table, gather<Continuations>(table, threads, memory));
  carried.public_conversations = public_conversations(table, carried.continuations);
  carried.returns = best_match_per_request(table, gather<Returns>(table, threads, memory));
  carried.entries = find_split_conversations(table, threads);
  return carried;
}

}  // namespace stillwatch
