// Which signals say nothing about a log, because a field that they need is never filled.
//
//   for (const FieldCoverage& field : field_coverage(report.filled, facts_filled(rows.size(), facts_of))) {
//     print(field.field, field.filled, field.blind_signals);
//   }
//
// One source: what each signal says it needs (SignalInfo::needs). Fields are the canonical ones, in the order
// of canonical_field_names(), then the facts of the account table ("accounts.payment", ...). In a log of
// fingerprints the text fields stand empty by intent: there `fp.prompt` speaks for gen_ai.input.messages and
// `fp.issued` for gen_ai.output.messages, which are made from every text that the log held. Counts:
// exchanges, or accounts for facts. No errors. Pure; thread-safe; cost: the number of fields times that of
// signals.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "campaign/scan_result.h"
#include "exchange/account_facts.h"
#include "exchange/coverage.h"

namespace stillwatch {

// How many of the accounts have each fact, as "accounts." and the name of the column.
// `facts_of` is called once for each of 0..accounts-1.
[[nodiscard]] FilledFields facts_filled(std::size_t accounts,
                                        const std::function<const AccountFacts&(std::size_t)>& facts_of);

[[nodiscard]] std::vector<FieldCoverage> field_coverage(const FilledFields& filled,
                                                        const FilledFields& facts);

}  // namespace stillwatch
