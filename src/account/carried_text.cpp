#include "account/carried_text.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <numeric>
#include <span>

#include "account/hash_bits.h"
#include "account/row_blocks.h"
#include "account/split_conversations.h"
#include "base/parallel.h"

namespace stillwatch {
namespace {

// A hash of a row, with what is asked of the row: in order of hashes rows lie anywhere in the table.
struct Seen {
  Seen(std::uint64_t of_hash, const ExchangeRow& from, std::uint32_t number, bool is_issued)
      : hash(of_hash),
        time_us(from.time_us),
        row(number),
        account(from.account & 0x7fffffffU),
        issued(is_issued ? 1U : 0U) {}
  std::uint64_t hash;
  std::int64_t time_us;
  std::uint32_t row;
  std::uint32_t account : 31, issued : 1;  // fewer accounts than 2^31 fit any memory
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
    return a.issued != b.issued ? a.issued != 0 : a.row < b.row;
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
const Seen* issue_before(const Seen* first, const Seen* last, std::int64_t time_us) {
  last = std::partition_point(first, last, [](const Seen& s) { return s.issued != 0; });
  const Seen* best = nullptr;
  while (first != last) {
    const std::uint32_t account = first->account;
    const Seen* const end =
        std::partition_point(first, last, [&](const Seen& s) { return s.account == account; });
    const Seen* const later =
        std::partition_point(first, end, [&](const Seen& s) { return s.time_us < time_us; });
    if (later != first && (best == nullptr || (later - 1)->time_us > best->time_us)) best = later - 1;
    first = end;
  }
  return best;
}

bool collect_issuers(const Seen* first, const Seen* last, Issuers& issuers) {
  for (const Seen* s = first; s != last && s->issued != 0; ++s) {
    if (!issuers.add(s->account)) return false;
  }
  return !issuers.empty();
}

// Hashes of one kind that exchanges issue, and that requests bring.
struct Continuations {
  static std::span<const std::uint64_t> issued(const ExchangeTable& /*table*/, const ExchangeRow& row) {
    return {&row.issued, row.issued != 0 ? std::size_t{1} : std::size_t{0}};
  }
  static std::span<const std::uint64_t> brought(const ExchangeTable& table, const ExchangeRow& row) {
    return table.history(row);
  }
  static bool is_public(const Seen* /*first*/, const Seen* /*last*/) { return false; }
};

struct Returns {
  static std::span<const std::uint64_t> issued(const ExchangeTable& table, const ExchangeRow& row) {
    return table.answer_prints(row);
  }
  static std::span<const std::uint64_t> brought(const ExchangeTable& table, const ExchangeRow& row) {
    return table.prompt_prints(row);
  }
  // Somebody brought it before we issued it.
  static bool is_public(const Seen* first, const Seen* last) {
    std::int64_t first_issue = std::numeric_limits<std::int64_t>::max();
    std::int64_t first_prompt = first_issue;
    for (const Seen* s = first; s != last; ++s) {
      auto& earliest = s->issued != 0 ? first_issue : first_prompt;
      earliest = std::min(earliest, s->time_us);
    }
    return first_prompt <= first_issue;
  }
};

// Calls visit(row number, its hashes) for rows in [first, last). Fingerprints and what is known of their
// hashes lie anywhere in memory: both are fetched some rows ahead.
template <class Hashes, class Visit>
void for_each_row(const ExchangeTable& table, std::size_t first, std::size_t last, const HashBits& bits,
                  const Hashes& hashes, const Visit& visit) {
  constexpr std::size_t kPrintsAhead = 12, kBitsAhead = 3, kLine = 64;
  const auto rows = table.rows();
  for (std::size_t r = first; r < last; ++r) {
    if (r + kPrintsAhead < last) {
      const std::span prints = std::as_bytes(hashes(table, rows[r + kPrintsAhead]));
      for (std::size_t at = 0; at < prints.size(); at += kLine) __builtin_prefetch(prints.data() + at);
    }
    if (r + kBitsAhead < last) {
      for (const std::uint64_t hash : hashes(table, rows[r + kBitsAhead])) bits.fetch(hash);
    }
    visit(r, hashes(table, rows[r]));
  }
}

template <class Hashes>
std::size_t count_hashes(const ExchangeTable& table, unsigned threads, const Hashes& hashes) {
  std::vector<std::size_t> count(worker_count(threads));
  for_row_blocks(table, threads, [&](std::size_t first, std::size_t last, unsigned worker) {
    std::size_t sum = 0;
    for (std::size_t r = first; r < last; ++r) sum += hashes(table, table.rows()[r]).size();
    count[worker] += sum;
  });
  return std::accumulate(count.begin(), count.end(), std::size_t{0});
}

// One of several shares of all hashes, which are looked at one after the other where memory is short.
struct Share {
  std::uint64_t of = 1, number = 0;
  [[nodiscard]] bool has(std::uint64_t hash) const {
    return of == 1 || (hash * 0xa0761d6478bd642fULL >> 40) % of == number;
  }
};

// Bytes for hashes that are sorted together: about a row's worth each, or less where memory is short.
std::size_t room_for_seen(std::size_t rows, std::size_t memory) {
  constexpr std::size_t kLeast = std::size_t{1} << 20;
  const std::size_t held = std::max(rows, kLeast) * sizeof(Seen);
  return memory == 0 ? held : std::clamp(memory / 4, kLeast, held);
}

// How many shares there are, so that what is remembered of one takes at most a quarter of the memory.
std::uint64_t count_shares(std::size_t issued, std::size_t memory) {
  constexpr std::uint64_t kMost = 64;
  std::uint64_t shares = 1;
  while (memory != 0 && shares < kMost && HashBits::bytes_for(issued / shares) > memory / 4) shares *= 2;
  return shares;
}

// The rows that bring or issue a hash which is, or may be, both issued and brought: all others carry nothing.
// Sought for the hashes of one pass of `passes`, by parts that can be sorted side by side.
template <class Kind>
class BothWays {
 public:
  static constexpr std::size_t kParts = 64;

