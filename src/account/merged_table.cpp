#include "account/merged_table.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <limits>

#include "account/placed_output.h"
#include "base/parallel.h"
#include "base/unnamed_file.h"

namespace stillwatch {
namespace {

Status check_sizes(const TableParts& parts) {
  std::uint64_t rows = 0;
  for (const SortedRows& part : parts.rows) rows += part.rows.size();
  if (rows > std::numeric_limits<std::uint32_t>::max())
    return Error{Code::over_limit, "there are more than 4,294,967,295 exchanges; scan fewer of them"};
  if (parts.rows.size() > std::numeric_limits<std::uint16_t>::max())
    return Error{Code::over_limit,
                 "there are more than 65,535 parts; give --memory more, or merge states first"};
  return Done{};
}

// Returns the errno of the first write that failed, or 0.
int write_rows(const RowMerge& merge, const MergePlan& plan, int file, unsigned threads) {
  std::atomic<int> failure = 0;
  parallel_for(merge.chunks().size(), threads, [&](std::size_t c, unsigned) {
    if (failure != 0) return;
    const RowMerge::Chunk& chunk = merge.chunks()[c];
    PlacedOutput out(file, plan.first_row[chunk.first] * sizeof(ExchangeRow));
    merge.merge(chunk, [&](const ExchangeRow& merged, std::uint32_t part) {
      ExchangeRow row = merged;
      row.part = static_cast<std::uint16_t>(part);
      out.put(std::as_bytes(std::span(&row, 1)));
    });
    if (const int failed = out.finish(); failed != 0) failure = failed;
    merge.let_pass(chunk);
  });
  return failure;
}

}  // namespace

Result<MergedTable> merge_into_table(TableParts parts, const TableRoom& room) {
  if (const Status fits = check_sizes(parts); !fits.has_value()) return fits.error();
  RowMerge merge(parts.rows, static_cast<std::uint32_t>(parts.names.accounts.size()), room.threads);
  merge.drop_repeats();
  const MergePlan plan = merge.plan(false);
  const auto file = open_unnamed_file(room.folder);
  if (!file.has_value()) return file.error();
  const int failed = write_rows(merge, plan, file.value(), room.threads);
  auto mapped = MappedFile::of(file.value(), room.folder, MappedFile::Access::change);
  ::close(file.value());
  if (failed != 0)
    return Error{Code::io, fmt::format("{}: {} ({} MB are needed); name a folder with more room with --spill",
                                       room.folder, std::strerror(failed),
                                       (plan.first_row.back() * sizeof(ExchangeRow) >> 20) + 1)};
  if (!mapped.has_value()) return mapped.error();
  MergedTable table;
  table.rows = std::move(mapped).value();
  for (const SortedRows& part : parts.rows) table.prints.push_back(part.prints);
  table.parts = std::move(parts.files);
  table.names = std::move(parts.names);
  for (std::size_t a = 0; a < table.names.accounts.size(); ++a)
    table.names.accounts[a].rows = plan.first_row[a + 1] - plan.first_row[a];
  table.repeats = merge.repeats();
  return table;
}

}  // namespace stillwatch
