#include "account/exchange_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <map>
#include <numeric>

#include "account/injected_openings.h"
#include "account/merged_table.h"
#include "account/row_order.h"
#include "account/table_state.h"
#include "base/large_blocks.h"
#include "base/memory_bound.h"
#include "base/parallel.h"

namespace stillwatch {
namespace {

constexpr std::size_t kProjectionWords = sizeof(Projection) / sizeof(std::uint64_t);

}  // namespace

ExchangeTable ExchangeTable::merge(std::vector<ExchangeTableBuilder> parts, const AccountFactsTable& facts,
                                   unsigned threads) {
  ExchangeTable table;
  std::map<std::string, std::uint32_t> accounts, models;
  std::map<std::string, std::string> organisations;
  std::size_t total = 0;
  for (const auto& part : parts) {
    for (std::uint32_t local = 0; local < part.accounts_.size(); ++local) {
      const std::string& name = part.accounts_[local];
      accounts.emplace(name, 0);
      if (const auto held = part.account_organisation_[local]; held != 0) {
        const std::string& organisation = part.organisations_[held - 1];
        const auto [at, inserted] = organisations.emplace(name, organisation);
        if (!inserted && organisation < at->second) at->second = organisation;
      }
    }
    for (const std::string& name : part.models_) models.emplace(name, 0);
    for (const auto& block : part.blocks_) total += block.size();
  }
  table.accounts_.reserve(accounts.size());
  table.facts_.reserve(accounts.size());
  for (auto& [name, index] : accounts) {
    index = static_cast<std::uint32_t>(table.accounts_.size());
    const auto organisation = organisations.find(name);
    table.add_account(name, organisation != organisations.end() ? organisation->second : std::string(),
                      facts);
  }
  for (auto& [name, index] : models) {
    index = static_cast<std::uint32_t>(table.models_.size());
    table.models_.push_back(name);
  }

  table.held_rows_.reserve(total);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    auto& part = parts[p];
    std::vector<std::uint32_t> account_of, model_of;
    for (const std::string& name : part.accounts_) account_of.push_back(accounts.at(name));
    for (const std::string& name : part.models_) model_of.push_back(models.at(name));
    for (auto& block : part.blocks_) {
      for (ExchangeRow row : block) {
        row.account = account_of[row.account];
        row.model = model_of[row.model];
        row.part = static_cast<std::uint16_t>(p);
        table.held_rows_.push_back(row);
      }
      std::vector<ExchangeRow>().swap(block);
    }
    table.pools_.push_back(std::move(part.pool_));
  }
  table.rows_ = table.held_rows_;
  table.drop_duplicates(threads);
  table.sort_accounts(threads);
  table.find_span();
  table.tell_openings();
  table.index_starts();
  return table;
}

ExchangeTable ExchangeTable::over(MergedTable merged, const AccountFactsTable& facts) {
  ExchangeTable table;
  const std::size_t accounts = merged.names.accounts.size();
  table.first_row_.reserve(accounts + 1);
  table.accounts_.reserve(accounts);
  table.facts_.reserve(accounts);
  table.first_row_.push_back(0);
  for (const TableNames::Account& account : merged.names.accounts) {
    table.add_account(account.name, account.organisation, facts);
    table.first_row_.push_back(table.first_row_.back() + account.rows);
  }
  table.models_ = std::move(merged.names.models);
  for (const auto& prints : merged.prints) table.pools_.push_back(FingerprintPool::over(prints));
  table.files_ = std::move(merged.parts);
  table.rows_ = {reinterpret_cast<ExchangeRow*>(merged.rows.changeable().data()), table.first_row_.back()};
  table.files_.push_back(std::move(merged.rows));
  table.duplicates_ = merged.repeats.count;
  table.first_duplicates_ = std::move(merged.repeats.first);
  table.find_span();
  table.tell_openings();
  table.index_starts();
  return table;
}

