#include "account/table_state.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "account/table_merge.h"
#include "account/table_state_writer.h"
#include "base/random.h"

namespace stillwatch {
namespace {

constexpr const char* kSecret = "secret";

class TableStateTest : public testing::Test {
 protected:
  TableStateTest()
      : folder_(testing::TempDir() + "states-" +
                testing::UnitTest::GetInstance()->current_test_info()->name() + "/") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~TableStateTest() override { std::filesystem::remove_all(folder_); }

  // Exchanges of two inputs; some ids come twice, on one account or on two.
  static void add_some(Random& random, int count, std::vector<ExchangeTableBuilder>& parts) {
    for (int i = 0; i < count; ++i) {
      Exchange exchange;
      const std::string id = "e" + std::to_string(random.below(static_cast<std::uint64_t>(count)));
      const std::string account = "a" + std::to_string(random.below(9));
      const std::string organisation = random.chance(0.3) ? "o" + std::to_string(random.below(3)) : "";
      const std::string model = "m" + std::to_string(random.below(4));
      exchange.id = id;
      exchange.account = account;
      exchange.organisation = organisation;
      exchange.request_model = model;
      exchange.time_us = static_cast<std::int64_t>(random.below(500));
      exchange.place = {static_cast<std::uint32_t>(random.below(2)), static_cast<std::uint64_t>(i),
                        static_cast<std::uint64_t>(10 * i)};
      TextFingerprints prints;
      prints.root = random.next();
      prints.prompt = random.next();
      for (std::uint64_t n = random.below(6); n > 0; --n) prints.prompt_prints.push_back(random.next());
      for (std::uint64_t n = random.below(3); n > 0; --n) prints.history.push_back(random.next());
      if (random.chance(0.5)) prints.projection.fill(static_cast<std::int8_t>(1 + random.below(100)));
      parts[random.below(parts.size())].add(exchange, prints);
    }
  }

  static std::vector<ExchangeTableBuilder> builders(std::size_t count) {
    std::vector<ExchangeTableBuilder> parts;
    for (std::size_t p = 0; p < count; ++p) parts.emplace_back(kSecret);
    return parts;
  }

  // The table of what the builders hold, by way of a file for each.
  ExchangeTable by_states(std::vector<ExchangeTableBuilder> parts, const std::string& name) {
    std::vector<TableState> states;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      const std::string path = folder_ + name + std::to_string(p) + ".state";
      EXPECT_TRUE(parts[p].save(path, kSecret, "").has_value());
      states.push_back(std::move(TableState::open(path, kSecret)).value());
    }
    std::vector<MergeInput> inputs;
    for (const TableState& state : states) inputs.push_back({&state, {}});
    const auto repeats = merge_states(inputs, folder_ + name, kSecret, "notes", 2);
    EXPECT_TRUE(repeats.has_value()) << repeats.error().what;
    auto table = ExchangeTable::over(folder_ + name, kSecret, repeats.value(), {}, 2);
    EXPECT_TRUE(table.has_value()) << table.error().what;
    return std::move(table).value();
  }

  static std::string text_of(const ExchangeTable& table) {
    std::string text;
    for (const ExchangeRow& row : table.rows()) {
      text += table.account_name(row.account) + ' ' + table.facts(row.account).organisation + ' ' +
              table.model_name(row.model) + ' ' + std::to_string(row.time_us) + ' ' + std::to_string(row.id) +
              ' ' + std::to_string(row.input) + ' ' + std::to_string(row.offset) + ' ' +
              std::to_string(row.root);
      for (const auto list :
           {table.history(row), table.shapes(row), table.prompt_prints(row), table.answer_prints(row)}) {
        text += '|';
        for (const std::uint64_t print : list) text += std::to_string(print) + ',';
      }
      text += std::to_string(table.projection(row)[0]) + '\n';
    }
    for (const SourcePlace& place : table.first_duplicates()) text += std::to_string(place.offset) + '\n';
    return text + std::to_string(table.duplicate_ids()) + ' ' + std::to_string(table.first_us()) + ' ' +
           std::to_string(table.last_us());
  }

  std::string bytes_of(const std::string& name) const {
    std::ifstream in(folder_ + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ + name, std::ios::binary) << bytes;
  }

