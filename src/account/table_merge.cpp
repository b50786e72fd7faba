#include "account/table_merge.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>

#include "base/parallel.h"

namespace stillwatch {
namespace {

// The rows of an account are in order of time.
std::uint32_t first_remembered(std::span<const ExchangeRow> rows, std::int64_t oldest_us) {
  const auto first =
      std::lower_bound(rows.begin(), rows.end(), oldest_us,
                       [](const ExchangeRow& row, std::int64_t time) { return row.time_us < time; });
  return static_cast<std::uint32_t>(first - rows.begin());
}

// Which models of a part are named by what is remembered of it.
std::vector<bool> models_named(const TableState& state, std::optional<std::int64_t> oldest_us) {
  std::vector<bool> named(state.names().models.size(), !oldest_us);
  if (!oldest_us) return named;
  for (const ExchangeRow& row : state.rows()) {
    if (row.time_us >= *oldest_us) named[row.model] = true;
  }
  return named;
}

struct JoinedStates {
  std::vector<SortedRows> rows;
  std::vector<std::vector<SortedRows::Piece>> pieces;  // of the rows
  TableNames names;
};

struct JoinedAccount {
  std::string_view organisation;
  std::uint32_t number = 0;
  bool remembered = false;
};
using JoinedAccounts = std::map<std::string_view, JoinedAccount>;

// The rows of a state by account, without what is older than `oldest_us`; numbers of accounts are its own.
std::vector<SortedRows::Piece> pieces_of(const TableState& state, std::optional<std::int64_t> oldest_us) {
  std::vector<SortedRows::Piece> pieces;
  std::uint32_t first = 0, number = 0;
  for (const TableNames::Account& account : state.names().accounts) {
    const auto rows = static_cast<std::uint32_t>(account.rows);
    const std::uint32_t skipped =
        oldest_us ? first_remembered(state.rows().subspan(first, rows), *oldest_us) : 0;
    pieces.push_back({number++, first + skipped, first + rows});
    first += rows;
  }
  return pieces;
}

void join_accounts(std::span<const MergeInput> parts, bool forgets, JoinedStates& joined) {
  JoinedAccounts accounts;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (const SortedRows::Piece& piece : joined.pieces[p]) {
      const TableNames::Account& account = parts[p].state->names().accounts[piece.account];
      JoinedAccount& whole = accounts[account.name];
      const bool smaller = whole.organisation.empty() || account.organisation < whole.organisation;
      if (!account.organisation.empty() && smaller) whole.organisation = account.organisation;
      whole.remembered = whole.remembered || !forgets || piece.first < piece.end;
    }
  }
  std::erase_if(accounts, [](const auto& account) { return !account.second.remembered; });
  for (auto& [name, whole] : accounts) {
    whole.number = static_cast<std::uint32_t>(joined.names.accounts.size());
    joined.names.accounts.push_back({std::string(name), std::string(whole.organisation), 0});
  }
  for (std::size_t p = 0; p < parts.size(); ++p) {
    auto& pieces = joined.pieces[p];
    std::erase_if(pieces, [](const SortedRows::Piece& piece) { return piece.first == piece.end; });
    for (SortedRows::Piece& piece : pieces)
      piece.account = accounts.at(parts[p].state->names().accounts[piece.account].name).number;
  }
}

JoinedStates join_states(std::span<const MergeInput> parts, std::optional<std::int64_t> oldest_us) {
  JoinedStates joined;
  std::map<std::string_view, std::uint32_t> models;
  for (const MergeInput& part : parts) {
    joined.pieces.push_back(pieces_of(*part.state, oldest_us));
    const std::vector<bool> named = models_named(*part.state, oldest_us);
    for (std::size_t m = 0; m < named.size(); ++m) {
      if (named[m]) models.emplace(part.state->names().models[m], 0);
    }
  }
  join_accounts(parts, oldest_us.has_value(), joined);
  for (auto& [name, number] : models) {
    number = static_cast<std::uint32_t>(joined.names.models.size());
    joined.names.models.emplace_back(name);
  }
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const TableState& state = *parts[p].state;
    SortedRows& rows = joined.rows.emplace_back();
    rows.rows = state.rows();
    rows.prints = state.prints();
    rows.pieces = joined.pieces[p];
    rows.inputs = parts[p].inputs;
    for (const std::string& model : state.names().models) {
      const auto at = models.find(model);
      rows.models.push_back(at != models.end() ? at->second : 0);  // one that no row names any more
    }
  }
  return joined;
}

