#include "account/merged_table.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
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

// What rows and prints are written into.
struct Files {
  int rows = -1, prints = -1;  // prints: -1 where these stay in the files of the parts
  ~Files() {
    if (rows >= 0) ::close(rows);
    if (prints >= 0) ::close(prints);
  }
};

// Returns the errno of the first write that failed, or 0.
int write_table(const RowMerge& merge, const MergePlan& plan, std::span<const SortedRows> parts,
                const Files& files, unsigned threads) {
  std::atomic<int> failure = 0;
  std::atomic<std::uint64_t> prints_written = 0;
  parallel_for(merge.chunks().size(), threads, [&](std::size_t c, unsigned) {
    if (failure != 0) return;
    const RowMerge::Chunk& chunk = merge.chunks()[c];
    const bool with_prints = files.prints >= 0;
    std::uint64_t at = with_prints ? prints_written.fetch_add(merge.print_count(chunk)) : 0;
    PlacedOutput rows(files.rows, plan.first_row[chunk.first] * sizeof(ExchangeRow));
    PlacedOutput prints(files.prints, at * sizeof(std::uint64_t));
    merge.merge(chunk, [&](const ExchangeRow& merged, std::uint32_t part) {
      ExchangeRow row = merged;
      row.part = static_cast<std::uint16_t>(with_prints ? 0 : part);
      if (with_prints) {
        const auto of_row = parts[part].prints.subspan(row.prints, TableState::print_count(row));
        prints.put(std::as_bytes(of_row));
        row.prints = at;
        at += of_row.size();
      }
      rows.put(std::as_bytes(std::span(&row, 1)));
    });
    for (PlacedOutput* out : {&rows, &prints}) {
      if (const int failed = out->finish(); failed != 0) failure = failed;
    }
    merge.let_pass(chunk, with_prints ? RowMerge::Passing::rows_and_prints : RowMerge::Passing::rows);
  });
  return failure;
}

Status open_files(const std::string& folder, bool with_prints, Files& files) {
  for (int* file : {&files.rows, &files.prints}) {
    if (file == &files.prints && !with_prints) continue;
    const auto opened = open_unnamed_file(folder);
    if (!opened.has_value()) return opened.error();
    *file = opened.value();
  }
  return Done{};
}

// Maps what was written, or keeps the files of the parts where prints stayed there.
Status take_files(TableParts parts, const Files& files, const std::string& folder, MergedTable& table) {
  auto rows = MappedFile::of(files.rows, folder, MappedFile::Access::change);
  if (!rows.has_value()) return rows.error();
  table.rows = std::move(rows).value();
  if (files.prints < 0) {
    for (const SortedRows& part : parts.rows) table.prints.push_back(part.prints);
    table.parts = std::move(parts.files);
    return Done{};
  }
  auto prints = MappedFile::of(files.prints, folder);
  if (!prints.has_value()) return prints.error();
  const std::span<const std::byte> bytes = prints.value().bytes();
  table.prints.emplace_back(reinterpret_cast<const std::uint64_t*>(bytes.data()),
                            bytes.size() / sizeof(std::uint64_t));
  table.parts.push_back(std::move(prints).value());
  return Done{};
}

}  // namespace

Result<MergedTable> merge_into_table(TableParts parts, const TableRoom& room) {
  if (const Status fits = check_sizes(parts); !fits.has_value()) return fits.error();
  RowMerge merge(parts.rows, static_cast<std::uint32_t>(parts.names.accounts.size()), room.threads);
  merge.drop_repeats();
  const MergePlan plan = merge.plan(false);
  const bool all_pass =
      std::ranges::all_of(parts.rows, [](const SortedRows& part) { return part.passing != nullptr; });
  Files files;
  if (const Status opened = open_files(room.folder, all_pass, files); !opened.has_value())
    return opened.error();
  if (const int failed = write_table(merge, plan, parts.rows, files, room.threads); failed != 0) {
    std::uint64_t bytes = plan.first_row.back() * sizeof(ExchangeRow);
    for (const SortedRows& part : parts.rows) bytes += all_pass ? part.prints.size_bytes() : 0;
    return Error{Code::io, fmt::format("{}: {} ({} MB are needed); name a folder with more room with --spill",
                                       room.folder, std::strerror(failed), (bytes >> 20) + 1)};
  }
  MergedTable table;
  table.repeats = merge.repeats();
  table.names = std::move(parts.names);
  for (std::size_t a = 0; a < table.names.accounts.size(); ++a)
    table.names.accounts[a].rows = plan.first_row[a + 1] - plan.first_row[a];
  if (const Status taken = take_files(std::move(parts), files, room.folder, table); !taken.has_value())
    return taken.error();
  return table;
}

}  // namespace stillwatch
