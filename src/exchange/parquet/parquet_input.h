// One Parquet file among the inputs of a read: hands out its rows in batches, several row groups at once.
//
//   auto input = ParquetInput::open(path, index, options);
//   if (Lane* lane = input.value()->take()) {                 // under the queue's lock, as give_back()
//     auto batch = input.value()->next(*lane);                // without; null at the end of the lane's group
//     input.value()->give_back(*lane, batch == nullptr);
//   }
//
// A lane is one row group that is being decoded, by one thread at a time; its rows come in order. With
// ReadOptions::in_order there is one lane, and so the file's rows come in order. A group that is damaged ends
// early, with a sentence in Lane::trouble; the others are read. With ReadOptions::only just the wanted rows
// are decoded. Errors: those of read_file_facts() and make_row_plan(). Memory: the pages of the open groups'
// columns and a few batches of 2,048 rows.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "exchange/coverage.h"
#include "exchange/parquet/row_batch.h"

namespace stillwatch {

class ParquetInput {
 public:
  struct Lane {
    std::size_t group = 0;
    std::unique_ptr<duckdb::Session> session;
    std::unique_ptr<duckdb::Rows> rows;  // none before the group's first batch
    GroupColumns columns;
    std::uint64_t next_row = 0;  // of the file: the first that was not handed out
    std::string trouble;         // what ended the group early
    bool busy = false;
  };

  [[nodiscard]] static Result<std::unique_ptr<ParquetInput>> open(const std::string& path,
                                                                  std::uint32_t index,
                                                                  const ReadOptions& options);

  // A lane to go on with; null when every open one is busy and no other may be opened, or all is read.
  [[nodiscard]] Lane* take();
  void give_back(Lane& lane, bool ended);
  [[nodiscard]] bool can_take() const;
  void close() { lanes_.clear(); }  // once finished: batches and counts stay good
  [[nodiscard]] bool finished() const { return next_group_ == groups_.size() && open_ == 0; }

  [[nodiscard]] std::unique_ptr<RowBatch> next(Lane& lane);

  // Rows that were handed out and could not be used, or lie outside the time: [first, last) of the file.
  void note_unused(std::uint64_t first, std::uint64_t last);
  // Counts the fields that were not decoded, for the rows that were used; called once, at the end.
  void count_skipped(FieldCounter& filled) const;

  [[nodiscard]] const RowGroup& group_of(const Lane& lane) const { return facts_.groups[lane.group]; }
  [[nodiscard]] std::uint64_t text_bytes() const;

 private:
  struct RowRange {
    std::uint64_t first = 0, last = 0;
    auto operator<=>(const RowRange&) const = default;
  };
  ParquetInput(std::string path, const ReadOptions& options, ParquetFacts facts, RowPlan plan);
  void want_rows(std::uint32_t index);
  [[nodiscard]] bool start(Lane& lane) const;
  [[nodiscard]] std::vector<RowRange> unused_in(const RowGroup& group) const;
  void count_by_reading(const RowGroup& group, const GroupColumns& columns,
                        const std::vector<RowRange>& unused, FieldCounter& filled) const;

  std::string path_;
  const ReadOptions& options_;
  ParquetFacts facts_;
  RowPlan plan_;
  std::vector<std::size_t> groups_;                      // to read
  std::vector<std::vector<std::uint64_t>> wanted_rows_;  // by group, with ReadOptions::only
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::size_t next_group_ = 0;  // of groups_
  std::size_t open_ = 0;        // lanes with a group
  std::set<RowRange> unused_;
};

}  // namespace stillwatch
