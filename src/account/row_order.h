// The orders of rows that do not depend on how a log was read.
//
//   std::sort(rows.begin(), rows.end(), [](auto& a, auto& b) { return content_of(a) < content_of(b); });
//   if (rank_of(a, a.input, a.account) < rank_of(b, b.input, b.account)) ...   // a is kept, where both have
//   one id
//
// A line of OTLP holds many records, which all have its place: what they say then decides. Numbers of
// accounts are taken in order of names. Pure; no cost.
#pragma once

#include <tuple>

#include "account/exchange_table.h"

namespace stillwatch {

// What tells rows of one account, time, id and place apart.
[[nodiscard]] inline auto content_of(const ExchangeRow& row) {
  return std::tuple(row.prompt, row.root, row.issued, row.input_tokens, row.output_tokens, row.status);
}

// Of rows with one exchange id the one with the smallest rank is kept.
[[nodiscard]] inline auto rank_of(const ExchangeRow& row, std::uint32_t input, std::uint32_t account) {
  return std::tuple_cat(std::tuple(input, row.offset, row.time_us, account), content_of(row));
}

// The order of rows within an account.
[[nodiscard]] inline auto order_of(const ExchangeRow& row, std::uint32_t input) {
  return std::tuple_cat(std::tuple(row.time_us, row.id, input, row.offset), content_of(row));
}

}  // namespace stillwatch
