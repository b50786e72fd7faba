// Merges table states: what scans of the parts of a log would be as one.
//
//   std::vector<MergeInput> parts = {{&monday, {0, 1}}, {&tuesday, {2}}};
//   auto merged = merge_states(parts, StateTarget::named("week.state"), secret, {notes});
//   auto table = merge_states_into_table(std::move(states), inputs, {folder}, {});
//
// Accounts and models are joined by name, rows by (account, time, id, place). States that will be merged
// again keep rows whose exchange id repeats; with drop_repeats, and in a table, the one at the lowest place
// stays, as in ExchangeTable::merge. The result is the same bytes for every way in which a log was cut into
// parts and every order of the parts. Errors: Code::bad_input from verify(), over_limit for more than 2^32 -
// 1 rows, io from the writer. Memory: the names, twelve bytes for each account of each part, and that of
// account/row_merge.h; rows and prints pass through. Cost: each byte is read twice (verify and merge) and
// written once, and read once more for its sum; of a table only rows are written, and its states stay mapped.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account/merged_table.h"
#include "account/row_merge.h"
#include "account/table_state_writer.h"

namespace stillwatch {

struct MergeInput {
  const TableState* state = nullptr;
  std::vector<std::uint32_t> inputs;  // by its input numbers, those of the whole
};

struct MergeOptions {
  std::string notes;  // of the result
  bool drop_repeats = false;
  unsigned threads = 0;
  std::optional<std::int64_t> oldest_us;  // what is older is forgotten, before repeats are looked for
};

struct MergedState {
  TableState state;
  MergedRepeats repeats;
};

[[nodiscard]] Result<MergedState> merge_states(std::span<const MergeInput> parts, const StateTarget& target,
                                               std::string_view secret, const MergeOptions& options);

// `inputs`: of each state, as in MergeInput.
[[nodiscard]] Result<MergedTable> merge_states_into_table(std::vector<TableState> states,
                                                          std::vector<std::vector<std::uint32_t>> inputs,
                                                          const TableRoom& room,
                                                          std::optional<std::int64_t> oldest_us);

// The same of any sorted rows, as a state: `names` with the accounts and models of the whole.
[[nodiscard]] Result<MergedState> merge_into_state(std::span<const SortedRows> parts, TableNames names,
                                                   const StateTarget& target, std::string_view secret,
                                                   const MergeOptions& options);

}  // namespace stillwatch
