#include "account/builder_numbers.h"

#include <map>

namespace stillwatch {
namespace {

using NumberOf = std::map<std::string_view, std::uint32_t>;

std::vector<std::uint32_t> numbers_of(const NameList& names, const NumberOf& numbers) {
  std::vector<std::uint32_t> found;
  found.reserve(names.size());
  for (const std::string& name : names) found.push_back(numbers.at(name));
  return found;
}

}  // namespace

BuilderNumbers::BuilderNumbers(const std::vector<ExchangeTableBuilder>& parts) {
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

void BuilderNumbers::renumber(std::size_t part, ExchangeRow& row) {
  row.account = account_of_[part][row.account];
  row.model = model_of_[part][row.model];
  ++names.accounts[row.account].rows;
}

}  // namespace stillwatch
