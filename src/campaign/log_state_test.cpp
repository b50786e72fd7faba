#include "campaign/log_state.h"

#include <algorithm>
#include <cstdlib>

#include "account/table_state.h"
#include "campaign/log_of_a_test.h"
#include "campaign/scan_inputs.h"
#include "campaign/state_notes.h"

namespace stillwatch {
namespace {

class LogStateTest : public LogTest {
 protected:
  static ScanOptions options_for(std::vector<std::string> inputs) {
    ScanOptions options;
    options.read.inputs = std::move(inputs);
    options.read.threads = 2;
    options.secret = "secret of the tests";
    return options;
  }

  // Everything that a scan knows after reading.
  static std::string known(const ScanOptions& options) {
    const auto read = read_scan_inputs(options);
    if (!read.has_value()) return "error: " + read.error().what;
    ScanResult result;
    describe_inputs(options, read.value(), result);
    std::string text = result.configuration + '\n';
    for (const InputFinding& input : result.inputs)
      text += input.path + ' ' + input.dialect + ' ' + input.sha256 + ' ' + input.role + ' ' +
              std::to_string(input.records) + ' ' + std::to_string(input.rejected) + '\n';
    for (const AnomalyFinding& anomaly : result.anomalies) {
      text += anomaly.kind + ' ' + std::to_string(anomaly.count) + '\n';
      for (const std::string& place : anomaly.places) text += place + '\n';
    }
    for (const FieldCoverage& field : result.coverage)
      text += field.field + ' ' + std::to_string(field.filled) + '\n';
    const ExchangeTable& table = read.value().table;
    for (const ExchangeRow& row : table.rows()) {
      text += table.account_name(row.account) + ' ' + table.facts(row.account).organisation + ' ' +
              table.model_name(row.model);
      for (const std::uint64_t value : {static_cast<std::uint64_t>(row.time_us), row.id, row.root, row.prompt,
                                        std::uint64_t{row.input}, row.offset, std::uint64_t{row.line}})
        text += ' ' + std::to_string(value);
      for (const std::uint64_t print : table.prompt_prints(row)) text += ' ' + std::to_string(print);
      text += '\n';
    }
    return text;
  }

  std::string profile(const std::vector<std::string>& logs, const std::string& name,
                      ScanOptions options = options_for({})) {
    options.read.inputs = logs;
    const auto made = profile_log(options, folder_ + name);
    EXPECT_TRUE(made.has_value()) << made.error().what;
    return folder_ + name;
  }

  std::vector<std::string> write_logs(Random& random, int files) {
    std::vector<std::string> logs;
    for (int f = 0; f < files; ++f)
      logs.push_back(write("log-" + std::to_string(f) + ".jsonl", some_records(random, 60)));
    return logs;
  }
};

TEST_F(LogStateTest, AnyPartsInAnyOrderGiveWhatTheWholeGives) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    Random random(seed);
    const std::vector<std::string> logs = write_logs(random, 7);
    const std::string expected = known(options_for(logs));
    EXPECT_NE(expected.find("duplicate_id"), std::string::npos);
    EXPECT_NE(expected.find("malformed"), std::string::npos);
    std::vector<std::vector<std::string>> parts(1 + random.below(7));
    for (const std::string& log : logs) parts[random.below(parts.size())].push_back(log);
    std::erase_if(parts, [](const auto& part) { return part.empty(); });
    std::vector<std::string> states;
    for (std::size_t p = 0; p < parts.size(); ++p)
      states.push_back(profile(parts[p], "part" + std::to_string(p) + ".state"));
    for (std::size_t i = states.size(); i > 1; --i) std::swap(states[i - 1], states[random.below(i)]);
    EXPECT_EQ(known(options_for(states)), expected) << seed;
    if (states.size() < 3) continue;
    // Two of them merged before, and a log that is read beside states.
    const std::string two = profile({states[2], states[0]}, "two.state");
    std::vector<std::string> mixed(states.begin() + 3, states.end());
    mixed.push_back(two);
    const std::size_t one = std::stoul(states[1].substr(states[1].size() - 7, 1));
    mixed.insert(mixed.end(), parts[one].begin(), parts[one].end());
    EXPECT_EQ(known(options_for(mixed)), expected) << seed;
    EXPECT_EQ(read(two.substr(folder_.size())).size(), std::filesystem::file_size(two));
  }
}

TEST_F(LogStateTest, TheSameBytesForThreadsBoundsAndSteps) {
  Random random(3);
  const std::vector<std::string> logs = write_logs(random, 4);
  profile(logs, "whole.state");
  ScanOptions bounded = options_for({});
  bounded.read.threads = 3;
  bounded.memory = 1;  // each thread then writes a file for every 256 KiB
  bounded.spill_folder = folder_;
  profile(logs, "bounded.state", bounded);
  EXPECT_EQ(read("bounded.state"), read("whole.state"));
  const std::string a = profile({logs[0], logs[2]}, "a.state"), b = profile({logs[3]}, "b.state");
  const std::string c = profile({logs[1]}, "c.state");
  profile({profile({b, a}, "ab.state"), c}, "steps.state");
  profile({c, a, b}, "once.state");
  EXPECT_EQ(read("steps.state"), read("whole.state"));
  EXPECT_EQ(read("once.state"), read("whole.state"));
}

