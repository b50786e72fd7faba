#include "account/table_state.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>

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

  // Exchanges of two inputs; some ids come twice, on one account or on two, or in one line of OTLP.
  // With `oldest_us` only those that are not older are added, of all that would be; organisations are then
  // left out, which an account keeps.
  static void add_some(Random& random, int count, std::vector<ExchangeTableBuilder>& parts,
                       std::optional<std::int64_t> oldest_us = {}, bool organisations = true) {
    std::string id;
    for (int i = 0; i < count; ++i) {
      Exchange exchange;
      if (i == 0 || !random.chance(0.1))
        id = "e" + std::to_string(random.below(static_cast<std::uint64_t>(count)));
      const std::string account = "a" + std::to_string(random.below(9));
      const std::string organisation =
          random.chance(0.3) && organisations ? "o" + std::to_string(random.below(3)) : "";
      const std::string model = "m" + std::to_string(random.below(4));
      exchange.id = id;
      exchange.account = account;
      exchange.organisation = organisation;
      exchange.request_model = model;
      exchange.time_us = static_cast<std::int64_t>(random.below(500));
      const auto line = static_cast<std::uint64_t>(i / 3);
      exchange.place = {static_cast<std::uint32_t>(line % 2), line, 10 * line};
      TextFingerprints prints;
      prints.root = random.next();
      prints.prompt = random.next();
      for (std::uint64_t n = random.below(6); n > 0; --n) prints.prompt_prints.push_back(random.next());
      for (std::uint64_t n = random.below(3); n > 0; --n) prints.history.push_back(random.next());
      if (random.chance(0.5)) prints.projection.fill(static_cast<std::int8_t>(1 + random.below(100)));
      const std::size_t part = random.below(parts.size());
      if (!oldest_us || exchange.time_us >= *oldest_us) parts[part].add(exchange, prints);
    }
  }

  static std::vector<ExchangeTableBuilder> builders(std::size_t count) {
    std::vector<ExchangeTableBuilder> parts;
    for (std::size_t p = 0; p < count; ++p) parts.emplace_back(kSecret);
    return parts;
  }

  // A state of each builder, opened again from its file.
  std::vector<TableState> saved(std::vector<ExchangeTableBuilder> parts, const std::string& name = "part") {
    std::vector<TableState> states;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      const std::string path = folder_ + name + std::to_string(p) + ".state";
      std::vector<ExchangeTableBuilder> one;
      one.push_back(std::move(parts[p]));
      const auto state =
          ExchangeTableBuilder::save(std::move(one), StateTarget::named(path), kSecret, "notes");
      EXPECT_TRUE(state.has_value()) << state.error().what;
      states.push_back(std::move(TableState::open(path, kSecret)).value());
    }
    return states;
  }

  static std::vector<MergeInput> all_of(const std::vector<TableState>& states) {
    std::vector<MergeInput> inputs;
    for (const TableState& state : states) inputs.push_back({&state, {0, 1}});
    return inputs;
  }

  MergedState merged(const std::vector<MergeInput>& inputs, const std::string& name, bool drop_repeats,
                     unsigned threads = 2) {
    const StateTarget target =
        name.empty() ? StateTarget::unnamed(folder_) : StateTarget::named(folder_ + name);
    auto done = merge_states(inputs, target, kSecret, {"notes", drop_repeats, threads, {}});
    EXPECT_TRUE(done.has_value()) << done.error().what;
    return std::move(done).value();
  }

  // The table of what the builders hold, by way of a file for each.
  ExchangeTable by_states(std::vector<ExchangeTableBuilder> parts) {
    const std::vector<TableState> states = saved(std::move(parts));
    MergedState whole = merged(all_of(states), "", true);
    return ExchangeTable::over(std::move(whole.state), whole.repeats, {});
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

// docs/format/state.md says where the members lie: another layout is another version, on another page.
TEST(TableStateFormat, IsThatOfVersion1) {
  EXPECT_EQ(kTableStateVersion, 1U);
  EXPECT_EQ(offsetof(ExchangeRow, root), 24U);
  EXPECT_EQ(offsetof(ExchangeRow, client), 72U);
  EXPECT_EQ(offsetof(ExchangeRow, prints), 96U);
  EXPECT_EQ(offsetof(ExchangeRow, input_tokens), 116U);
  EXPECT_EQ(offsetof(ExchangeRow, took_ds), 140U);
  EXPECT_EQ(offsetof(ExchangeRow, intent_score), 148U);
  EXPECT_EQ(row_layout(), 0x6a824d7e4109a67dU);
  ExchangeRow row;
  row.histories = 5;
  row.shapes = 9;
  row.projections = 1;
  row.prompt_prints = 33;
  row.answer_prints = 6;
  row.settings = 48;
  const auto bytes = std::as_bytes(std::span(&row, 1)).last(3);
  EXPECT_EQ(std::to_integer<unsigned>(bytes[0]), 5U | 9U << 3 | 1U << 7);
  EXPECT_EQ(std::to_integer<unsigned>(bytes[1]) | std::to_integer<unsigned>(bytes[2]) << 8,
            33U | 6U << 6 | 48U << 10);
}

TEST_F(TableStateTest, PartsMergeToWhatTheWholeIs) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Random one(seed), again(seed);
    auto parts = builders(1 + seed % 4);
    add_some(one, 300, parts);
    const ExchangeTable expected = ExchangeTable::merge(std::move(parts), {}, 2);
    parts = builders(1 + seed % 4);
    add_some(again, 300, parts);
    EXPECT_EQ(text_of(by_states(std::move(parts))), text_of(expected)) << seed;
    EXPECT_GT(expected.duplicate_ids(), 10U);
  }
}

