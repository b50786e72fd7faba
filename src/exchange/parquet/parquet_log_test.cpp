// Logs in Parquet are read as the same log in JSON lines is.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "base/random.h"
#include "exchange/canonical_writer.h"
#include "exchange/field_selection.h"
#include "exchange/log_reader.h"
#include "exchange/parquet/row_writer.h"
#include "exchange/sample_exchanges.h"
#include "parquet/skip_without_library.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

TextFingerprints sample_prints(std::uint64_t i) {
  TextFingerprints prints;
  prints.root = i + 1;
  prints.prompt = i % 3 == 0 ? 0 : ~i;
  prints.issued = i * 77;
  prints.prompt_words = static_cast<std::uint32_t>(i % 5);
  prints.topic = static_cast<std::uint8_t>(i);
  prints.capability = static_cast<Capability>(i % kCapabilityCount);
  prints.intent = static_cast<Intent>(i % kIntentCount);
  prints.intent_score = static_cast<std::uint8_t>(i % 7);
  prints.flags = static_cast<std::uint8_t>(i % 16);
  prints.language = {'e', 'n'};
  if (i % 2 == 0) prints.projection.fill(static_cast<std::int8_t>(static_cast<int>(i % 200) - 100));
  for (std::uint64_t k = 0; k < i % 6; ++k) prints.shapes.push_back(k << 60U);
  for (std::uint64_t k = 0; k < i % 4; ++k) prints.history.push_back(k + 5);
  return prints;
}

class ParquetLogs : public testing::Test {
 protected:
  void SetUp() override {
    STILLWATCH_SKIP_WITHOUT_DUCKDB();
    folder_ = fs::temp_directory_path() / ("stillwatch_log_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const char* name) const { return (folder_ / name).string(); }

  // Writes the same exchanges as log.parquet and log.jsonl.
  void write_both(std::uint64_t count, bool text, bool prints, std::uint64_t group_rows = 2048) {
    SampleExchanges samples(11);
    auto table = ParquetTable::create(exchange_table_types());
    ASSERT_TRUE(table.has_value()) << table.error().what;
    std::string lines;
    const std::vector<float> embedding = {0.5F, -0.25F, 1e-3F};
    for (std::uint64_t i = 0; i < count; ++i) {
      Exchange e = samples.next();
      if (i % 4 == 0) e.embedding = embedding;
      if (prints) e.fingerprints = sample_prints(i);
      if (prints) e.fingerprint_key = "0123abcd";
      if (!text) {
        e.input.clear();
        e.output.clear();
        e.tools.clear();
        e.embedding = {};
      }
      write_canonical(e, lines);
      ASSERT_TRUE(add_row(*table.value(), e).has_value());
    }
    ParquetWriting writing = exchange_writing();
    writing.group_rows = group_rows;
    const Status written = table.value()->write(path("log.parquet"), writing);
    ASSERT_TRUE(written.has_value()) << written.error().what;
    std::ofstream(path("log.jsonl"), std::ios::binary) << lines;
  }

  // A Parquet file made by SQL.
  void make(const std::string& select) {
    const Status done = duckdb::Session::open().value()->run(
        "COPY (" + select + ") TO " + duckdb::quoted(path("made.parquet")) + " (FORMAT parquet)");
    ASSERT_TRUE(done.has_value()) << done.error().what;
  }

  // Canonical lines by row, from 0, or by the order of lines.
  std::vector<std::string> read(ReadOptions options, const std::string& file) {
    options.inputs = {file};
    std::map<std::uint64_t, std::string> by_offset;
    std::mutex mutex;
    auto report = read_logs(options, [&](unsigned) {
      return [&](const Exchange& e) {
        std::string line;
        write_canonical(e, line);
        const std::lock_guard lock(mutex);
        by_offset.emplace(e.place.offset, line);
      };
    });
    EXPECT_TRUE(report.has_value());
    report_ = std::move(report).value();
    std::vector<std::string> lines;
    for (auto& [offset, line] : by_offset) lines.push_back(std::move(line));
    return lines;
  }

  std::string first_remedy(AnomalyKind kind) {
    const auto& first = report_.anomalies.first[static_cast<std::size_t>(kind)];
    return first.empty() ? "" : text_of(first.front(), report_.inputs.at(first.front().place.input).path);
  }

  fs::path folder_;
  ReadReport report_;
};

TEST_F(ParquetLogs, GiveTheExchangesOfTheSameLogInLines) {
  for (const bool text : {true, false}) {
    for (const bool prints : {true, false}) {
      if (!text && !prints) continue;
      write_both(5000, text, prints);
      for (const unsigned threads : {1U, 4U}) {
        ReadOptions options;
        options.threads = threads;
        const auto expected = read(options, path("log.jsonl"));
        const ReadReport lines = report_;
        const auto found = read(options, path("log.parquet"));
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) ASSERT_EQ(found[i], expected[i]) << i;
        EXPECT_EQ(report_.filled, lines.filled);
        EXPECT_EQ(report_.anomalies.total(), 0U);
        EXPECT_FALSE(report_.partial);
        EXPECT_EQ(report_.inputs[0].dialect, "parquet");
        EXPECT_EQ(report_.inputs[0].bytes, fs::file_size(path("log.parquet")));
        EXPECT_EQ(report_.inputs[0].sha256.size(), 64U);
      }
    }
  }
}

TEST_F(ParquetLogs, CountFieldsThatNobodyLooksAt) {
  write_both(6000, true, true);
  FieldSelection looked_at;
  for (const Field field : {Field::id, Field::user_agent, Field::fp_root, Field::input_messages})
    looked_at.add(field);
  looked_at.text_beside_fingerprints = false;
  for (const bool all_used : {true, false}) {
    ReadOptions options;
    if (!all_used) options.from_us = 1'770'040'000LL * 1'000'000;  // within the day of the samples
    (void)read(options, path("log.jsonl"));
    const ReadReport lines = report_;
    options.looked_at = &looked_at;
    const auto found = read(options, path("log.parquet"));
    EXPECT_EQ(report_.records, lines.records);
    EXPECT_EQ(report_.filled, lines.filled) << all_used;
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].find("gen_ai.input.messages"), std::string::npos) << "text was decoded";
    EXPECT_EQ(found[0].find("gen_ai.response.id"), std::string::npos) << "a column was decoded";
    EXPECT_NE(found[0].find("fp.root"), std::string::npos);
  }
}

