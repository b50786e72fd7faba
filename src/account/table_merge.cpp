#include "account/table_merge.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>

#include "account/row_order.h"
#include "base/parallel.h"

namespace stillwatch {
namespace {

// Rows of one account in one part.
struct Run {
  const MergeInput* part = nullptr;
  std::span<const ExchangeRow> rows;
};

struct JoinedNames {
  TableNames names;
  std::vector<std::vector<Run>> runs;                // by account of the whole
  std::vector<std::vector<std::uint32_t>> model_of;  // by part and its model
};

// The rows of an account are in order of time.
std::span<const ExchangeRow> remembered(std::span<const ExchangeRow> rows, std::int64_t oldest_us) {
  const auto first =
      std::lower_bound(rows.begin(), rows.end(), oldest_us,
                       [](const ExchangeRow& row, std::int64_t time) { return row.time_us < time; });
  return {first, rows.end()};
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

// Without what is older than `oldest_us`, and without accounts and models of which nothing is left then.
JoinedNames join_names(std::span<const MergeInput> parts, std::optional<std::int64_t> oldest_us) {
  JoinedNames joined;
  std::map<std::string_view, std::pair<std::string_view, std::vector<Run>>>
      accounts;  // organisation and runs
  std::map<std::string_view, std::uint32_t> models;
  for (const MergeInput& part : parts) {
    std::size_t first = 0;
    for (const TableNames::Account& account : part.state->names().accounts) {
      auto& [organisation, runs] = accounts[account.name];
      const bool smaller = organisation.empty() || account.organisation < organisation;
      if (!account.organisation.empty() && smaller) organisation = account.organisation;
      const auto rows = part.state->rows().subspan(first, account.rows);
      runs.push_back({&part, oldest_us ? remembered(rows, *oldest_us) : rows});
      first += account.rows;
    }
    const std::vector<bool> named = models_named(*part.state, oldest_us);
    for (std::size_t m = 0; m < named.size(); ++m) {
      if (named[m]) models.emplace(part.state->names().models[m], 0);
    }
  }
  for (auto& [name, about] : accounts) {
    const auto& runs = about.second;
    if (oldest_us && std::all_of(runs.begin(), runs.end(), [](const Run& run) { return run.rows.empty(); }))
      continue;
    joined.names.accounts.push_back({std::string(name), std::string(about.first), 0});
    joined.runs.push_back(std::move(about.second));
  }
  for (auto& [name, number] : models) {
    number = static_cast<std::uint32_t>(joined.names.models.size());
    joined.names.models.emplace_back(name);
  }
  for (const MergeInput& part : parts) {
    auto& numbers = joined.model_of.emplace_back();
    for (const std::string& model : part.state->names().models) {
      const auto at = models.find(model);
      numbers.push_back(at != models.end() ? at->second : 0);  // one that no row names any more
    }
  }
  return joined;
}

// A row of the whole and where it comes from; the numbers are those of the whole.
struct Placed {
  const MergeInput* part;
  const ExchangeRow* row;
  std::uint32_t account, input;
  [[nodiscard]] auto rank() const { return rank_of(*row, input, account); }
  [[nodiscard]] auto order() const { return order_of(*row, input); }
};

template <class Visit>
void for_each_row(const JoinedNames& joined, const Visit& visit) {
  for (std::uint32_t account = 0; account < joined.runs.size(); ++account) {
    for (const Run& run : joined.runs[account]) {
      for (const ExchangeRow& row : run.rows)
        visit(Placed{run.part, &row, account, run.part->inputs[row.input]});
    }
  }
}

// Exchange ids that more than one row has, ascending.
std::vector<std::uint64_t> repeated_ids(const JoinedNames& joined, unsigned threads) {
  constexpr std::size_t kParts =
      64;  // by the id's top bits: ids are keyed hashes, so the parts are of one size
  std::array<std::vector<std::uint64_t>, kParts> ids, repeated;
  for_each_row(joined, [&](const Placed& at) { ids[at.row->id >> 58].push_back(at.row->id); });
  parallel_for(kParts, threads, [&](std::size_t p, unsigned) {
    std::sort(ids[p].begin(), ids[p].end());
    for (std::size_t i = 1; i < ids[p].size(); ++i) {
      const bool known = !repeated[p].empty() && repeated[p].back() == ids[p][i];
      if (ids[p][i] == ids[p][i - 1] && !known) repeated[p].push_back(ids[p][i]);
    }
    std::vector<std::uint64_t>().swap(ids[p]);
  });
  std::vector<std::uint64_t> all;
  for (const auto& part : repeated) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// Which rows stay where an id repeats.
class Repeats {
 public:
  Repeats() = default;
  Repeats(const JoinedNames& joined, unsigned threads) {
    const std::vector<std::uint64_t> repeated = repeated_ids(joined, threads);
    if (repeated.empty()) return;
    for_each_row(joined, [&](const Placed& at) {
      if (!std::binary_search(repeated.begin(), repeated.end(), at.row->id)) return;
      const auto [held, fresh] = kept_.try_emplace(at.row->id, at);
      if (!fresh && at.rank() < held->second.rank()) held->second = at;
    });
    std::multimap<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> lines;  // by place
    for_each_row(joined, [&](const Placed& at) {
      if (stays(at)) return;
      ++found.count;
      prints_dropped += TableState::print_count(*at.row);
      lines.emplace(std::pair(at.input, at.row->offset), at.row->line);
      if (lines.size() > AnomalyLog::kPlacesKept) lines.erase(std::prev(lines.end()));
    });
    for (const auto& [place, line] : lines) found.first.push_back({place.first, line, place.second});
  }
  [[nodiscard]] bool stays(const Placed& at) const {
    if (kept_.empty()) return true;
    const auto held = kept_.find(at.row->id);
    return held == kept_.end() || (held->second.row == at.row && held->second.part == at.part);
  }

  MergedRepeats found;
  std::uint64_t prints_dropped = 0;

 private:
  std::unordered_map<std::uint64_t, Placed> kept_;  // by repeated id
};

struct Size {
  std::uint64_t rows = 0, prints = 0;
};

Status verify(std::span<const MergeInput> parts) {
  for (const MergeInput& part : parts) {
    if (const Status verified = part.state->verify(part.inputs.size()); !verified.has_value())
      return verified.error();
  }
  return Done{};
}

Result<Size> size_of(const JoinedNames& joined) {
  Size size;
  for_each_row(joined, [&](const Placed& at) {
    ++size.rows;
    size.prints += TableState::print_count(*at.row);
  });
  if (size.rows > std::numeric_limits<std::uint32_t>::max())
    return Error{Code::over_limit, "the states hold more than 4,294,967,295 exchanges; give fewer of them"};
  return size;
}

}  // namespace

Result<MergedState> merge_states(std::span<const MergeInput> parts, const StateTarget& target,
                                 std::string_view secret, const MergeOptions& options) {
  if (const Status verified = verify(parts); !verified.has_value()) return verified.error();
  JoinedNames joined = join_names(parts, options.oldest_us);
  const auto size = size_of(joined);
  if (!size.has_value()) return size.error();
  joined.names.notes = options.notes;
  const Repeats repeats = options.drop_repeats ? Repeats(joined, worker_count(options.threads)) : Repeats();
  auto writer = TableStateWriter::create(target, secret, size.value().rows - repeats.found.count,
                                         size.value().prints - repeats.prints_dropped);
  if (!writer.has_value()) return writer.error();
  std::vector<Placed> merged;
  for (std::uint32_t account = 0; account < joined.runs.size(); ++account) {
    merged.clear();
    for (const Run& run : joined.runs[account]) {
      for (const ExchangeRow& row : run.rows) {
        const Placed at{run.part, &row, account, run.part->inputs[row.input]};
        if (repeats.stays(at)) merged.push_back(at);
      }
    }
    std::sort(merged.begin(), merged.end(),
              [](const Placed& a, const Placed& b) { return a.order() < b.order(); });
    for (const Placed& at : merged) {
      ExchangeRow row = *at.row;
      row.account = account;
      row.input = at.input;
      row.model = joined.model_of[static_cast<std::size_t>(at.part - parts.data())][row.model];
      writer.value().add(row, at.part->state->prints_of(*at.row));
    }
    joined.names.accounts[account].rows = merged.size();
  }
  auto state = writer.value().finish(joined.names);
  if (!state.has_value()) return state.error();
  return MergedState{std::move(state).value(), repeats.found};
}

}  // namespace stillwatch
