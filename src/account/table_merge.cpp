#include "account/table_merge.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include "account/table_state_writer.h"
#include "base/parallel.h"

namespace stillwatch {
namespace {

using Place = std::pair<std::uint32_t, std::uint64_t>;  // input, offset

std::uint32_t input_of(const MergeInput& part, const ExchangeRow& row) {
  return part.inputs.empty() ? row.input : part.inputs.at(row.input);
}
Place place_of(const MergeInput& part, const ExchangeRow& row) { return {input_of(part, row), row.offset}; }

template <class Visit>
void for_each_row(std::span<const MergeInput> parts, const Visit& visit) {
  for (const MergeInput& part : parts) {
    for (const ExchangeRow& row : part.state->rows()) visit(part, row);
  }
}

// Exchange ids that more than one row has, ascending.
std::vector<std::uint64_t> repeated_ids(std::span<const MergeInput> parts, unsigned threads) {
  constexpr std::size_t kParts =
      64;  // by the id's top bits: ids are keyed hashes, so the parts are of one size
  std::array<std::vector<std::uint64_t>, kParts> ids, repeated;
  for_each_row(parts,
               [&](const MergeInput&, const ExchangeRow& row) { ids[row.id >> 58].push_back(row.id); });
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
  Repeats(std::span<const MergeInput> parts, unsigned threads) {
    const std::vector<std::uint64_t> repeated = repeated_ids(parts, threads);
    if (repeated.empty()) return;
    std::vector<Place> dropped;
    for_each_row(parts, [&](const MergeInput& part, const ExchangeRow& row) {
      if (!std::binary_search(repeated.begin(), repeated.end(), row.id)) return;
      const auto [at, fresh] = kept_.try_emplace(row.id, place_of(part, row));
      if (!fresh) at->second = std::min(at->second, place_of(part, row));
    });
    std::map<Place, std::uint32_t> lines;
    for_each_row(parts, [&](const MergeInput& part, const ExchangeRow& row) {
      if (stays(part, row)) return;
      ++found.count;
      prints_dropped += TableState::print_count(row);
      lines.emplace(place_of(part, row), row.line);
      if (lines.size() > AnomalyLog::kPlacesKept) lines.erase(std::prev(lines.end()));
    });
    for (const auto& [place, line] : lines) found.first.push_back({place.first, line, place.second});
  }
  [[nodiscard]] bool stays(const MergeInput& part, const ExchangeRow& row) const {
    if (kept_.empty()) return true;
    const auto at = kept_.find(row.id);
    return at == kept_.end() || at->second == place_of(part, row);
  }

  MergedRepeats found;
  std::uint64_t prints_dropped = 0;

 private:
  std::unordered_map<std::uint64_t, Place> kept_;  // by repeated id
};

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

JoinedNames join_names(std::span<const MergeInput> parts) {
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
      runs.push_back({&part, part.state->rows().subspan(first, account.rows)});
      first += account.rows;
    }
    for (const std::string& model : part.state->names().models) models.emplace(model, 0);
  }
  for (auto& [name, about] : accounts) {
    joined.names.accounts.push_back({std::string(name), std::string(about.first), 0});
    joined.runs.push_back(std::move(about.second));
  }
  for (auto& [name, number] : models) {
    number = static_cast<std::uint32_t>(joined.names.models.size());
    joined.names.models.emplace_back(name);
  }
  for (const MergeInput& part : parts) {
    auto& numbers = joined.model_of.emplace_back();
    for (const std::string& model : part.state->names().models) numbers.push_back(models.at(model));
  }
  return joined;
}

}  // namespace

Result<MergedRepeats> merge_states(std::span<const MergeInput> parts, const std::string& path,
                                   std::string_view secret, std::string notes, unsigned threads) {
  std::uint64_t rows = 0, prints = 0;
  for (const MergeInput& part : parts) {
    if (const Status verified = part.state->verify(); !verified.has_value()) return verified.error();
    rows += part.state->rows().size();
    prints += part.state->prints().size();
  }
  Repeats repeats(parts, threads);
  JoinedNames joined = join_names(parts);
  joined.names.notes = std::move(notes);
  auto writer =
      TableStateWriter::create(path, secret, rows - repeats.found.count, prints - repeats.prints_dropped);
  if (!writer.has_value()) return writer.error();
  struct Next {
    const MergeInput* part;
    const ExchangeRow* row;
  };
  std::vector<Next> merged;
  for (std::uint32_t account = 0; account < joined.runs.size(); ++account) {
    merged.clear();
    for (const Run& run : joined.runs[account]) {
      for (const ExchangeRow& row : run.rows) {
        if (repeats.stays(*run.part, row)) merged.push_back({run.part, &row});
      }
    }
    if (joined.runs[account].size() > 1) {
      std::sort(merged.begin(), merged.end(), [](const Next& a, const Next& b) {
        return a.row->time_us != b.row->time_us ? a.row->time_us < b.row->time_us : a.row->id < b.row->id;
      });
    }
    for (const Next& next : merged) {
      ExchangeRow row = *next.row;
      row.account = account;
      row.input = input_of(*next.part, row);
      row.model = joined.model_of[static_cast<std::size_t>(next.part - parts.data())][row.model];
      writer.value().add(row, next.part->state->prints_of(*next.row));
    }
    joined.names.accounts[account].rows = merged.size();
  }
  if (const Status done = writer.value().finish(joined.names); !done.has_value()) return done.error();
  return repeats.found;
}

}  // namespace stillwatch