  const std::string folder_;
};

TEST_F(TableStateTest, PartsMergeToWhatTheWholeIs) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Random one(seed), again(seed);
    auto parts = builders(1 + seed % 4);
    add_some(one, 300, parts);
    const ExchangeTable expected = ExchangeTable::merge(std::move(parts), {}, 2);
    parts = builders(1 + seed % 4);
    add_some(again, 300, parts);
    EXPECT_EQ(text_of(by_states(std::move(parts), "whole")), text_of(expected)) << seed;
    EXPECT_GT(expected.duplicate_ids(), 10U);
  }
}

TEST_F(TableStateTest, MergingInStepsOrInAnotherOrderGivesTheSameBytes) {
  Random random(3);
  auto parts = builders(3);
  add_some(random, 400, parts);
  std::vector<TableState> states;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const std::string path = folder_ + std::to_string(p);
    ASSERT_TRUE(parts[p].save(path, kSecret, "").has_value());
    states.push_back(std::move(TableState::open(path, kSecret)).value());
  }
  const std::vector<MergeInput> all = {{&states[0], {}}, {&states[1], {}}, {&states[2], {}}};
  const std::vector<MergeInput> turned = {{&states[2], {}}, {&states[0], {}}, {&states[1], {}}};
  ASSERT_TRUE(merge_states(all, folder_ + "all", kSecret, "n", 2).has_value());
  ASSERT_TRUE(merge_states(turned, folder_ + "turned", kSecret, "n", 1).has_value());
  EXPECT_EQ(bytes_of("all"), bytes_of("turned"));
  ASSERT_TRUE(merge_states(std::span(all).first(2), folder_ + "two", kSecret, "", 2).has_value());
  const TableState two = std::move(TableState::open(folder_ + "two", kSecret)).value();
  const std::vector<MergeInput> steps = {{&two, {}}, {&states[2], {}}};
  ASSERT_TRUE(merge_states(steps, folder_ + "steps", kSecret, "n", 2).has_value());
  EXPECT_EQ(bytes_of("all"), bytes_of("steps"));
}

TEST_F(TableStateTest, InputsAreNumberedAnew) {
  Random random(4);
  auto parts = builders(1);
  add_some(random, 60, parts);
  ASSERT_TRUE(parts[0].save(folder_ + "a", kSecret, "").has_value());
  const TableState state = std::move(TableState::open(folder_ + "a", kSecret)).value();
  const std::vector<MergeInput> renamed = {{&state, {7, 5}}};
  ASSERT_TRUE(merge_states(renamed, folder_ + "b", kSecret, "", 1).has_value());
  const TableState renumbered = std::move(TableState::open(folder_ + "b", kSecret)).value();
  for (const ExchangeRow& row : renumbered.rows()) EXPECT_TRUE(row.input == 7 || row.input == 5);
}

TEST_F(TableStateTest, RefusesWhatIsChangedCutOrOfAnotherKey) {
  Random random(5);
  auto parts = builders(1);
  add_some(random, 80, parts);
  ASSERT_TRUE(parts[0].save(folder_ + "good", kSecret, "notes").has_value());
  const std::string good = bytes_of("good");
  EXPECT_NE(TableState::open(folder_ + "good", "another").error().what.find("--key-file"), std::string::npos);
  for (int i = 0; i < 400; ++i) {
    std::string bad = good;
    std::size_t at = random.below(bad.size());
    if (at >= sizeof(TableStateHeader) && at < kTableStateRowsAt) at = kTableStateRowsAt;  // not read
    bad[at] = static_cast<char>(bad[at] ^ (1 << random.below(8)));
    write("bad", bad);
    const auto state = TableState::open(folder_ + "bad", kSecret);
    const Status refused = state.has_value() ? state.value().verify() : Status(state.error());
    ASSERT_FALSE(refused.has_value()) << at;
    EXPECT_NE(refused.error().what.find("offset"), std::string::npos) << refused.error().what;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{4096}, good.size() - 1}) {
    write("bad", good.substr(0, size));
    EXPECT_FALSE(TableState::open(folder_ + "bad", kSecret).has_value()) << size;
  }
  EXPECT_EQ(TableState::open(folder_ + "absent", kSecret).error().code, Code::not_found);
}

TEST_F(TableStateTest, NothingIsLeftOfAFileThatIsNotFinished) {
  {
    const auto writer = TableStateWriter::create(folder_ + "x", kSecret, 1, 0);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  EXPECT_EQ(TableStateWriter::create("/proc/nowhere/x", kSecret, 1, 0).error().code, Code::io);
}

}  // namespace
}  // namespace stillwatch
