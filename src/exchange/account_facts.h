// The account table: what a provider knows of its accounts beside their traffic.
//
//   auto facts = read_account_facts("accounts.csv");      // CSV with a header line, or JSONL; any
//   compression
//
// Columns: account_id, created, organisation, organisation_verified, plan, programme, payment, email_domain,
// banned. All but the first are optional; times are ISO 8601 or Unix seconds; organisation_verified is true
// where the column or the cell is absent, else it is true/yes/1 or false/no/0 (any case); another word counts
// as not verified. Rows that cannot be used (missing_field, time_out_of_range, duplicate_id, malformed) are
// anomalies, not errors; so are words that are not understood (bad_value) and columns that are not read
// (unknown_column), whose rows are used. Errors: the file cannot be read, or holds no usable row. Pure apart
// from reading; thread-safe. Cost: one pass; the table is kept in memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "exchange/log_reader.h"
#include "exchange/source.h"

namespace stillwatch {

struct AccountFacts {
  std::string account;
  std::int64_t created_us = 0;  // 0: unknown
  std::string organisation;
  bool organisation_verified = true;       // meaningful only when organisation is not empty
  bool organisation_from_traffic = false;  // the account table names none; records of the log do
  std::string plan, programme;
  std::string payment;  // fingerprint of the means of payment
  std::string email_domain;
  std::int64_t banned_us = 0;  // 0: not banned
};

struct AccountFactsTable {
  std::vector<AccountFacts> rows;  // sorted by account, unique (the first row of an account wins)
  AnomalyLog anomalies;
  StoredFile stored;
  [[nodiscard]] const AccountFacts* find(std::string_view account) const;
  [[nodiscard]] std::uint64_t rows_not_used() const {
    return anomalies.total() - anomalies.of(AnomalyKind::bad_value) -
           anomalies.of(AnomalyKind::unknown_column);
  }
  // The fault at the lowest place, with `path` named, for callers that stop at the first (--strict); none
  // when there is none. A column that is not read is no fault.
  [[nodiscard]] std::optional<Error> first_fault(const std::string& path) const;
};

[[nodiscard]] Result<AccountFactsTable> read_account_facts(const std::string& path);

// The same of a text in memory (no digest).
[[nodiscard]] AccountFactsTable parse_account_facts(std::string_view text);

// The allow list: accounts or organisations whose findings are masked, and reported as masked. CSV or JSONL
// with columns subject (account or organisation id), reason, owner, expiry (ISO 8601 or Unix seconds;
// required).
struct AllowEntry {
  std::string subject, reason, owner;
  std::int64_t expiry_us = 0;
};
struct AllowList {
  std::vector<AllowEntry> entries;
  StoredFile stored;
};
[[nodiscard]] Result<AllowList> read_allow_list(const std::string& path);

}  // namespace stillwatch
