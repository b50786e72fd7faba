#include "account/injected_openings.h"

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <unordered_set>

#include "account/exchange_table.h"
#include "base/random.h"

namespace stillwatch {
namespace {

constexpr std::uint64_t kFoldBit = std::uint64_t{1} << 63;

std::uint64_t joined(std::uint64_t a, std::uint64_t b) { return mix64(a ^ mix64(b)) | 1; }

bool in_the_middle(const ExchangeRow& row) {
  return row.root != 0 && row.histories > 0 && !row.starts_conversation() && row.has_new_text();
}

std::uint64_t opening_of(const ExchangeTable& table, const ExchangeRow& row) {
  std::uint64_t key = row.root;
  for (const std::uint64_t answer : table.history(row)) key = joined(key, answer);
  return key;
}

// Which openings at least two accounts may send: a tag of one account for each slot, or that there were two.
class SeenOnTwo {
 public:
  explicit SeenOnTwo(std::size_t openings)
      : shift_(64 - std::clamp(static_cast<int>(std::bit_width(openings)) + 1, 12, 27)),
        slots_(std::size_t{1} << (64 - shift_)) {}
  void add(std::uint64_t opening, std::uint32_t account) {
    std::uint16_t& slot = slots_[mix64(opening) >> shift_];
    const auto tag = static_cast<std::uint16_t>(1 + account % (kTwo - 1));
    if (slot == 0) slot = tag;
    if (slot != tag) slot = kTwo;
  }
  [[nodiscard]] bool may(std::uint64_t opening) const { return slots_[mix64(opening) >> shift_] == kTwo; }

 private:
  static constexpr std::uint16_t kTwo = 0xffff;
  int shift_;
  std::vector<std::uint16_t> slots_;
};

struct Sent {
  std::uint64_t opening;
  std::uint32_t account, row;
};

// Requests whose opening enough accounts send, by opening, account and row.
std::vector<Sent> popular_openings(const ExchangeTable& table) {
  const auto rows = table.rows();
  SeenOnTwo seen(static_cast<std::size_t>(std::ranges::count_if(rows, in_the_middle)));
  for (const ExchangeRow& row : rows) {
    if (in_the_middle(row)) seen.add(opening_of(table, row), row.account);
  }
  std::vector<Sent> sent;
  for (const ExchangeRow& row : rows) {
    if (!in_the_middle(row)) continue;
    const std::uint64_t opening = opening_of(table, row);
    if (seen.may(opening)) sent.push_back({opening, row.account, table.index_of(row)});
  }
  std::ranges::sort(sent, [](const Sent& a, const Sent& b) {
    return a.opening != b.opening ? a.opening < b.opening : a.row < b.row;
  });
  std::vector<Sent> kept;
  for (std::size_t i = 0; i < sent.size();) {
    std::size_t end = i;
    std::uint32_t accounts = 0;
    for (; end < sent.size() && sent[end].opening == sent[i].opening; ++end)
      accounts += end == i || sent[end].account != sent[end - 1].account ? 1 : 0;
    if (accounts >= kLeastCarriers)
      kept.insert(kept.end(), sent.begin() + static_cast<std::ptrdiff_t>(i),
                  sent.begin() + static_cast<std::ptrdiff_t>(end));
    i = end;
  }
  return kept;
}

// Without the openings that hold an answer of ours.
void leave_out_issued(const ExchangeTable& table, std::vector<Sent>& sent) {
  std::unordered_set<std::uint64_t> answers, issued;
  for (const Sent& one : sent) {
    for (const std::uint64_t answer : table.history(table.rows()[one.row])) answers.insert(answer);
  }
  for (const ExchangeRow& row : table.rows()) {
    if (row.issued != 0 && answers.contains(row.issued)) issued.insert(row.issued);
  }
  std::erase_if(sent, [&](const Sent& one) {
    return std::ranges::any_of(table.history(table.rows()[one.row]),
                               [&](std::uint64_t answer) { return issued.contains(answer); });
  });
}

// The conversations of all requests with one first user turn, in order of time.
class Conversations {
 public:
  explicit Conversations(const ExchangeTable& table) : table_(table) {}

  // `next_fold`: by account, whichever the opening.
  std::uint64_t begin(std::uint64_t opening, const ExchangeRow& row,
                      std::unordered_map<std::uint32_t, std::uint64_t>& next_fold) {
    const auto [known, fresh] = by_prompt_.try_emplace(joined(opening, row.prompt), 0);
    if (fresh) {
      const auto [turn, first] = next_fold.try_emplace(row.account, 0);
      if (first) turn->second = joined(opening, row.id) >> 32 & 1;
      known->second = (joined(known->first, row.root) & ~kFoldBit) | (turn->second != 0 ? kFoldBit : 0);
      turn->second ^= 1;
    }
    remember(row, known->second);
    return known->second;
  }

  // The conversation that the request goes on with, or 0: one whose answer it holds, or the account's last.
  std::uint64_t go_on(const ExchangeRow& row) {
    std::uint64_t conversation = 0;
    for (const std::uint64_t answer : table_.history(row)) {
      const auto known = by_answer_.find(answer);
      if (known != by_answer_.end()) conversation = known->second;
    }
    const auto last = last_of_account_.find(row.account);
    if (conversation == 0 && row.histories > 0 && last != last_of_account_.end()) conversation = last->second;
    if (conversation != 0) remember(row, conversation);
    return conversation;
  }

 private:
  void remember(const ExchangeRow& row, std::uint64_t conversation) {
    last_of_account_[row.account] = conversation;
    if (row.issued != 0) by_answer_.try_emplace(row.issued, conversation);
  }

  const ExchangeTable& table_;
  std::unordered_map<std::uint64_t, std::uint64_t> by_prompt_, by_answer_;
  std::unordered_map<std::uint32_t, std::uint64_t> last_of_account_;
};

}  // namespace

std::vector<InjectedOpening> find_injected_openings(const ExchangeTable& table) {
  std::vector<Sent> sent = popular_openings(table);
  leave_out_issued(table, sent);
  std::vector<InjectedOpening> found;
  if (sent.empty()) return found;
  const auto rows = table.rows();
  std::unordered_map<std::uint32_t, std::uint64_t> opening_of_row;
  std::unordered_set<std::uint64_t> roots;
  for (const Sent& one : sent) {
    opening_of_row.emplace(one.row, one.opening);
    roots.insert(rows[one.row].root);
  }
  std::vector<std::uint32_t> concerned;
  for (const ExchangeRow& row : rows) {
    if (roots.contains(row.root)) concerned.push_back(table.index_of(row));
  }
  std::ranges::sort(concerned, [&](std::uint32_t a, std::uint32_t b) {
    return rows[a].time_us != rows[b].time_us ? rows[a].time_us < rows[b].time_us : rows[a].id < rows[b].id;
  });
  std::unordered_map<std::uint64_t, Conversations> by_root;
  std::unordered_map<std::uint32_t, std::uint64_t> next_fold;
  for (const std::uint32_t row : concerned) {
    Conversations& conversations = by_root.try_emplace(rows[row].root, table).first->second;
    const auto opening = opening_of_row.find(row);
    if (opening != opening_of_row.end()) {
      found.push_back({row, opening->second, conversations.begin(opening->second, rows[row], next_fold)});
    } else if (const std::uint64_t conversation = conversations.go_on(rows[row]); conversation != 0) {
      found.push_back({row, 0, conversation});
    }
  }
  std::ranges::sort(found, {}, &InjectedOpening::row);
  return found;
}

}  // namespace stillwatch
