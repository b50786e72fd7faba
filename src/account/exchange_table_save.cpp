#include <algorithm>
#include <map>

#include "account/exchange_table.h"
#include "account/row_order.h"
#include "account/table_state_writer.h"

namespace stillwatch {

// Accounts and models of several builders under one number each, in order of their names.
class StateNumbers {
 public:
  explicit StateNumbers(const std::vector<ExchangeTableBuilder>& parts) {
    NumberOf accounts, models;
    std::map<std::string_view, std::string_view> organisations;  // of accounts; the smallest of several
    for (const ExchangeTableBuilder& part : parts) {
      for (std::size_t local = 0; local < part.accounts_.size(); ++local) {
        const std::string& name = part.accounts_[local];
        accounts.emplace(name, 0);
        const std::uint32_t held = part.account_organisation_[local];
        if (held == 0) continue;
        const std::string& organisation = part.organisations_[held - 1];
        const auto [at, inserted] = organisations.emplace(name, organisation);
        if (!inserted && organisation < at->second) at->second = organisation;
      }
      for (const std::string& name : part.models_) models.emplace(name, 0);
    }
    for (auto& [name, number] : accounts) {
      number = static_cast<std::uint32_t>(names.accounts.size());
      const auto held = organisations.find(name);
      const std::string_view organisation = held == organisations.end() ? std::string_view{} : held->second;
      names.accounts.push_back({std::string(name), std::string(organisation), 0});
    }
    for (auto& [name, number] : models) {
      number = static_cast<std::uint32_t>(names.models.size());
      names.models.emplace_back(name);
    }
    for (const ExchangeTableBuilder& part : parts) {
      account_of_.push_back(numbers_of(part.accounts_, accounts));
      model_of_.push_back(numbers_of(part.models_, models));
    }
  }

  // Numbers the row of that part anew, and counts it.
  void renumber(std::size_t part, ExchangeRow& row) {
    row.account = account_of_[part][row.account];
    row.model = model_of_[part][row.model];
    ++names.accounts[row.account].rows;
  }

  TableNames names;

 private:
  using NumberOf = std::map<std::string_view, std::uint32_t>;
  static std::vector<std::uint32_t> numbers_of(const NameList& names, const NumberOf& numbers) {
    std::vector<std::uint32_t> found;
    found.reserve(names.size());
    for (const std::string& name : names) found.push_back(numbers.at(name));
    return found;
  }

  std::vector<std::vector<std::uint32_t>> account_of_, model_of_;  // by part and its number
};

Result<TableState> ExchangeTableBuilder::save(std::vector<ExchangeTableBuilder> parts,
                                              const StateTarget& target, std::string_view secret,
                                              std::string notes) {
  StateNumbers numbers(parts);
  struct Placed {
    const FingerprintPool* pool;
    const ExchangeRow* row;
  };
  std::vector<Placed> rows;
  std::uint64_t prints = 0;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (auto& block : parts[p].blocks_) {
      for (ExchangeRow& row : block) {
        numbers.renumber(p, row);
        prints += TableState::print_count(row);
        rows.push_back({&parts[p].pool_, &row});
      }
    }
  }
  std::sort(rows.begin(), rows.end(), [](const Placed& a, const Placed& b) {
    if (a.row->account != b.row->account) return a.row->account < b.row->account;
    return order_of(*a.row, a.row->input) < order_of(*b.row, b.row->input);
  });
  auto writer = TableStateWriter::create(target, secret, rows.size(), prints);
  if (!writer.has_value()) return writer.error();
  for (const auto& [pool, row] : rows)
    writer.value().add(*row, pool->at(row->prints, TableState::print_count(*row)));
  numbers.names.notes = std::move(notes);
  return writer.value().finish(numbers.names);
}

}  // namespace stillwatch