TEST_F(TableStateTest, MergingInStepsOrInAnotherOrderGivesTheSameBytes) {
  for (const bool drop_repeats : {false, true}) {
    Random random(3);
    auto parts = builders(3);
    add_some(random, 400, parts);
    const std::vector<TableState> states = saved(std::move(parts));
    const std::vector<MergeInput> all = all_of(states);
    const std::vector<MergeInput> turned = {all[2], all[0], all[1]};
    static_cast<void>(merged(all, "all", drop_repeats));
    static_cast<void>(merged(turned, "turned", drop_repeats, 1));
    EXPECT_EQ(bytes_of("all"), bytes_of("turned"));
    const MergedState two = merged({all[0], all[1]}, "", false);
    static_cast<void>(merged({{&two.state, {0, 1}}, all[2]}, "steps", drop_repeats));
    EXPECT_EQ(bytes_of("all"), bytes_of("steps"));
  }
}

// Forgetting is having never seen it: accounts, models, repeats of ids and all.
TEST_F(TableStateTest, WhatIsForgottenLeavesNothing) {
  for (const bool drop_repeats : {false, true}) {
    for (const std::int64_t oldest : {0, 1, 250, 480, 499, 500}) {
      Random whole(8), younger(8);
      auto parts = builders(3);
      add_some(whole, 300, parts, {}, false);
      const std::vector<TableState> states = saved(std::move(parts), "whole");
      static_cast<void>(merge_states(all_of(states), StateTarget::named(folder_ + "forgotten"), kSecret,
                                     {"notes", drop_repeats, 2, oldest}));
      parts = builders(3);
      add_some(younger, 300, parts, oldest, false);
      const std::vector<TableState> expected = saved(std::move(parts), "younger");
      static_cast<void>(merged(all_of(expected), "never-seen", drop_repeats));
      EXPECT_EQ(bytes_of("forgotten"), bytes_of("never-seen")) << oldest;
      // In steps, as time goes on: the same.
      const auto first =
          merge_states(all_of(states), StateTarget::unnamed(folder_), kSecret, {"", false, 2, oldest / 2});
      ASSERT_TRUE(first.has_value());
      static_cast<void>(merge_states(std::vector<MergeInput>{{&first.value().state, {0, 1}}},
                                     StateTarget::named(folder_ + "in-steps"), kSecret,
                                     {"notes", drop_repeats, 2, oldest}));
      EXPECT_EQ(bytes_of("in-steps"), bytes_of("never-seen")) << oldest;
    }
  }
}

TEST_F(TableStateTest, SavingSeveralBuildersIsMergingTheirStates) {
  Random one(9), again(9);
  auto parts = builders(4);
  add_some(one, 300, parts);
  const std::vector<TableState> states = saved(std::move(parts));
  static_cast<void>(merged(all_of(states), "merged", false));
  parts = builders(4);
  add_some(again, 300, parts);
  ASSERT_TRUE(
      ExchangeTableBuilder::save(std::move(parts), StateTarget::named(folder_ + "saved"), kSecret, "notes")
          .has_value());
  EXPECT_EQ(bytes_of("saved"), bytes_of("merged"));
}

TEST_F(TableStateTest, InputsAreNumberedAnew) {
  Random random(4);
  auto parts = builders(1);
  add_some(random, 60, parts);
  const std::vector<TableState> states = saved(std::move(parts));
  const MergedState renumbered = merged({{&states[0], {7, 5}}}, "", false);
  for (const ExchangeRow& row : renumbered.state.rows()) EXPECT_TRUE(row.input == 7 || row.input == 5);
  const auto too_few =
      merge_states(std::vector<MergeInput>{{&states[0], {7}}}, StateTarget::unnamed(folder_), kSecret, {});
  ASSERT_FALSE(too_few.has_value());
  EXPECT_NE(too_few.error().what.find("field input"), std::string::npos) << too_few.error().what;
}