Status verify(std::span<const MergeInput> parts) {
  std::uint64_t rows = 0;
  for (const MergeInput& part : parts) {
    rows += part.state->rows().size();
    if (const Status verified = part.state->verify(part.inputs.size()); !verified.has_value())
      return verified.error();
  }
  if (rows > std::numeric_limits<std::uint32_t>::max())
    return Error{Code::over_limit, "the states hold more than 4,294,967,295 exchanges; give fewer of them"};
  return Done{};
}

// Returns the errno of the first write that failed, or 0.
int write_state(std::span<const SortedRows> parts, const RowMerge& merge, const MergePlan& plan,
                unsigned threads, TableStateWriter& writer) {
  std::atomic<int> failure = 0;
  parallel_for(merge.chunks().size(), threads, [&](std::size_t c, unsigned) {
    if (failure != 0) return;
    const RowMerge::Chunk& chunk = merge.chunks()[c];
    auto out = writer.stretch(plan.first_row[chunk.first], plan.first_print[chunk.first]);
    merge.merge(chunk, [&](const ExchangeRow& row, std::uint32_t part) {
      out.add(row, parts[part].prints.subspan(row.prints, TableState::print_count(row)));
    });
    if (const int failed = out.finish(); failed != 0) failure = failed;
    merge.let_pass(chunk, RowMerge::Passing::rows_and_prints);
  });
  return failure;
}

}  // namespace

Result<MergedState> merge_into_state(std::span<const SortedRows> parts, TableNames names,
                                     const StateTarget& target, std::string_view secret,
                                     const MergeOptions& options) {
  RowMerge merge(parts, static_cast<std::uint32_t>(names.accounts.size()), options.threads);
  if (options.drop_repeats) merge.drop_repeats();
  const MergePlan plan = merge.plan(true);
  auto writer = TableStateWriter::create(target, secret, plan.first_row.back(), plan.first_print.back());
  if (!writer.has_value()) return writer.error();
  const int failed = write_state(parts, merge, plan, worker_count(options.threads), writer.value());
  if (failed != 0) return writer.value().failed(failed);
  for (std::size_t a = 0; a < names.accounts.size(); ++a)
    names.accounts[a].rows = plan.first_row[a + 1] - plan.first_row[a];
  names.notes = options.notes;
  auto state = writer.value().finish(names);
  if (!state.has_value()) return state.error();
  return MergedState{std::move(state).value(), merge.repeats()};
}

Result<MergedState> merge_states(std::span<const MergeInput> parts, const StateTarget& target,
                                 std::string_view secret, const MergeOptions& options) {
  if (const Status verified = verify(parts); !verified.has_value()) return verified.error();
  JoinedStates joined = join_states(parts, options.oldest_us);
  return merge_into_state(joined.rows, std::move(joined.names), target, secret, options);
}

Result<MergedTable> merge_states_into_table(std::vector<TableState> states,
                                            std::vector<std::vector<std::uint32_t>> inputs,
                                            const TableRoom& room, std::optional<std::int64_t> oldest_us) {
  std::vector<MergeInput> parts;
  for (std::size_t i = 0; i < states.size(); ++i) parts.push_back({&states[i], std::move(inputs[i])});
  if (const Status verified = verify(parts); !verified.has_value()) return verified.error();
  JoinedStates joined = join_states(parts, oldest_us);
  TableParts whole;
  whole.rows = std::move(joined.rows);
  whole.names = std::move(joined.names);
  for (TableState& state : states) whole.files.push_back(std::move(state).take_file());
  return merge_into_table(std::move(whole), room);
}

}  // namespace stillwatch