TEST_F(ParquetLogs, GiveSingleRowsAgain) {
  write_both(9000, true, false);
  const auto all = read({}, path("log.parquet"));
  ReadOptions options;
  options.only = std::vector<RecordStart>{{0, 5}, {0, 2047}, {0, 2048}, {0, 8999}};
  const auto found = read(options, path("log.parquet"));
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0], all[5]);
  EXPECT_EQ(found[2], all[2048]);
  EXPECT_EQ(found[3], all[8999]);
}

TEST_F(ParquetLogs, ComeInOrderWhenAsked) {
  write_both(7000, true, false);
  ReadOptions options;
  options.inputs = {path("log.parquet")};
  options.in_order = true;
  options.threads = 3;
  std::mutex mutex;
  std::map<std::uint64_t, std::vector<std::uint64_t>> rows_of_chunk;
  std::vector<std::vector<std::uint64_t>> current(3);
  options.chunk_done = [&](unsigned worker, std::uint64_t chunk) {
    const std::lock_guard lock(mutex);
    rows_of_chunk[chunk] = std::exchange(current[worker], {});
  };
  ASSERT_TRUE(read_logs(options, [&](unsigned worker) {
                return [&, worker](const Exchange& e) { current[worker].push_back(e.place.offset); };
              }).has_value());
  std::uint64_t next = 0;
  for (const auto& [chunk, rows] : rows_of_chunk) {
    for (const std::uint64_t row : rows) EXPECT_EQ(row, next++);
  }
  EXPECT_EQ(next, 7000U);
}

constexpr const char* kForeign =
    "'r' || i AS id, TIMESTAMP '2026-06-01 00:00:00' + INTERVAL (i) SECOND AS time, i AS account_id, "
    "'m' AS gen_ai_request_model";

TEST_F(ParquetLogs, MayBeMadeByOthers) {
  const std::string messages =
      R"('[{"role":"user","parts":[{"type":"text","content":"What is ' || i || '?"}]}]')";
  make(std::string("SELECT ") + kForeign + ", " + messages +
       " AS \"gen_ai.input.messages\", 'NZ'::VARCHAR AS geo_country_iso_code, 7::BIGINT AS extra, "
       "i::DOUBLE AS gen_ai_request_top_k FROM range(3000) t(i)");
  const auto as_json = read({}, path("made.parquet"));
  ASSERT_EQ(as_json.size(), 3000U);
  EXPECT_NE(as_json[41].find("What is 41?"), std::string::npos) << as_json[41];
  EXPECT_NE(as_json[41].find("\"account.id\":\"41\""), std::string::npos) << as_json[41];
  EXPECT_NE(as_json[41].find("\"time\":\"2026-06-01T00:00:41Z\""), std::string::npos) << as_json[41];
  EXPECT_NE(as_json[41].find("\"gen_ai.request.top_k\":41"), std::string::npos) << as_json[41];
  make(
      std::string("SELECT ") + kForeign +
      ", [{'role': 'user', 'parts': [{'type': 'text', 'content': 'What is ' || i || '?'}]}] AS "
      "gen_ai_input_messages, 'NZ' AS geo_country_iso_code, i AS gen_ai_request_top_k FROM range(3000) t(i)");
  EXPECT_EQ(read({}, path("made.parquet")), as_json);
  ReadOptions by_field;
  by_field.account_field = "geo.country.iso_code";
  EXPECT_NE(read(by_field, path("made.parquet"))[0].find("\"account.id\":\"NZ\""), std::string::npos);
}