TEST_F(LogStateTest, AboveTheBoundTheTableIsTheSame) {
  std::string text;
  Random random(8);
  for (int i = 0; i < 14'000; ++i) {
    text += record("e" + std::to_string(random.below(13'000)), "a" + std::to_string(random.below(300)), i,
                   "How do I fold item " + std::to_string(i) + " so that it fits into box " +
                       std::to_string(random.next()));
  }
  const std::string log = write("big.jsonl", text);
  ScanOptions options = options_for({log});
  const std::string expected = known(options);
  options.memory = 1;
  options.spill_folder = folder_ + "spill";
  EXPECT_NE(known(options).find("error: " + options.spill_folder), std::string::npos)
      << "nothing was spilled";
  std::filesystem::create_directories(options.spill_folder);
  EXPECT_TRUE(known(options) == expected);
  EXPECT_TRUE(std::filesystem::is_empty(options.spill_folder));
}

TEST_F(LogStateTest, OptionsStandInTheStateAndMustAgree) {
  Random random(4);
  const std::vector<std::string> logs = write_logs(random, 3);
  ScanOptions narrow = options_for(logs);
  narrow.read.from_us = kEarliestTime + 501 * kDay;
  narrow.read.dialect = Dialect::canonical;
  const std::string expected = known(narrow);
  const std::string one = profile({logs[0]}, "one.state", narrow);
  const std::string others = profile({logs[1], logs[2]}, "others.state", narrow);
  EXPECT_EQ(known(options_for({others, one})), expected);
  narrow.read.inputs = {others, one};
  EXPECT_EQ(known(narrow), expected);
  EXPECT_EQ(known(options_for({others, logs[0]})), expected) << "the log is read as the state was";
  narrow.read.from_us = kEarliestTime;
  const std::string refused = known(narrow);
  EXPECT_NE(refused.find("one.state: was read with --from 2001-05-16"), std::string::npos) << refused;
  EXPECT_NE(refused.find("leave the option out"), std::string::npos);
  const std::string wide = profile({logs[0]}, "wide.state");
  const std::string both = known(options_for({others, wide}));
  EXPECT_NE(
      both.find("others.state and " + folder_ + "wide.state were read with different options, --dialect"),
      std::string::npos)
      << both;
}

TEST_F(LogStateTest, OneLogInTwoPartsIsRefused) {
  Random random(5);
  const std::vector<std::string> logs = write_logs(random, 2);
  const std::string a = profile(logs, "a.state"), b = profile({logs[1]}, "b.state");
  EXPECT_NE(known(options_for({a, b})).find("b.state both hold " + logs[1] + ", the same bytes"),
            std::string::npos);
  EXPECT_NE(known(options_for({a, logs[0]})).find("both hold " + logs[0]), std::string::npos);
  write("log-1.jsonl", some_records(random, 5));
  EXPECT_NE(known(options_for({profile({logs[0]}, "c.state"), profile({logs[1]}, "d.state"), b}))
                .find("of different bytes"),
            std::string::npos);
}

TEST_F(LogStateTest, ForgettingLeavesOutRowsAndInputsThatHaveNone) {
  std::string old_text, young_text, again_text;
  for (int i = 0; i < 60; ++i) {
    const std::string account = "a" + std::to_string(i % 7);
    old_text += record("o" + std::to_string(i), account + "x", i, "an old question") + "no record\n";
    young_text += record("y" + std::to_string(i), account, 1000 + i, "a young question");
    again_text += record("z" + std::to_string(i), account, 2000 + i, "another question");
  }
  const std::string old_log = write("old.jsonl", old_text), young_log = write("young.jsonl", young_text);
  const std::string old_state = profile({old_log}, "old.state"),
                    young_state = profile({young_log}, "young.state");
  ScanOptions forgetting = options_for({});
  forgetting.forget_before_us = kEarliestTime + 500 * kDay + 500 * 60 * kSecond;
  const std::string left = profile({old_state, young_state}, "left.state", forgetting);
  const auto expected = TableState::open(young_state, forgetting.secret);
  const auto found = TableState::open(left, forgetting.secret);
  ASSERT_TRUE(expected.has_value() && found.has_value());
  const auto before_names = [](const TableState& state) {
    return kTableStateRowsAt + state.rows().size_bytes() + state.prints().size_bytes();
  };
  ASSERT_EQ(before_names(found.value()), before_names(expected.value()));
  const std::size_t header = sizeof(TableStateHeader);
  EXPECT_EQ(read("left.state").substr(header, before_names(found.value()) - header),
            read("young.state").substr(header, before_names(found.value()) - header));
  EXPECT_EQ(found.value().names().models, expected.value().names().models);
  const auto notes = notes_of(found.value());
  ASSERT_TRUE(notes.has_value());
  ASSERT_EQ(notes.value().report.inputs.size(), 1U);
  EXPECT_EQ(notes.value().report.inputs[0].path, young_log);
  EXPECT_EQ(notes.value().report.anomalies.of(AnomalyKind::malformed), 60U) << "what was read stays counted";
  EXPECT_EQ(known(options_for({left})).find("old.jsonl"), std::string::npos);
  // The path of what is forgotten may be used again, and is not to be mixed up where it is not.
  const std::string again = profile({write("old.jsonl", again_text)}, "again.state");
  forgetting.read.inputs = {old_state, young_state, again};
  EXPECT_EQ(known(forgetting).rfind("error", 0), std::string::npos) << known(forgetting);
  forgetting.forget_before_us = kEarliestTime;
  EXPECT_NE(known(forgetting).find("both hold " + old_log + ", of different bytes"), std::string::npos);
}

TEST_F(LogStateTest, StrictStopsAtTheFirstPlaceOfAll) {
  const std::string a = write("a.jsonl", record("1", "x", 1, "one") + "{\n");
  const std::string b = write("b.jsonl", "[\n" + record("1", "x", 2, "two"));
  ScanOptions options = options_for({a, b});
  options.read.strict = true;
  const std::string expected = known(options);
  EXPECT_NE(expected.find("a.jsonl:2"), std::string::npos) << expected;
  const std::string first = profile({a}, "first.state"), second = profile({b}, "second.state");
  options.read.inputs = {second, first};
  EXPECT_EQ(known(options), expected);
}

// The access log completes bodies of all parts: a refusal without a body, and a record nobody asked for, are
// those of the whole.
TEST_F(LogStateTest, AnAccessLogIsThatOfAllParts) {
  std::string access, bodies[3];
  Random random(6);
  for (int i = 0; i < 90; ++i) {
    const std::string id = "r" + std::to_string(i);
    const bool refused = i % 7 == 0;
    access += R"({"id":")" + id + R"(","time":"2026-01-02T03:04:)" + std::to_string(10 + i % 50) +
              R"(Z","account.id":"acct)" + std::to_string(i % 5) +
              R"(","gen_ai.request.model":"m","http.response.status_code":)" + (refused ? "429" : "200") +
              "}\n";
    if (i % 11 == 0 || (refused && i % 2 == 0)) continue;  // without a body
    bodies[random.below(3)] +=
        R"({"id":")" + id +
        R"(","gen_ai.input.messages":[{"role":"user","parts":[{"type":"text","content":"Question )" +
        std::to_string(i) + R"("}]}]})" + "\n";
  }
  access += "no record\n";
  ScanOptions options = options_for({});
  options.read.join_file = write("access.jsonl", access);
  options.read.join_on = "id";
  std::vector<std::string> logs, states;
  for (int p = 0; p < 3; ++p) {
    logs.push_back(write("body-" + std::to_string(p) + ".jsonl", bodies[p]));
    states.push_back(profile({logs.back()}, "body-" + std::to_string(p) + ".state", options));
  }
  options.read.inputs = logs;
  const std::string expected = known(options);
  EXPECT_NE(expected.find("unjoined"), std::string::npos) << expected;
  EXPECT_NE(expected.find(" access_log "), std::string::npos);
  EXPECT_EQ(known(options_for(states)), expected);
  profile({states[2], states[1]}, "later.state");
  EXPECT_EQ(known(options_for({folder_ + "later.state", states[0]})), expected);
  EXPECT_EQ(known(options_for({folder_ + "later.state", logs[0]})), expected);
  write("access.jsonl", access + "{}\n");
  EXPECT_NE(known(options_for(states)).find("is not the access log that the states were joined with"),
            std::string::npos);
  std::filesystem::remove(folder_ + "access.jsonl");
  EXPECT_NE(known(options_for(states)).find("access.jsonl"), std::string::npos);
}

TEST_F(LogStateTest, WhatIsNoStateIsRefused) {
  Random random(9);
  const std::vector<std::string> logs = write_logs(random, 1);
  const std::string good = profile(logs, "good.state");
  ScanOptions other = options_for({good});
  other.secret = "another secret";
  EXPECT_NE(known(other).find("--key-file"), std::string::npos);
  EXPECT_NE(known(options_for({write("log.state", "{}\n")})).find("offset"), std::string::npos);
  const std::string bytes = read("good.state");
  EXPECT_NE(known(options_for({write("cut.state", bytes.substr(0, bytes.size() / 2))})).find("cut short"),
            std::string::npos);
  // A state under the name of a log is a state.
  EXPECT_EQ(known(options_for({write("renamed.jsonl", bytes)})), known(options_for({good})));
}

TEST_F(LogStateTest, NothingIsLeftWhenItCannotBeMade) {
  const auto made =
      profile_log(options_for({write("a.jsonl", record("1", "x", 1, "one"))}), folder_ + "absent/a.state");
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, Code::io);
}

}  // namespace
}  // namespace stillwatch
