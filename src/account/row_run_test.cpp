#include "account/row_run.h"

#include <gtest/gtest.h>

#include <atomic>
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
  RowRunTest() : folder_(testing::TempDir() + "runs") {
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
  TableParts parts;
  BuilderNumbers numbers(spilled);
  parts.names = numbers.names;
  for (std::size_t b = 0; b < kBuilders; ++b) {
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
  auto merged = merge_into_table(std::move(parts), {folder_, 2});
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

  // A pass in order gives back what it has read, and nothing is lost of it.
  const MemoryBound bound(
      {std::size_t{100} << 20, [](std::size_t) {}});  // the files are above a half of that
  const auto sum = [&] {
    std::atomic<std::uint64_t> all = 0;
    for_row_blocks(found, 2, [&](std::size_t first, std::size_t last, unsigned) {
      for (std::size_t r = first; r < last; ++r)
        all += found.rows()[r].id ^ sum_of_prints(found, found.rows()[r]);
    });
    return all.load();
  };
  const std::uint64_t before = sum();
  MappedFile::forget_next(MappedFile::mapped_bytes());
  const std::size_t without = resident_bytes();
  EXPECT_EQ(sum(), before);
  EXPECT_LT(resident_bytes(), without + (std::size_t{16} << 20));  // of more than 50 MB that were read
}

}  // namespace
}  // namespace stillwatch