void ExchangeTable::let_pass(std::size_t first, std::size_t last) const {
  std::size_t bytes = 0;
  for (const MappedFile& file : files_) bytes += file.bytes().size();
  if (files_.empty() || first == last || !MemoryBound::is_short_for(bytes)) return;
  struct Range {
    const std::uint64_t* begin = nullptr;
    const std::uint64_t* end = nullptr;
  };
  const auto forget_in = [](const MappedFile& file, const void* begin, const void* end) {
    const auto held = file.bytes();
    const auto* const from = static_cast<const std::byte*>(begin);
    const auto* const to = static_cast<const std::byte*>(end);
    if (from < held.data() || to > held.data() + held.size()) return;
    file.forget(static_cast<std::size_t>(from - held.data()), static_cast<std::size_t>(to - from));
  };
  std::vector<Range> prints(pools_.size());  // by part: rows of one block are neighbours in their part, too
  for (const ExchangeRow& row : rows_.subspan(first, last - first)) {
    const auto of_row = pools_[row.part].at(row.prints, TableState::print_count(row));
    Range& range = prints[row.part];
    if (range.end != of_row.data()) {  // elsewhere: what lies between is somebody else's
      forget_in(files_[row.part], range.begin, range.end);
      range.begin = of_row.data();
    }
    range.end = of_row.data() + of_row.size();
  }
  for (std::size_t part = 0; part < prints.size(); ++part)
    forget_in(files_[part], prints[part].begin, prints[part].end);
  forget_in(files_.back(), rows_.data() + first, rows_.data() + last);
}

void ExchangeTable::add_account(const std::string& name, const std::string& organisation,
                                const AccountFactsTable& facts) {
  accounts_.push_back(name);
  const AccountFacts* known = facts.find(name);
  AccountFacts& held = facts_.emplace_back(known != nullptr ? *known : AccountFacts{});
  held.account = name;
  if (!held.organisation.empty() || organisation.empty()) return;
  held.organisation = organisation;
  held.organisation_verified = false;  // named in the traffic, confirmed by nobody
  held.organisation_from_traffic = true;
}

