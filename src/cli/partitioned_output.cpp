#include "cli/partitioned_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/parallel.h"
#include "base/time.h"
#include "exchange/canonical_reader.h"
#include "exchange/parquet/row_writer.h"

namespace stillwatch {
namespace {

std::int64_t hour_of(std::int64_t time_us) {
  const std::int64_t hour = time_us / kHour;
  return time_us % kHour < 0 ? hour - 1 : hour;
}

// Adds the exchanges of the lines to the table.
Status add_lines(const std::string& lines, ParquetTable& table) {
  JsonWorkspace workspace;
  Exchange exchange;
  std::size_t at = 0;
  while (at < lines.size()) {
    const std::size_t end = lines.find('\n', at);
    workspace.reset();
    const Json record = workspace.parse_text(std::string_view(lines).substr(at, end - at));
    if (record.is_missing()) return Error{Code::io, "a line that was written cannot be read back"};
    exchange.clear();
    read_canonical(record, exchange, workspace);
    if (const Status status = add_row(table, exchange); !status.has_value()) return status;
    at = end + 1;
  }
  return Done{};
}

Status write_part(const HourPart& part, const std::string& folder) {
  const std::string path = path_of(part, folder);
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (error) return Error{Code::io, "cannot write " + path + ": " + error.message()};
  auto table = ParquetTable::create(exchange_table_types());
  if (!table.has_value()) return table.error();
  Status added = add_lines(part.lines, *table.value());
  if (!added.has_value()) return added;
  return table.value()->write(path, exchange_writing());
}

}  // namespace

std::string path_of(const HourPart& part, const std::string& folder) {
  const std::string time = format_time(part.hour * kHour);  // 2026-06-01T13:00:00.000Z
  return fmt::format("{}/date={}/hour={}/part-{:05}.parquet", folder, time.substr(0, 10), time.substr(11, 2),
                     part.number);
}

void PartitionedOutput::add(std::int64_t time_us, std::string_view line) {
  const std::int64_t hour = hour_of(time_us);
  const auto part = open_.try_emplace(hour, HourPart{hour, 0, 0, {}}).first;
  part->second.lines += line;
  ++part->second.rows;
  waiting_ += line.size();
  if (part->second.lines.size() >= bounds_.part_bytes || part->second.rows >= bounds_.part_rows) {
    close(part);
  } else if (waiting_ >= bounds_.waiting_bytes) {
    close(std::max_element(open_.begin(), open_.end(), [](const auto& a, const auto& b) {
      return a.second.lines.size() < b.second.lines.size();
    }));
  }
}

void PartitionedOutput::close(std::map<std::int64_t, HourPart>::iterator part) {
  waiting_ -= part->second.lines.size();
  part->second.number = next_number_[part->first]++;
  full_.push_back(std::move(part->second));
  open_.erase(part);
}

std::vector<HourPart> PartitionedOutput::take_full() { return std::exchange(full_, {}); }

void PartitionedOutput::write(const HourPart& part) {
  if (failed()) return;
  Status written = write_part(part, folder_);
  if (written.has_value()) return;
  const std::lock_guard lock(mutex_);
  if (status_.has_value()) status_ = std::move(written);
}

bool PartitionedOutput::failed() const {
  const std::lock_guard lock(mutex_);
  return !status_.has_value();
}

Status PartitionedOutput::finish(unsigned threads) {
  while (!open_.empty()) close(open_.begin());
  parallel_for(full_.size(), threads, [&](std::size_t i, unsigned) {
    write(full_[i]);
    full_[i].lines = {};
  });
  full_.clear();
  return status_;
}

}  // namespace stillwatch
