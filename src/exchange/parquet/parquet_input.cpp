#include "exchange/parquet/parquet_input.h"

#include <algorithm>

#include "parquet/vectors.h"

namespace stillwatch {

using Lane = ParquetInput::Lane;

ParquetInput::ParquetInput(std::string path, const ReadOptions& options, ParquetFacts facts, RowPlan plan)
    : path_(std::move(path)), options_(options), facts_(std::move(facts)), plan_(std::move(plan)) {}

Result<std::unique_ptr<ParquetInput>> ParquetInput::open(const std::string& path, std::uint32_t index,
                                                         const ReadOptions& options) {
  auto session = duckdb::Session::open();
  if (!session.has_value()) return session.error();
  auto facts = read_file_facts(*session.value(), path);
  if (!facts.has_value()) return facts.error();
  auto plan = make_row_plan(facts.value(), options);
  if (!plan.has_value()) return plan.error();
  std::unique_ptr<ParquetInput> input(
      new ParquetInput(path, options, std::move(facts).value(), std::move(plan).value()));
  input->want_rows(index);
  return input;
}

// Which groups are read, and which of their rows.
void ParquetInput::want_rows(std::uint32_t index) {
  wanted_rows_.resize(facts_.groups.size());
  for (std::size_t g = 0; g < facts_.groups.size(); ++g) {
    const RowGroup& group = facts_.groups[g];
    if (group.rows == 0) continue;
    if (options_.only) {
      const auto& starts = *options_.only;
      auto at = std::lower_bound(starts.begin(), starts.end(), RecordStart{index, group.first_row});
      for (; at != starts.end() && at->input == index && at->offset < group.first_row + group.rows; ++at)
        wanted_rows_[g].push_back(at->offset);
      if (wanted_rows_[g].empty()) continue;
    }
    groups_.push_back(g);
  }
}

bool ParquetInput::can_take() const {
  if (std::any_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane->rows && !lane->busy; }))
    return true;
  return next_group_ < groups_.size() && (open_ == 0 || !options_.in_order);
}

Lane* ParquetInput::take() {
  for (const auto& lane : lanes_) {
    if (!lane->rows || lane->busy) continue;
    lane->busy = true;
    return lane.get();
  }
  if (next_group_ == groups_.size() || (open_ > 0 && options_.in_order)) return nullptr;
  auto free = std::find_if(lanes_.begin(), lanes_.end(), [](const auto& lane) { return !lane->busy; });
  if (free == lanes_.end()) free = lanes_.insert(free, std::make_unique<Lane>());
  Lane& lane = **free;
  lane.group = groups_[next_group_++];
  lane.busy = true;
  ++open_;
  return &lane;
}

void ParquetInput::give_back(Lane& lane, bool ended) {
  lane.busy = false;
  if (!ended) return;
  lane.rows.reset();
  lane.trouble.clear();
  --open_;
}

bool ParquetInput::start(Lane& lane) const {
  const RowGroup& group = facts_.groups[lane.group];
  lane.columns = columns_for(plan_, group, options_);
  lane.next_row = group.first_row;
  if (!lane.session) {
    auto session = duckdb::Session::open();
    if (!session.has_value()) {
      lane.trouble = session.error().what;
      return false;
    }
    lane.session = std::move(session).value();
  }
  auto rows = lane.session->stream(statement_for(lane.columns.read, group, path_, wanted_rows_[lane.group]));
  if (!rows.has_value()) {
    lane.trouble = rows.error().what;
    return false;
  }
  lane.rows = std::move(rows).value();
  return true;
}

std::unique_ptr<RowBatch> ParquetInput::next(Lane& lane) {
  if (!lane.rows && !start(lane)) return nullptr;
  auto chunk = lane.rows->next();
  if (!chunk) {
    const RowGroup& group = facts_.groups[lane.group];
    lane.trouble = lane.rows->error();
    if (lane.trouble.empty() && !options_.only && lane.next_row != group.first_row + group.rows)
      lane.trouble = "rows are missing";
    return nullptr;
  }
  auto batch = std::make_unique<RowBatch>(lane.session->api(), std::move(*chunk), lane.columns.read);
  lane.next_row = batch->number_of(batch->rows() - 1) + 1;
  return batch;
}

std::uint64_t ParquetInput::text_bytes() const {
  std::uint64_t sum = 0;
  for (const std::size_t g : groups_) sum += facts_.groups[g].text_bytes;
  return sum;
}

void ParquetInput::note_unused(std::uint64_t first, std::uint64_t last) {
  const auto next = unused_.lower_bound({last, last});
  if (next != unused_.end() && next->first == last) {
    last = next->last;
    unused_.erase(next);
  }
  const auto after = unused_.lower_bound({first, first});
  if (after != unused_.begin() && std::prev(after)->last == first) {
    first = std::prev(after)->first;
    unused_.erase(std::prev(after));
  }
  unused_.insert({first, last});
}

std::vector<ParquetInput::RowRange> ParquetInput::unused_in(const RowGroup& group) const {
  std::vector<RowRange> found;
  const std::uint64_t end = group.first_row + group.rows;
  for (const RowRange& range : unused_) {
    const RowRange part{std::max(range.first, group.first_row), std::min(range.last, end)};
    if (part.first < part.last) found.push_back(part);
  }
  return found;
}

void ParquetInput::count_skipped(FieldCounter& filled) const {
  for (const std::size_t g : groups_) {
    const RowGroup& group = facts_.groups[g];
    const GroupColumns columns = columns_for(plan_, group, options_);
    if (columns.skipped.empty() || !plan_.counts_nulls) continue;
    const std::vector<RowRange> unused = unused_in(group);
    if (!unused.empty()) {
      count_by_reading(group, columns, unused, filled);
      continue;
    }
    for (const PlannedColumn* const column : columns.skipped)
      filled.add(column->column->field, group.rows - group.nulls[column->in_file].value_or(group.rows));
  }
}

// Where some rows do not count, the footer does not know which of the others have a value.
void ParquetInput::count_by_reading(const RowGroup& group, const GroupColumns& columns,
                                    const std::vector<RowRange>& unused, FieldCounter& filled) const {
  auto session = duckdb::Session::open();
  if (!session.has_value()) return;
  auto rows = session.value()->stream(statement_for(columns.skipped, group, path_, {}));
  if (!rows.has_value()) return;
  const duckdb::Api& api = session.value()->api();
  auto skip = unused.begin();
  while (const auto chunk = rows.value()->next()) {
    const duckdb::Column<std::int64_t> number(api, chunk->vector(0));
    std::vector<duckdb::Validity> set;
    for (std::size_t i = 0; i < columns.skipped.size(); ++i) set.emplace_back(api, chunk->vector(i + 1));
    for (duckdb::Index row = 0; row < chunk->rows(); ++row) {
      const auto at = static_cast<std::uint64_t>(number[row]);
      while (skip != unused.end() && skip->last <= at) ++skip;
      if (skip != unused.end() && skip->first <= at) continue;
      for (std::size_t i = 0; i < set.size(); ++i) {
        if (set[i].is_set(row)) filled.add(columns.skipped[i]->column->field, 1);
      }
    }
  }
}

}  // namespace stillwatch
