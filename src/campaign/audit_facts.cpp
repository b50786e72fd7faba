#include "campaign/audit_facts.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

namespace stillwatch {
namespace {

constexpr std::size_t kMostAccounts = 25, kMostToRead = 12;
constexpr std::int64_t kDayUs = 86'400'000'000, kHourUs = 3'600'000'000;

// Different things that are met, counted at the end.
struct Met {
  std::unordered_set<std::uint64_t> networks, clients, prompts;
  std::set<std::string> payments, organisations;
  std::map<std::uint32_t, std::uint64_t> models;
  std::map<std::uint64_t, std::uint32_t> to_read;  // what hashing makes of the exchange -> row; the smallest
};

void add_row(const ExchangeTable& table, const ExchangeRow& row, SipKey key, AuditFacts& facts, Met& met) {
  ++facts.exchanges;
  facts.conversations += row.starts_conversation() ? 1 : 0;
  facts.input_tokens += row.input_tokens;
  facts.output_tokens += row.output_tokens;
  facts.reasoning_tokens += row.reasoning_tokens;
  facts.asks_for_reasoning += (row.flags & kAsksForReasoning) != 0 ? 1 : 0;
  facts.asks_for_grading += (row.flags & kAsksForGrading) != 0 ? 1 : 0;
  ++facts.hours[static_cast<std::size_t>((row.time_us % kDayUs + kDayUs) % kDayUs / kHourUs)];
  facts.first_us = facts.exchanges == 1 ? row.time_us : std::min(facts.first_us, row.time_us);
  facts.last_us = facts.exchanges == 1 ? row.time_us : std::max(facts.last_us, row.time_us);
  ++met.models[row.model];
  if (row.network != 0) met.networks.insert(row.network);
  if (row.client != 0) met.clients.insert(row.client);
  if (!row.has_new_text()) return;
  ++facts.capabilities[static_cast<std::size_t>(row.capability)];
  met.prompts.insert(row.prompt);
  met.to_read.emplace(siphash(key, row.id), table.index_of(row));
  if (met.to_read.size() > kMostToRead) met.to_read.erase(std::prev(met.to_read.end()));
}

AuditAccount account_of(const ExchangeTable& table, std::uint32_t account) {
  AuditAccount found;
  const AccountFacts& facts = table.facts(account);
  found.account_id = table.account_name(account);
  found.organisation = facts.organisation;
  found.facts = {facts.created_us, facts.banned_us, facts.plan, facts.programme, facts.email_domain};
  const auto rows = table.rows_of(account);
  found.exchanges = rows.size();
  found.conversations = static_cast<std::uint64_t>(std::count_if(
      rows.begin(), rows.end(), [](const ExchangeRow& row) { return row.starts_conversation(); }));
  if (!rows.empty()) {
    found.first_us = rows.front().time_us;
    found.last_us = rows.back().time_us;
  }
  return found;
}

void add_largest(const ExchangeTable& table, const std::vector<std::uint32_t>& accounts, AuditFacts& facts) {
  std::vector<std::uint32_t> by_size = accounts;
  std::sort(by_size.begin(), by_size.end(), [&](std::uint32_t a, std::uint32_t b) {
    const std::size_t of_a = table.rows_of(a).size(), of_b = table.rows_of(b).size();
    return of_a != of_b ? of_a > of_b : a < b;
  });
  if (by_size.size() > kMostAccounts) by_size.resize(kMostAccounts);
  for (const std::uint32_t account : by_size) facts.largest.push_back(account_of(table, account));
}

}  // namespace

AuditFacts audit_facts(const ExchangeTable& table, const std::vector<std::uint32_t>& accounts, SipKey key) {
  AuditFacts facts;
  Met met;
  facts.accounts = accounts.size();
  for (const std::uint32_t account : accounts) {
    const AccountFacts& of_table = table.facts(account);
    if (!of_table.payment.empty()) met.payments.insert(of_table.payment);
    if (!of_table.organisation.empty()) met.organisations.insert(of_table.organisation);
    for (const ExchangeRow& row : table.rows_of(account)) add_row(table, row, key, facts, met);
  }
  facts.networks = met.networks.size();
  facts.clients = met.clients.size();
  facts.payments = met.payments.size();
  facts.organisations = met.organisations.size();
  facts.distinct_prompts = met.prompts.size();
  for (const auto& [model, count] : met.models) facts.models.emplace_back(table.model_name(model), count);
  std::sort(facts.models.begin(), facts.models.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  add_largest(table, accounts, facts);
  for (const auto& [rank, r] : met.to_read) {
    const ExchangeRow& row = table.rows()[r];
    facts.to_read.push_back(
        {table.account_name(row.account), {}, {}, {row.input, row.line, row.offset}, row.time_us});
  }
  return facts;
}

}  // namespace stillwatch
