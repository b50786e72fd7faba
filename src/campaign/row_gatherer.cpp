#include "campaign/row_gatherer.h"

#include <algorithm>
#include <numeric>

namespace stillwatch {
namespace {

constexpr std::size_t kLeastShare = std::size_t{2}
                                    << 20;  // of one thread: smaller files are not worth their cost

}  // namespace

RowGatherer::RowGatherer(std::string_view secret, unsigned threads, RowRoom room)
    : secret_(secret), room_(std::move(room)) {
  workers_.reserve(threads);
  for (unsigned t = 0; t < threads; ++t) workers_.emplace_back(secret);
}

ExchangeVisitor RowGatherer::visitor(unsigned number) {
  const std::size_t share = std::max(room_.memory / workers_.size(), kLeastShare);
  return [this, share, &worker = workers_[number]](const Exchange& exchange) {
    if (worker.failure) return;
    worker.tracer.trace(exchange, worker.prints);
    worker.rows.add(exchange, worker.prints);
    if (room_.memory > 0 && worker.rows.bytes() > share) spill(worker);
  };
}

void RowGatherer::spill(Worker& worker) const {
  std::vector<ExchangeTableBuilder> rows;
  rows.push_back(std::move(worker.rows));
  worker.rows = ExchangeTableBuilder(secret_);
  auto state = ExchangeTableBuilder::save(std::move(rows), StateTarget::unnamed(room_.folder), secret_, {});
  if (state.has_value()) {
    worker.spilled.push_back(std::move(state).value());
  } else {
    worker.failure = state.error();
  }
}

bool RowGatherer::has_spilled() const {
  for (const Worker& worker : workers_) {
    if (!worker.spilled.empty() || worker.failure) return true;
  }
  return false;
}

std::vector<ExchangeTableBuilder> RowGatherer::take_rows() {
  std::vector<ExchangeTableBuilder> rows;
  for (Worker& worker : workers_) rows.push_back(std::move(worker.rows));
  return rows;
}

Result<MergedState> RowGatherer::merge(std::size_t inputs, const StateTarget& target,
                                       const MergeOptions& options) {
  std::vector<std::uint32_t> numbers(inputs);
  std::iota(numbers.begin(), numbers.end(), 0U);
  std::vector<MergeInput> parts;
  for (Worker& worker : workers_) {
    if (!worker.failure) spill(worker);
    if (worker.failure) return *worker.failure;
    for (const TableState& state : worker.spilled) parts.push_back({&state, numbers});
  }
  return merge_states(parts, target, secret_, options);
}

Result<ExchangeTable> RowGatherer::table(std::size_t inputs, const AccountFactsTable& facts) {
  if (!has_spilled()) return ExchangeTable::merge(take_rows(), facts, threads());
  auto merged = merge(inputs, StateTarget::unnamed(room_.folder), {{}, true, threads(), {}});
  if (!merged.has_value()) return merged.error();
  workers_.clear();
  const MergedRepeats repeats = std::move(merged.value().repeats);
  return ExchangeTable::over(std::move(merged).value().state, repeats, facts);
}

Result<TableState> RowGatherer::state(std::size_t inputs, const StateTarget& target,
                                      const std::string& notes) {
  if (!has_spilled()) return ExchangeTableBuilder::save(take_rows(), target, secret_, notes);
  auto merged = merge(inputs, target, {notes, false, threads(), {}});
  if (!merged.has_value()) return merged.error();
  return std::move(merged).value().state;
}

}  // namespace stillwatch