TEST_F(TableStateTest, RefusesWhatIsChangedCutOrOfAnotherKey) {
  Random random(5);
  auto parts = builders(1);
  add_some(random, 80, parts);
  static_cast<void>(saved(std::move(parts), "good"));
  const std::string good = bytes_of("good0.state");
  EXPECT_NE(TableState::open(folder_ + "good0.state", "another").error().what.find("--key-file"),
            std::string::npos);
  for (int i = 0; i < 400; ++i) {
    std::string bad = good;
    std::size_t at = random.below(bad.size());
    if (at >= sizeof(TableStateHeader) && at < kTableStateRowsAt) at = kTableStateRowsAt;  // not read
    bad[at] = static_cast<char>(bad[at] ^ (1 << random.below(8)));
    write("bad", bad);
    const auto state = TableState::open(folder_ + "bad", kSecret);
    const Status refused = state.has_value() ? state.value().verify(2) : Status(state.error());
    ASSERT_FALSE(refused.has_value()) << at;
    EXPECT_NE(refused.error().what.find("offset"), std::string::npos) << refused.error().what;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{4096}, good.size() - 1}) {
    write("bad", good.substr(0, size));
    EXPECT_FALSE(TableState::open(folder_ + "bad", kSecret).has_value()) << size;
  }
  EXPECT_EQ(TableState::open(folder_ + "absent", kSecret).error().code, Code::not_found);
}

// Rows that a forger's sums vouch for still name only what is there.
TEST_F(TableStateTest, RefusesForgedRows) {
  Random random(6);
  auto parts = builders(1);
  add_some(random, 40, parts);
  const std::vector<TableState> states = saved(std::move(parts));
  const std::string good = bytes_of("part0.state");
  TableStateHeader header;
  std::memcpy(&header, good.data(), sizeof header);
  const std::vector<std::pair<std::string, std::function<void(ExchangeRow&)>>> forgeries = {
      {"account", [](ExchangeRow& row) { row.account += 1; }},
      {"input", [](ExchangeRow& row) { row.input = 2; }},
      {"model", [](ExchangeRow& row) { row.model = 99; }},
      {"histories", [](ExchangeRow& row) { row.histories = 7; }},
      {"histories", [](ExchangeRow& row) { row.prompt_prints = 63; }},
      {"prints", [&](ExchangeRow& row) { row.prints = header.prints + 1; }},
      {"prints", [](ExchangeRow& row) { row.prints = ~std::uint64_t{0}; }},
      {"capability", [](ExchangeRow& row) { row.capability = static_cast<Capability>(200); }},
      {"time", [](ExchangeRow& row) { row.time_us = -1; }},
  };
  for (const auto& [field, forge] : forgeries) {
    std::string bad = good;
    ExchangeRow row;
    const std::size_t at = kTableStateRowsAt + (header.rows - 1) * sizeof row;
    std::memcpy(&row, bad.data() + at, sizeof row);
    forge(row);
    std::memcpy(bad.data() + at, &row, sizeof row);
    TableStateHeader forged = header;
    forged.rows_sum =
        sum_of(std::as_bytes(std::span(bad)).subspan(kTableStateRowsAt, header.rows * sizeof row));
    forged = stamped(forged);
    std::memcpy(bad.data(), &forged, sizeof forged);
    write("bad", bad);
    const auto state = TableState::open(folder_ + "bad", kSecret);
    ASSERT_TRUE(state.has_value()) << state.error().what;
    const Status refused = state.value().verify(2);
    ASSERT_FALSE(refused.has_value()) << field;
    EXPECT_NE(refused.error().what.find("field " + field), std::string::npos) << refused.error().what;
  }
}

TEST_F(TableStateTest, NothingIsLeftOfAFileThatIsNotFinished) {
  {
    const auto writer = TableStateWriter::create(StateTarget::named(folder_ + "x"), kSecret, 1, 0);
    const auto unnamed = TableStateWriter::create(StateTarget::unnamed(folder_), kSecret, 1, 0);
    EXPECT_TRUE(writer.has_value() && unnamed.has_value());
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  for (const StateTarget& nowhere :
       {StateTarget::named("/proc/nowhere/x"), StateTarget::unnamed("/proc/nowhere")})
    EXPECT_EQ(TableStateWriter::create(nowhere, kSecret, 1, 0).error().code, Code::io);
}

// A limit on the size of files stands in for a full disk.
TEST_F(TableStateTest, AFullDiskIsToldAndLeavesNothing) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  for (const StateTarget& target : {StateTarget::named(folder_ + "x"), StateTarget::unnamed(folder_)}) {
    Random random(7);
    auto parts = builders(2);
    add_some(random, 300, parts);
    const rlimit small{20'000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    const auto state = ExchangeTableBuilder::save(std::move(parts), target, kSecret, "");
    setrlimit(RLIMIT_FSIZE, &before);
    ASSERT_FALSE(state.has_value());
    EXPECT_EQ(state.error().code, Code::io);
    EXPECT_NE(state.error().what.find("MB are needed"), std::string::npos) << state.error().what;
    EXPECT_TRUE(std::filesystem::is_empty(folder_));
  }
  static_cast<void>(std::signal(SIGXFSZ, handler));
}

}  // namespace
}  // namespace stillwatch
