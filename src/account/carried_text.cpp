#include "account/carried_text.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "base/parallel.h"

namespace stillwatch {
namespace {

constexpr std::size_t kPasses = 16;  // by the top four bits of the hash

struct Seen {
  std::uint64_t hash;
  std::uint32_t row;
  bool issued;
};

std::size_t pass_of(std::uint64_t hash) { return hash >> 60; }

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

// The last issue before `time`, or none.
const Seen* issue_before(std::span<const ExchangeRow> rows, const Seen* first, const Seen* last,
                         std::int64_t time) {
  const Seen* best = nullptr;
  for (const Seen* s = first; s != last && s->issued; ++s) {
    if (rows[s->row].time_us >= time) continue;
    if (best == nullptr || rows[s->row].time_us > rows[best->row].time_us) best = s;
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

std::vector<Carry> continuations_of_pass(const ExchangeTable& table, std::size_t pass) {
  const auto rows = table.rows();
  std::vector<Seen> seen;
  for (std::uint32_t r = 0; r < rows.size(); ++r) {
    if (rows[r].issued != 0 && pass_of(rows[r].issued) == pass) seen.push_back({rows[r].issued, r, true});
    for (const std::uint64_t hash : table.history(rows[r])) {
      if (pass_of(hash) == pass) seen.push_back({hash, r, false});
    }
  }
  std::vector<Carry> carries;
  for_each_hash(seen, [&](const Seen* first, const Seen* last) {
    Issuers issuers;
    if (!collect_issuers(rows, first, last, issuers)) return;
    for (const Seen* s = first; s != last; ++s) {
      if (s->issued || issuers.has(rows[s->row].account)) continue;
      const Seen* issue = issue_before(rows, first, last, rows[s->row].time_us);
      if (issue != nullptr) carries.push_back({s->row, issue->row});
    }
  });
  return carries;
}

std::vector<Carry> returns_of_pass(const ExchangeTable& table, std::size_t pass) {
  const auto rows = table.rows();
  std::vector<Seen> seen;
  for (std::uint32_t r = 0; r < rows.size(); ++r) {
    for (const std::uint64_t hash : table.answer_prints(rows[r])) {
      if (pass_of(hash) == pass) seen.push_back({hash, r, true});
    }
    for (const std::uint64_t hash : table.prompt_prints(rows[r])) {
      if (pass_of(hash) == pass) seen.push_back({hash, r, false});
    }
  }
  std::vector<Carry> matches;  // one per returned fingerprint
  for_each_hash(seen, [&](const Seen* first, const Seen* last) {
    Issuers issuers;
    if (!collect_issuers(rows, first, last, issuers)) return;
    std::int64_t first_issue = std::numeric_limits<std::int64_t>::max();
    std::int64_t first_prompt = first_issue;
    for (const Seen* s = first; s != last; ++s) {
      auto& earliest = s->issued ? first_issue : first_prompt;
      earliest = std::min(earliest, rows[s->row].time_us);
    }
    if (first_prompt <= first_issue) return;  // somebody brought it before we issued it: public text
    for (const Seen* s = first; s != last; ++s) {
      if (s->issued || issuers.has(rows[s->row].account)) continue;
      const Seen* issue = issue_before(rows, first, last, rows[s->row].time_us);
      if (issue != nullptr) matches.push_back({s->row, issue->row});
    }
  });
  return matches;
}

std::vector<Carry> gather(const ExchangeTable& table, unsigned threads,
                          std::vector<Carry> (*of_pass)(const ExchangeTable&, std::size_t)) {
  std::array<std::vector<Carry>, kPasses> parts;
  parallel_for(kPasses, threads, [&](std::size_t pass, unsigned) { parts[pass] = of_pass(table, pass); });
  std::vector<Carry> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
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

// Keeps, per request, the answer of which most fingerprints returned, if at least two did.
std::vector<Carry> best_match_per_request(const std::vector<Carry>& matches) {
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
    if (most >= 2) kept.push_back(best);
  }
  return kept;
}

}  // namespace

CarriedText find_carried_text(const ExchangeTable& table, unsigned threads) {
  CarriedText carried;
  carried.continuations = once_per_conversation(table, gather(table, threads, continuations_of_pass));
  carried.returns = best_match_per_request(gather(table, threads, returns_of_pass));
  return carried;
}

}  // namespace stillwatch
