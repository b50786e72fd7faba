#include "campaign/row_gatherer.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "account/builder_numbers.h"
#include "base/memory_bound.h"

namespace stillwatch {
namespace {

constexpr std::size_t kLeastShare = std::size_t{256}
                                    << 10;  // of one thread: smaller files are not worth their cost

std::uint64_t free_in(const std::string& folder) {
  std::error_code failed;
  const auto space = std::filesystem::space(folder, failed);
  return failed ? 0 : space.available;
}

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

// The rows that are held and come, by the share of the logs that was read.
void RowGatherer::tell_need(Worker& worker) {
  const std::uint64_t done = done_, total = total_;
  SpillNotice notice{room_.folder, 0, free_in(room_.folder)};
  if (done > 0 && total >= done) {
    const double held = static_cast<double>(worker.rows.bytes()) * static_cast<double>(workers_.size());
    notice.needed = static_cast<std::uint64_t>(held * static_cast<double>(total) / static_cast<double>(done));
  }
  if (room_.spills) room_.spills(notice);
  if (notice.free == 0 || notice.needed / 5 * 4 <= notice.free) return;
  worker.failure =
      Error{Code::io, fmt::format("{}: about {} MB are needed for rows that do not fit in --memory, "
                                  "and {} MB are free; name a folder with more room with --spill",
                                  room_.folder, (notice.needed >> 20) + 1, notice.free >> 20)};
}

void RowGatherer::spill(Worker& worker) {
  std::call_once(told_, [&] { tell_need(worker); });
  if (worker.failure) return;
  auto run = worker.rows.spill(room_.folder);
  if (run.has_value()) {
    worker.spilled.push_back(std::move(run).value());
  } else {
    worker.failure = run.error();
  }
}

bool RowGatherer::has_spilled() const {
  return std::ranges::any_of(
      workers_, [](const Worker& worker) { return !worker.spilled.empty() || worker.failure.has_value(); });
}

std::vector<ExchangeTableBuilder> RowGatherer::take_rows() {
  std::vector<ExchangeTableBuilder> rows;
  for (Worker& worker : workers_) rows.push_back(std::move(worker.rows));
  return rows;
}

// The files of all threads, numbered as the whole; the threads hold nothing afterwards.
Result<TableParts> RowGatherer::spilled_parts() {
  for (Worker& worker : workers_) {
    if (!worker.failure) spill(worker);
    if (worker.failure) return *worker.failure;
  }
  TableParts parts;
  {
    const std::vector<ExchangeTableBuilder> rows = take_rows();
    BuilderNumbers numbers(rows);
    parts.names = std::move(numbers.names);
    for (std::size_t w = 0; w < workers_.size(); ++w) {
      for (RowRun& run : workers_[w].spilled) {
        for (SortedRows::Piece& piece : run.pieces()) piece.account = numbers.account_of(w)[piece.account];
        SortedRows part;
        part.rows = run.rows();
        part.prints = run.prints();
        part.pieces = run.pieces();
        part.models = numbers.model_of(w);
        parts.rows.push_back(std::move(part));
        parts.files.push_back(std::move(run).take_file());
      }
    }
  }
  workers_.clear();
  for (std::size_t p = 0; p < parts.rows.size(); ++p) parts.rows[p].passing = &parts.files[p];
  give_heap_back();  // what the threads held
  return parts;
}

Result<ExchangeTable> RowGatherer::table(const AccountFactsTable& facts) {
  if (!has_spilled()) {
    ExchangeTable table = ExchangeTable::merge(take_rows(), facts, threads());
    workers_.clear();
    return table;
  }
  const unsigned threads = this->threads();
  auto parts = spilled_parts();
  if (!parts.has_value()) return parts.error();
  auto merged = merge_into_table(std::move(parts).value(), {room_.folder, threads});
  if (!merged.has_value()) return merged.error();
  return ExchangeTable::over(std::move(merged).value(), facts);
}

Result<TableState> RowGatherer::state(const StateTarget& target, const std::string& notes) {
  if (!has_spilled()) return ExchangeTableBuilder::save(take_rows(), target, secret_, notes);
  const unsigned threads = this->threads();
  auto parts = spilled_parts();
  if (!parts.has_value()) return parts.error();
  auto merged = merge_into_state(parts.value().rows, std::move(parts.value().names), target, secret_,
                                 {notes, false, threads, {}});
  if (!merged.has_value()) return merged.error();
  return std::move(merged).value().state;
}

}  // namespace stillwatch
