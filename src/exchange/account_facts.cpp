#include "exchange/account_facts.h"

#include <algorithm>

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

bool is_false(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return text == "false" || text == "0" || text == "no" || text == "f" || text == "n";
}

class FactsBuilder {
 public:
  explicit FactsBuilder(AccountFactsTable& table) : table_(table) {}

  void add(const TableRow& row) {
    AccountFacts facts;
    facts.account = row.text("account_id");
    if (facts.account.empty())
      return reject(AnomalyKind::missing_field, row, "account_id", "every row needs an account_id");
    if (!read_time(row.text("created"), facts.created_us))
      return reject(AnomalyKind::time_out_of_range, row, "created",
                    "give ISO 8601 or Unix seconds, or leave it empty");
    if (!read_time(row.text("banned"), facts.banned_us))
      return reject(AnomalyKind::time_out_of_range, row, "banned",
                    "give ISO 8601 or Unix seconds, or leave it empty");
    facts.organisation = row.text("organisation");
    // An empty cell is the same as an absent column.
    facts.organisation_verified = !is_false(row.text("organisation_verified"));
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
  void reject(AnomalyKind kind, const TableRow& row, std::string field, std::string remedy) {
    table_.anomalies.add(kind, {row.place, std::move(field), std::move(remedy)});
  }

  AccountFactsTable& table_;
  std::vector<SourcePlace> places_;
};

}  // namespace

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
  auto digest = read_table(path, table.anomalies, [&](const TableRow& row) { builder.add(row); });
  if (!digest.has_value()) return digest.error();
  builder.finish();
  table.sha256 = std::move(digest).value();
  if (table.rows.empty())
    return Error{Code::bad_input,
                 path + ": holds no usable row; the first line must name the column account_id"};
  return table;
}

}  // namespace stillwatch