  // `issued`: how many hashes are; `room`: bytes for those of a pass.
  BothWays(const ExchangeTable& table, unsigned threads, const Share& share, std::size_t issued,
           std::size_t room)
      : table_(table),
        threads_(threads),
        share_(share),
        issued_(issued / share.of),
        seen_(worker_count(threads)) {
    visit_rows(&Kind::issued, issued_, [&](std::size_t, std::uint64_t hash, unsigned) {
      if (share_.has(hash)) issued_.add(hash);
    });
    std::vector<std::size_t> count(worker_count(threads));
    visit_rows(&Kind::brought, issued_, [&](std::size_t, std::uint64_t hash, unsigned worker) {
      count[worker] += share_.has(hash) && issued_.may_have(hash) ? 1 : 0;
    });
    const std::size_t brought = std::accumulate(count.begin(), count.end(), std::size_t{0});
    // What is brought is about as often issued, as a rule. Several passes when much is quoted.
    passes_ = std::min<std::size_t>(1 + 2 * brought * sizeof(Seen) / room, 256);
    brought_in_pass_ = brought / passes_ + 1;
  }

  [[nodiscard]] std::size_t passes() const { return passes_; }

  void gather(std::size_t pass) {
    HashBits brought(brought_in_pass_);
    visit_rows(&Kind::brought, issued_, [&](std::size_t row, std::uint64_t hash, unsigned worker) {
      if (!issued_.may_have(hash) || !is_in(pass, hash)) return;
      brought.add(hash);
      part_of(worker, hash).push_back(seen_in(row, hash, false));
    });
    visit_rows(&Kind::issued, brought, [&](std::size_t row, std::uint64_t hash, unsigned worker) {
      if (!brought.may_have(hash) || !is_in(pass, hash)) return;
      part_of(worker, hash).push_back(seen_in(row, hash, true));
    });
  }

  [[nodiscard]] std::vector<Seen> take(std::size_t part) {
    std::vector<Seen> together;
    for (auto& worker : seen_) {
      together.insert(together.end(), worker[part].begin(), worker[part].end());
      worker[part].clear();
    }
    return together;
  }

 private:
  static std::uint64_t mixed(std::uint64_t hash) { return hash * 0xd6e8feb86659fd93ULL >> 32; }
  [[nodiscard]] bool is_in(std::size_t pass, std::uint64_t hash) const {
    return share_.has(hash) && (passes_ == 1 || mixed(hash) % passes_ == pass);
  }
  [[nodiscard]] Seen seen_in(std::size_t row, std::uint64_t hash, bool issued) const {
    return {hash, table_.rows()[row], static_cast<std::uint32_t>(row), issued};
  }
  std::vector<Seen>& part_of(unsigned worker, std::uint64_t hash) { return seen_[worker][mixed(hash) >> 26]; }

  template <class Hashes, class Visit>
  void visit_rows(const Hashes& hashes, const HashBits& bits, const Visit& visit) const {
    for_row_blocks(table_, threads_, [&](std::size_t first, std::size_t last, unsigned worker) {
      for_each_row(table_, first, last, bits, hashes,
                   [&](std::size_t row, std::span<const std::uint64_t> of_row) {
                     for (const std::uint64_t hash : of_row) visit(row, hash, worker);
                   });
    });
  }

  const ExchangeTable& table_;
  unsigned threads_;
  Share share_;
  HashBits issued_;
  std::size_t passes_ = 1, brought_in_pass_ = 1;
  std::vector<std::array<std::vector<Seen>, kParts>> seen_;  // by worker
};

template <class Kind>
std::vector<Carry> carries_among(std::vector<Seen>& seen) {
  std::vector<Carry> carries;
  for_each_hash(seen, [&](const Seen* first, const Seen* last) {
    Issuers issuers;
    if (!collect_issuers(first, last, issuers) || Kind::is_public(first, last)) return;
    for (const Seen* s = first; s != last; ++s) {
      if (s->issued != 0 || issuers.has(s->account)) continue;
      const Seen* issue = issue_before(first, last, s->time_us);
      if (issue != nullptr) carries.push_back({s->row, issue->row});
    }
  });
  return carries;
}

template <class Kind>
std::vector<Carry> gather(const ExchangeTable& table, unsigned threads, std::size_t memory) {
  constexpr std::size_t kParts = BothWays<Kind>::kParts;
  const std::size_t issued = count_hashes(table, threads, &Kind::issued);
  const std::uint64_t shares = count_shares(issued, memory);
  std::vector<Carry> all;
  for (std::uint64_t share = 0; share < shares; ++share) {
    BothWays<Kind> both(table, threads, {shares, share}, issued, room_for_seen(table.rows().size(), memory));
    for (std::size_t pass = 0; pass < both.passes(); ++pass) {
      both.gather(pass);
      std::array<std::vector<Carry>, kParts> carries;
      parallel_for(kParts, threads, [&](std::size_t part, unsigned) {
        std::vector<Seen> together = both.take(part);
        carries[part] = carries_among<Kind>(together);
      });
      for (const auto& part : carries) all.insert(all.end(), part.begin(), part.end());
    }
  }
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
