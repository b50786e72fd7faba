#include "account/split_conversations.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <memory>
#include <span>
#include <unordered_set>

#include "base/parallel.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kPassedOnUs = 7 * 86'400'000'000LL;
constexpr std::size_t kParts = 64;

struct Head {  // the first row of a conversation on one account
  std::uint64_t root;
  std::uint32_t row;
};

// Which first turns at least two accounts may send: two bits each, set one after the other.
class SeenTwice {
 public:
  explicit SeenTwice(std::size_t conversations)
      : shift_(64 - std::clamp(static_cast<int>(std::bit_width(conversations)) + 3, 12, 30)),
        once_(std::size_t{1} << (64 - shift_ - 6)),
        twice_(once_.size()) {}
  void add(std::uint64_t root) {
    const std::uint64_t bit = place(root), mask = std::uint64_t{1} << (bit % 64);
    if ((once_[bit / 64].fetch_or(mask, std::memory_order_relaxed) & mask) != 0)
      twice_[bit / 64].fetch_or(mask, std::memory_order_relaxed);
  }
  [[nodiscard]] bool may(std::uint64_t root) const {
    const std::uint64_t bit = place(root);
    return (twice_[bit / 64].load(std::memory_order_relaxed) >> (bit % 64) & 1) != 0;
  }

 private:
  [[nodiscard]] std::uint64_t place(std::uint64_t root) const {
    return root * 0x9e3779b97f4a7c15ULL >> shift_;
  }
  int shift_;
  std::vector<std::atomic<std::uint64_t>> once_, twice_;
};

// Calls visit(root, row) for the first row of every conversation of each account.
template <class Visit>
void for_each_head(const ExchangeTable& table, unsigned threads, const Visit& visit) {
  parallel_blocks(table.account_count(), threads, [&](std::size_t first, std::size_t last, unsigned worker) {
    std::unordered_set<std::uint64_t> begun;
    for (std::size_t a = first; a < last; ++a) {
      begun.clear();
      for (const ExchangeRow& row : table.rows_of(static_cast<std::uint32_t>(a))) {
        if (row.root != 0 && begun.insert(row.root).second) visit(row.root, table.index_of(row), worker);
      }
    }
  });
}

bool enters_midway(const ExchangeRow& row) { return !row.starts_conversation() && row.histories > 0; }

// The ties of one conversation, whose heads are given, one per account.
void tie(std::span<const ExchangeRow> rows, std::span<const Head> heads, std::vector<Carry>& ties) {
  if (heads.size() < 2 || heads.size() > kMostHolders) return;
  std::size_t entering = 0;
  std::array<std::size_t, kMaxHistories + 1> at_depth{};
  for (const Head& head : heads) {
    if (!enters_midway(rows[head.row])) continue;
    ++entering;
    ++at_depth[std::min<std::size_t>(rows[head.row].histories, kMaxHistories)];
  }
  // Who is handed an export enters where everybody enters; turns that are dealt out enter one after the
  // other.
  const bool dealt_out = std::all_of(at_depth.begin(), at_depth.end(), [](std::size_t n) { return n <= 1; });
  if (entering > kMostBringers && !dealt_out) return;
  for (const Head& head : heads) {
    const ExchangeRow& row = rows[head.row];
    if (!enters_midway(row)) continue;
    const Head* before = nullptr;
    for (const Head& other : heads) {
      const std::int64_t since = row.time_us - rows[other.row].time_us;
      if (other.row == head.row || since < 0 || since > kPassedOnUs) continue;
      if (before == nullptr || rows[before->row].time_us < rows[other.row].time_us) before = &other;
    }
    if (before != nullptr) ties.push_back({head.row, before->row});
  }
}

}  // namespace

std::vector<Carry> find_split_conversations(const ExchangeTable& table, unsigned threads) {
  const auto rows = table.rows();
  SeenTwice seen(rows.size());
  for_each_head(table, threads, [&](std::uint64_t root, std::uint32_t, unsigned) { seen.add(root); });
  std::vector<std::array<std::vector<Head>, kParts>> heads(worker_count(threads));
  for_each_head(table, threads, [&](std::uint64_t root, std::uint32_t row, unsigned worker) {
    if (seen.may(root)) heads[worker][root * 0x9e3779b97f4a7c15ULL >> 58].push_back({root, row});
  });
  std::array<std::vector<Carry>, kParts> found;
  parallel_for(kParts, threads, [&](std::size_t part, unsigned) {
    std::vector<Head> together;
    for (auto& worker : heads) together.insert(together.end(), worker[part].begin(), worker[part].end());
    std::sort(together.begin(), together.end(), [](const Head& a, const Head& b) {
      return a.root != b.root ? a.root < b.root : a.row < b.row;
    });
    for (std::size_t i = 0; i < together.size();) {
      std::size_t end = i;
      while (end < together.size() && together[end].root == together[i].root) ++end;
      tie(rows, std::span(together).subspan(i, end - i), found[part]);
      i = end;
    }
  });
  std::vector<Carry> ties;
  for (const auto& part : found) ties.insert(ties.end(), part.begin(), part.end());
  std::sort(ties.begin(), ties.end());
  return ties;
}

}  // namespace stillwatch