TEST_F(ParquetLogs, SayWhichColumnIsWrong) {
  const std::string text =
      ", '[{\"role\":\"user\",\"content\":\"x\"}]' AS gen_ai_input_messages FROM range(3) t(i)";
  for (const auto& [select, words] :
       {std::pair<std::string, std::string>{std::string("SELECT ") + kForeign + " FROM range(3) t(i)",
                                            "gen_ai_input_messages"},
        {"SELECT 'r' AS id, '2026-06-01' AS time, 'a' AS account_id, 'm' AS gen_ai_request_model" + text,
         "column time is of type VARCHAR and must be a TIMESTAMP"},
        {"SELECT 'r' AS id, TIMESTAMP '2026-06-01' AS time, 'm' AS gen_ai_request_model" + text,
         "column account_id is missing"},
        {std::string("SELECT ") + kForeign + ", 'x'::BLOB AS user_agent_original" + text,
         "column user_agent_original is of type BLOB"},
        {std::string("SELECT ") + kForeign + ", 'abc' AS fp_root" + text,
         "column fp_root is of type VARCHAR"}}) {
    make(select);
    (void)read({}, path("made.parquet"));
    EXPECT_EQ(report_.records, 0U);
    EXPECT_TRUE(report_.partial);
    const std::string said = first_remedy(AnomalyKind::unreadable);
    EXPECT_NE(said.find(words), std::string::npos) << said;
    EXPECT_NE(said.find("made.parquet: "), std::string::npos) << said;
  }
}

TEST_F(ParquetLogs, CountRowsThatCannotBeUsed) {
  make(
      "SELECT CASE WHEN i % 10 = 3 THEN NULL ELSE 'r' || i END AS id, TIMESTAMP '2026-06-01' AS time, 'a' AS "
      "account_id, 'm' AS gen_ai_request_model, '[{\"role\":\"user\",\"content\":\"x\"}]' AS "
      "gen_ai_input_messages "
      "FROM range(100) t(i)");
  (void)read({}, path("made.parquet"));
  EXPECT_EQ(report_.records, 90U);
  EXPECT_EQ(report_.anomalies.of(AnomalyKind::missing_field), 10U);
  EXPECT_NE(first_remedy(AnomalyKind::missing_field).find("made.parquet row 4: id"), std::string::npos)
      << first_remedy(AnomalyKind::missing_field);
}

TEST_F(ParquetLogs, GiveWhatIsGoodOfADamagedFile) {
  write_both(8000, true, false);
  std::fstream file(path("log.parquet"), std::ios::binary | std::ios::in | std::ios::out);
  const auto size = static_cast<std::streamoff>(fs::file_size(path("log.parquet")));
  file.seekp(size / 2);
  file << std::string(2000, '\x5A');
  file.close();
  const auto found = read({}, path("log.parquet"));
  EXPECT_TRUE(report_.partial);
  EXPECT_GE(report_.anomalies.of(AnomalyKind::unreadable), 1U);
  EXPECT_GE(found.size(), 2048U);
  EXPECT_LT(found.size(), 8000U);
}

// Half of the changes fall into the footer, which is the smaller part and says where everything is.
TEST_F(ParquetLogs, MayHoldAnyBytes) {
  write_both(600, true, true);
  std::ostringstream out;
  out << std::ifstream(path("log.parquet"), std::ios::binary).rdbuf();
  const std::string good = out.str();
  std::uint64_t read_well = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Random random(seed);
    std::string bytes = good;
    const std::size_t from = seed % 2 == 0 ? bytes.size() - bytes.size() / 8 : 0;
    for (std::uint64_t i = 0; i < 1 + seed % 5; ++i)
      bytes[from + random.below(bytes.size() - from)] = static_cast<char>(random.below(256));
    const std::string name = "changed" + std::to_string(seed) + ".parquet";
    std::ofstream(path(name.c_str()), std::ios::binary) << bytes;
    (void)read({}, path(name.c_str()));
    EXPECT_EQ(report_.partial, report_.anomalies.of(AnomalyKind::unreadable) > 0) << seed;
    read_well += report_.records;
    fs::remove(path(name.c_str()));
  }
  EXPECT_LT(read_well, 60U * 600);
}

}  // namespace
}  // namespace stillwatch