void ExchangeTable::drop_duplicates(unsigned threads) {
  struct Seen {
    std::uint64_t id;
    std::uint32_t row;
  };
  constexpr std::size_t kParts =
      64;  // by the id's top bits: ids are keyed hashes, so the parts are of one size
  std::array<std::vector<Seen>, kParts> seen;
  for (auto& part : seen) part.reserve(rows_.size() / kParts + rows_.size() / (8 * kParts) + 16);
  for (std::size_t i = 0; i < rows_.size(); ++i)
    seen[rows_[i].id >> 58].push_back({rows_[i].id, static_cast<std::uint32_t>(i)});
  const auto place = [this](std::uint32_t i) { return std::pair(rows_[i].input, rows_[i].offset); };
  const auto rank = [this](std::uint32_t i) { return rank_of(rows_[i], rows_[i].input, rows_[i].account); };
  std::array<std::vector<std::uint32_t>, kParts> dropped;
  parallel_for(kParts, threads, [&](std::size_t p, unsigned) {
    std::sort(seen[p].begin(), seen[p].end(), [&](const Seen& a, const Seen& b) {
      return a.id != b.id ? a.id < b.id : rank(a.row) < rank(b.row);
    });
    for (std::size_t i = 1; i < seen[p].size(); ++i) {
      if (seen[p][i].id == seen[p][i - 1].id) dropped[p].push_back(seen[p][i].row);
    }
    std::vector<Seen>().swap(seen[p]);
  });
  std::vector<std::uint32_t> drop;
  for (const auto& part : dropped) drop.insert(drop.end(), part.begin(), part.end());
  duplicates_ = drop.size();
  std::sort(drop.begin(), drop.end(), [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
  for (std::size_t i = 0; i < std::min(drop.size(), AnomalyLog::kPlacesKept); ++i) {
    first_duplicates_.push_back({rows_[drop[i]].input, rows_[drop[i]].line, rows_[drop[i]].offset});
  }
  if (drop.empty()) return;
  constexpr auto kDropped = std::numeric_limits<std::uint32_t>::max();
  for (const std::uint32_t i : drop) rows_[i].account = kDropped;
  std::erase_if(held_rows_, [](const ExchangeRow& row) { return row.account == kDropped; });
  rows_ = held_rows_;
}

// Moves every row among those of its account, in place ("American flag sort": McIlroy, Bostic and McIlroy,
// "Engineering radix sort", 1993).
void ExchangeTable::gather_accounts() {
  first_row_.assign(accounts_.size() + 1, 0);
  for (const ExchangeRow& row : rows_) ++first_row_[row.account + 1];
  std::partial_sum(first_row_.begin(), first_row_.end(), first_row_.begin());
  std::vector<std::size_t> next(first_row_.begin(), first_row_.end() - 1);
  for (std::uint32_t account = 0; account < accounts_.size(); ++account) {
    while (next[account] < first_row_[account + 1]) {
      ExchangeRow& row = rows_[next[account]];
      if (row.account == account) {
        ++next[account];
      } else {
        std::swap(row, rows_[next[row.account]++]);
      }
    }
  }
}

void ExchangeTable::sort_accounts(unsigned threads) {
  gather_accounts();
  constexpr std::size_t kAccounts = 64;  // in one round
  parallel_for((accounts_.size() + kAccounts - 1) / kAccounts, threads, [&](std::size_t round, unsigned) {
    for (std::size_t a = round * kAccounts; a < std::min(accounts_.size(), (round + 1) * kAccounts); ++a) {
      const auto begin = rows_.begin() + static_cast<std::ptrdiff_t>(first_row_[a]);
      const auto end = rows_.begin() + static_cast<std::ptrdiff_t>(first_row_[a + 1]);
      std::sort(begin, end, [](const ExchangeRow& x, const ExchangeRow& y) {
        return x.time_us != y.time_us ? x.time_us < y.time_us : x.id < y.id;
      });
    }
  });
}

void ExchangeTable::find_span() {
  if (rows_.empty()) return;
  first_us_ = std::numeric_limits<std::int64_t>::max();
  last_us_ = std::numeric_limits<std::int64_t>::min();
  for (std::uint32_t a = 0; a < accounts_.size(); ++a) {
    if (rows_of(a).empty()) continue;
    first_us_ = std::min(first_us_, rows_of(a).front().time_us);
    last_us_ = std::max(last_us_, rows_of(a).back().time_us);
  }
}

// A request that begins with an injected opening is the start of a conversation.
void ExchangeTable::tell_openings() {
  for (const InjectedOpening& injected : find_injected_openings(*this)) {
    ExchangeRow& row = rows_[injected.row];
    row.root = injected.conversation;
    row.opening = injected.opening;
    if (injected.opening != 0) row.flags |= kConversationStart;
  }
}

void ExchangeTable::index_starts() {
  const auto is_start = [](const ExchangeRow& row) {
    return fold_of(row) == 1 && row.starts_conversation() && row.has_new_text();
  };
  const LargeBlocks::Numbers numbers;
  tested_starts_.reserve(static_cast<std::size_t>(std::count_if(rows_.begin(), rows_.end(), is_start)));
  first_start_.reserve(accounts_.size() + 1);
  first_start_.push_back(0);
  for (std::uint32_t a = 0; a < accounts_.size(); ++a) {
    for (const ExchangeRow& row : rows_of(a)) {
      if (is_start(row)) tested_starts_.push_back(row.prompt);
    }
    first_start_.push_back(tested_starts_.size());
  }
  accounts_by_starts_.resize(accounts_.size());
  std::iota(accounts_by_starts_.begin(), accounts_by_starts_.end(), 0U);
  std::stable_sort(accounts_by_starts_.begin(), accounts_by_starts_.end(),
                   [this](std::uint32_t a, std::uint32_t b) {
                     return tested_starts_of(a).size() < tested_starts_of(b).size();
                   });
  cap_payers();
}

void ExchangeTable::cap_payers() {
  std::unordered_map<std::string_view, std::size_t> accounts, kept;
  for (const AccountFacts& facts : facts_) {
    if (!facts.payment.empty()) ++accounts[facts.payment];
  }
  std::vector<std::uint32_t> capped;
  for (std::size_t i = accounts_by_starts_.size(); i > 0; --i) {  // the busiest first
    const std::string& payment = facts_[accounts_by_starts_[i - 1]].payment;
    const bool is_payer = !payment.empty() && 4 * accounts[payment] <= accounts_.size();
    if (!is_payer || ++kept[payment] <= kAccountsOfPayer) capped.push_back(accounts_by_starts_[i - 1]);
  }
  std::reverse(capped.begin(), capped.end());
  accounts_by_starts_ = std::move(capped);
}

std::span<const std::uint64_t> ExchangeTable::history(const ExchangeRow& row) const {
  return prints_at(row, 0, row.histories);
}

std::span<const std::uint64_t> ExchangeTable::shapes(const ExchangeRow& row) const {
  return prints_at(row, row.histories, row.shapes);
}

std::span<const std::uint64_t> ExchangeTable::prompt_prints(const ExchangeRow& row) const {
  return prints_at(row, std::size_t{row.histories} + row.shapes, row.prompt_prints);
}

std::span<const std::uint64_t> ExchangeTable::answer_prints(const ExchangeRow& row) const {
  return prints_at(row, std::size_t{row.histories} + row.shapes + row.prompt_prints, row.answer_prints);
}

Projection ExchangeTable::projection(const ExchangeRow& row) const {
  if (row.projections == 0) return {};
  const std::size_t lists = std::size_t{row.histories} + row.shapes + row.prompt_prints + row.answer_prints;
  std::array<std::uint64_t, kProjectionWords> words{};
  std::ranges::copy(prints_at(row, lists, kProjectionWords), words.begin());
  return std::bit_cast<Projection>(words);
}

}  // namespace stillwatch
