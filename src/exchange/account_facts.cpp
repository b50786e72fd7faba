#include "exchange/account_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/time.h"
#include "exchange/table_reader.h"

namespace stillwatch {
namespace {

// A time cell; false when there is something that is no time. An empty cell leaves 0.
bool read_time(const std::string& text, std::int64_t& to) {
  if (text.empty() || text == "0" || text == "null" || text == "NULL") return true;
  const auto time = parse_time(text);
  if (!time || *time < 0 || *time >= kLatestTime) return false;
  to = *time;
  return true;
}

constexpr std::array<std::string_view, 9> kColumns = {
    "account_id", "created",      "organisation", "organisation_verified", "plan", "programme",
    "payment",    "email_domain", "banned"};

// What a cell that answers yes or no says; none for any other word.
std::optional<bool> truth_of(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  return std::nullopt;
}

std::string remedy_for_column(std::string_view name) {
  for (const std::string_view known : kColumns) {
    if (name.size() >= 4 && name.substr(0, 4) == known.substr(0, 4))
      return fmt::format("this column is not read; is {} meant?", known);
  }
  return "this column is not read; rename it if it holds one of the known facts";
}

constexpr std::string_view kTimeRemedy = "give ISO 8601 or Unix seconds, in 1970 to 2099, or leave it empty";

class FactsBuilder {
 public:
  explicit FactsBuilder(AccountFactsTable& table) : table_(table) {}

  void add(const TableRow& row) {
    check_columns(row);
    AccountFacts facts;
    facts.account = row.text("account_id");
    if (facts.account.empty())
      return reject(AnomalyKind::missing_field, row, "account_id", "every row needs an account_id");
    if (!read_time(row.text("created"), facts.created_us))
      return reject(AnomalyKind::time_out_of_range, row, "created", kTimeRemedy);
    if (!read_time(row.text("banned"), facts.banned_us))
      return reject(AnomalyKind::time_out_of_range, row, "banned", kTimeRemedy);
    facts.organisation = row.text("organisation");
    facts.organisation_verified = verified(row);
    facts.plan = row.text("plan");
    facts.programme = row.text("programme");
    facts.payment = row.text("payment");
    facts.email_domain = row.text("email_domain");
    table_.rows.push_back(std::move(facts));
    places_.push_back(row.place);
  }

  // Sorts by account; of several rows of one account the first stays and the others are reported.
  void finish() {
    std::vector<std::size_t> order(table_.rows.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const int compared = table_.rows[a].account.compare(table_.rows[b].account);
      return compared != 0 ? compared < 0 : a < b;
    });
    std::vector<AccountFacts> sorted;
    sorted.reserve(order.size());
    for (const std::size_t i : order) {
      if (!sorted.empty() && sorted.back().account == table_.rows[i].account) {
        table_.anomalies.add(AnomalyKind::duplicate_id,
                             {places_[i], "account_id", "the account has an earlier row, which was used"});
      } else {
        sorted.push_back(std::move(table_.rows[i]));
      }
    }
    table_.rows = std::move(sorted);
  }

 private:
  void reject(AnomalyKind kind, const TableRow& row, std::string_view field, std::string_view remedy) {
    table_.anomalies.add(kind, {row.place, std::string(field), std::string(remedy)});
  }

  // An empty cell is the same as an absent column: true. An unknown word is no proof that somebody checked.
  bool verified(const TableRow& row) {
    const std::string text = row.text("organisation_verified");
    if (text.empty() || text == "null" || text == "NULL") return true;
    const auto truth = truth_of(text);
    if (!truth)
      reject(AnomalyKind::bad_value, row, "organisation_verified",
             "say true, false, yes, no, 1 or 0; taken as not verified");
    return truth.value_or(false);
  }

  // Each unknown column once, at the line before the first row that has it.
  void check_columns(const TableRow& row) {
    if (row.header != nullptr && header_checked_) return;
    header_checked_ = true;
    for (const std::string_view name : row.columns()) {
      if (std::find(kColumns.begin(), kColumns.end(), name) != kColumns.end()) continue;
      if (name.empty() || unknown_columns_.size() == kMostUnknownColumns) continue;
      if (!unknown_columns_.emplace(name).second) continue;
      const SourcePlace place = row.header != nullptr ? SourcePlace{0, 1, 0} : row.place;
      table_.anomalies.add(AnomalyKind::unknown_column, {place, std::string(name), remedy_for_column(name)});
    }
  }

  static constexpr std::size_t kMostUnknownColumns = 1000;
  std::set<std::string, std::less<>> unknown_columns_;
  bool header_checked_ = false;

  AccountFactsTable& table_;
  std::vector<SourcePlace> places_;
};

}  // namespace

std::optional<Error> AccountFactsTable::first_fault(const std::string& path) const {
  const AnomalyPlace* first = nullptr;
  for (std::size_t kind = 0; kind < kAnomalyKinds; ++kind) {
    if (kind == static_cast<std::size_t>(AnomalyKind::unknown_column) || anomalies.first[kind].empty())
      continue;
    const AnomalyPlace& place = anomalies.first[kind].front();
    if (first == nullptr || place.place.offset < first->place.offset) first = &place;
  }
  if (first == nullptr) return std::nullopt;
  return Error{Code::bad_input, text_of(*first, path)};
}

const AccountFacts* AccountFactsTable::find(std::string_view account) const {
  const auto at =
      std::lower_bound(rows.begin(), rows.end(), account,
                       [](const AccountFacts& row, std::string_view id) { return row.account < id; });
  return at != rows.end() && at->account == account ? &*at : nullptr;
}

AccountFactsTable parse_account_facts(std::string_view text) {
  AccountFactsTable table;
  FactsBuilder builder(table);
  read_table_text(text, table.anomalies, [&](const TableRow& row) { builder.add(row); });
  builder.finish();
  return table;
}

Result<AccountFactsTable> read_account_facts(const std::string& path) {
  AccountFactsTable table;
  FactsBuilder builder(table);
  auto stored = read_table(path, table.anomalies, [&](const TableRow& row) { builder.add(row); });
  if (!stored.has_value()) return stored.error();
  builder.finish();
  table.stored = std::move(stored).value();
  if (table.rows.empty())
    return Error{Code::bad_input,
                 path + ": holds no usable row; the first line must name the column account_id"};
  return table;
}

}  // namespace stillwatch
