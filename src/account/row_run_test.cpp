#include "account/row_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <filesystem>

#include "account/builder_numbers.h"
#include "account/merged_table.h"
#include "account/row_blocks.h"
#include "base/memory_bound.h"
#include "base/random.h"

namespace stillwatch {
namespace {

class RowRunTest : public testing::Test {
 protected:
  RowRunTest()
      : folder_(testing::TempDir() + "runs-" +
                testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~RowRunTest() override { std::filesystem::remove_all(folder_); }

  // One account has most of the rows; one id in ten came before.
  static void add(Random& random, int number, ExchangeTableBuilder& to) {
    const std::string id = "e" + std::to_string(random.chance(0.1) ? random.below(1 + number) : number);
    const std::string account = random.chance(0.6) ? "hot" : "a" + std::to_string(random.below(700));
    const std::string organisation = random.chance(0.1) ? "o" + std::to_string(random.below(3)) : "";
    Exchange exchange;
    exchange.id = id;
    exchange.account = account;
    exchange.organisation = organisation;
    exchange.request_model = "m";
    exchange.time_us = static_cast<std::int64_t>(random.below(5000));
    exchange.place = {0, static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(number)};
    TextFingerprints prints;
    prints.root = prints.prompt = random.next();
    for (std::uint64_t n = random.below(20); n > 0; --n) prints.prompt_prints.push_back(random.next());
    to.add(exchange, prints);
  }

  static std::uint64_t sum_of_prints(const ExchangeTable& table, const ExchangeRow& row) {
    std::uint64_t sum = 0;
    for (const std::uint64_t print : table.prompt_prints(row)) sum = sum * 31 + print;
    return sum;
  }

  // As a scan does it: by the names of all builders.
  static TableParts parts_of(std::vector<ExchangeTableBuilder>& builders,
                             std::vector<std::vector<RowRun>>& runs) {
    TableParts parts;
    BuilderNumbers numbers(builders);
    parts.names = numbers.names;
    for (std::size_t b = 0; b < builders.size(); ++b) {
      for (RowRun& run : runs[b]) {
        for (SortedRows::Piece& piece : run.pieces()) piece.account = numbers.account_of(b)[piece.account];
        SortedRows& part = parts.rows.emplace_back();
        part.rows = run.rows();
        part.prints = run.prints();
        part.pieces = run.pieces();
        part.models = numbers.model_of(b);
        parts.files.push_back(std::move(run).take_file());
      }
    }
    for (std::size_t p = 0; p < parts.rows.size(); ++p) parts.rows[p].passing = &parts.files[p];
    return parts;
  }

  const std::string folder_;
};

TEST_F(RowRunTest, RunsMergeToTheTableOfTheirRows) {
  constexpr int kRows = 200'000, kBuilders = 2, kRun = 23'000;
  Random random(1), again(1);
  std::vector<ExchangeTableBuilder> held, spilled;
  for (int b = 0; b < kBuilders; ++b) {
    held.emplace_back("secret");
    spilled.emplace_back("secret");
  }
  std::vector<std::vector<RowRun>> runs(kBuilders);
  for (int i = 0; i < kRows; ++i) {
    add(random, i, held[i % kBuilders]);
    add(again, i, spilled[i % kBuilders]);
    if (i % kRun != kRun - 1 && i < kRows - kBuilders) continue;
    auto run = spilled[i % kBuilders].spill(folder_);
    ASSERT_TRUE(run.has_value()) << run.error().what;
    runs[i % kBuilders].push_back(std::move(run).value());
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  auto merged = merge_into_table(parts_of(spilled, runs), {folder_, 2});
  ASSERT_TRUE(merged.has_value()) << merged.error().what;
  EXPECT_EQ(merged.value().prints.size(), 1U);  // side by side, and the files of the parts are gone

  const ExchangeTable found = ExchangeTable::over(std::move(merged).value(), {});
  const ExchangeTable expected = ExchangeTable::merge(std::move(held), {}, 2);
  ASSERT_EQ(found.rows().size(), expected.rows().size());
  EXPECT_EQ(found.duplicate_ids(), expected.duplicate_ids());
  EXPECT_GT(found.duplicate_ids(), 1000U);
  for (std::size_t i = 0; i < found.rows().size(); ++i) {
    const ExchangeRow &a = found.rows()[i], &b = expected.rows()[i];
    ASSERT_TRUE(a.id == b.id && a.time_us == b.time_us && a.account == b.account && a.offset == b.offset)
        << i;
    ASSERT_EQ(sum_of_prints(found, a), sum_of_prints(expected, b)) << i;
  }
}

// A pass in order gives back what it has read, and nothing is lost of it.
TEST_F(RowRunTest, APassOverATableInFilesLeavesLittleInMemory) {
  constexpr int kRows = 400'000;
  constexpr std::size_t kMiB = std::size_t{1} << 20;
  Random random(2);
  std::vector<ExchangeTableBuilder> builder;
  builder.emplace_back("secret");
  for (int i = 0; i < kRows; ++i) add(random, i, builder.front());
  std::vector<std::vector<RowRun>> runs(1);
  auto run = builder.front().spill(folder_);
  ASSERT_TRUE(run.has_value()) << run.error().what;
  runs.front().push_back(std::move(run).value());
  auto merged = merge_into_table(parts_of(builder, runs), {folder_, 2});
  ASSERT_TRUE(merged.has_value()) << merged.error().what;
  builder.clear();
  const ExchangeTable table = ExchangeTable::over(std::move(merged).value(), {});
  MappedFile::forget_next(MappedFile::mapped_bytes());
  give_heap_back();
  const std::size_t files = MappedFile::mapped_bytes(), without = resident_bytes();
  ASSERT_GT(files, 64 * kMiB);
  const auto sum = [&] {
    std::atomic<std::uint64_t> all = 0;
    for_row_blocks(table, 2, [&](std::size_t first, std::size_t last, unsigned) {
      for (std::size_t r = first; r < last; ++r)
        all += table.rows()[r].id ^ sum_of_prints(table, table.rows()[r]);
    });
    return all.load();
  };
  std::uint64_t before = 0;
  {
    const MemoryBound roomy({16 * files, [](std::size_t) {}});
    before = sum();
    EXPECT_GT(resident_bytes(), without + files / 2);  // where there is room, it stays
  }
  MappedFile::forget_next(MappedFile::mapped_bytes());
  const MemoryBound tight({5 * files / 2, [](std::size_t) {}});  // its mark is a little below twice the files
  ASSERT_TRUE(MemoryBound::is_short_for(files));
  EXPECT_EQ(sum(), before);
  EXPECT_LT(resident_bytes(), without + 24 * kMiB);
}

// What was merged leaves the disk while the rest is merged.
TEST_F(RowRunTest, RowsThatPassLeaveTheDisk) {
  Random random(3);
  std::vector<ExchangeTableBuilder> builder;
  builder.emplace_back("secret");
  for (int i = 0; i < 20'000; ++i) add(random, i, builder.front());
  std::vector<std::vector<RowRun>> runs(1);
  auto run = builder.front().spill(folder_);
  ASSERT_TRUE(run.has_value()) << run.error().what;
  runs.front().push_back(std::move(run).value());
  const TableParts parts = parts_of(builder, runs);
  const SortedRows& part = parts.rows.front();
  const RowMerge merge(parts.rows, static_cast<std::uint32_t>(parts.names.accounts.size()), 1);
  const auto middle = [](const auto& values) {
    std::array<std::byte, sizeof(values[0])> bytes{};
    std::memcpy(bytes.data(), &values[values.size() / 2], bytes.size());
    return std::ranges::count(bytes, std::byte{0}) == static_cast<std::ptrdiff_t>(bytes.size()) ? "gone"
                                                                                                : "there";
  };
  EXPECT_STREQ(middle(part.rows), "there");
  for (const RowMerge::Chunk& chunk : merge.chunks()) merge.let_pass(chunk, RowMerge::Passing::rows);
  EXPECT_STREQ(middle(part.prints), "there");
  for (const RowMerge::Chunk& chunk : merge.chunks())
    merge.let_pass(chunk, RowMerge::Passing::rows_and_prints);
  EXPECT_STREQ(middle(part.prints), "gone");
  EXPECT_STREQ(middle(part.rows), "gone");
}

}  // namespace
}  // namespace stillwatch
