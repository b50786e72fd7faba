#include "exchange/log_reader.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "exchange/canonical_writer.h"
#include "exchange/dialect_writer.h"
#include "exchange/fingerprint_fields.h"
#include "exchange/sample_exchanges.h"

namespace stillwatch {
namespace {

class ReadLogs : public testing::Test {
 protected:
  ReadLogs() {
    folder_ =
        std::filesystem::temp_directory_path() /
        ("stillwatch_read_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) +
         std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~ReadLogs() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) const {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  // All exchanges by place, as canonical lines.
  Result<ReadReport> read(const ReadOptions& options) {
    lines_.clear();
    std::mutex mutex;
    return read_logs(options, [&](unsigned) {
      return [&](const Exchange& e) {
        std::string line;
        write_canonical(e, line);
        const std::lock_guard lock(mutex);
        lines_.emplace(std::pair(e.place.input, e.place.offset), line);
      };
    });
  }

  static std::string canonical(SampleExchanges& samples, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) write_canonical(samples.next(), text);
    return text;
  }

  std::filesystem::path folder_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::string> lines_;
};

std::string line_with(const std::string& members) {
  return R"({"id":"r1","time":"2026-02-03T04:05:06Z","account.id":"a1","gen_ai.request.model":"m",)"
         R"("gen_ai.input.messages":[{"role":"user","parts":[{"type":"text","content":"hi"}]}])" +
         members + "}\n";
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
  return out;
}

TEST_F(ReadLogs, EveryKindOfBadRecordIsCountedWithItsPlace) {
  const std::string good = line_with("");
  std::string oversized = line_with(R"(,"padding":")" + std::string(3000, 'x') + "\"");
  struct Case {
    AnomalyKind kind;
    std::string line;
    std::string field;
  };
  const std::vector<Case> cases = {
      {AnomalyKind::malformed, "{\"id\":\n", ""},
      {AnomalyKind::malformed, "[1,2]\n", ""},
      {AnomalyKind::malformed, good.substr(0, good.size() - 1) + " {}\n", ""},
      {AnomalyKind::oversized, oversized, ""},
      {AnomalyKind::invalid_utf8, line_with(",\"x\":\"\xff\xfe\""), ""},
      {AnomalyKind::time_out_of_range,
       R"({"id":"r","account.id":"a","time":"1970-01-02T00:00:00Z"})"
       "\n",
       "time"},
      {AnomalyKind::time_out_of_range,
       R"({"id":"r","account.id":"a","time":"soon"})"
       "\n",
       "time"},
      {AnomalyKind::missing_field,
       R"({"id":"r","time":1770084306})"
       "\n",
       "account.id"},
      {AnomalyKind::missing_field,
       R"({"account.id":"r","time":1770084306})"
       "\n",
       "id"},
      {AnomalyKind::missing_field,
       R"({"account.id":"a","id":"r","time":1770084306})"
       "\n",
       "gen_ai.request.model"},
      {AnomalyKind::mixed_dialect,
       R"({"request":{"model":"m","messages":[{"role":"user","content":"x"}]},"response":{"choices":[]}})"
       "\n",
       ""},
      {AnomalyKind::truncated, good.substr(0, good.size() / 2), ""},
  };
  for (const Case& c : cases) {
    ReadOptions options;
    options.inputs = {file("a.jsonl", good + "\r\n" + good + c.line)};
    options.max_record_bytes = 2000;
    const auto report = read(options);
    ASSERT_TRUE(report.has_value()) << report.error().what;
    EXPECT_EQ(report.value().records, 2U) << name_of(c.kind) << c.line;
    EXPECT_EQ(report.value().anomalies.total(), 1U) << name_of(c.kind);
    const auto& places = report.value().anomalies.first[static_cast<std::size_t>(c.kind)];
    ASSERT_EQ(places.size(), 1U) << name_of(c.kind) << " " << c.line;
    EXPECT_EQ(places[0].place.line, 4U);
    EXPECT_EQ(places[0].place.offset, good.size() * 2 + 2);
    EXPECT_FALSE(places[0].remedy.empty());
    if (!c.field.empty()) {
      EXPECT_EQ(places[0].field, c.field);
    }
    options.strict = true;
    const auto stopped = read(options);
    ASSERT_FALSE(stopped.has_value());
    EXPECT_NE(stopped.error().what.find("a.jsonl:4 (byte"), std::string::npos) << stopped.error().what;
  }
}

TEST_F(ReadLogs, OneLineLongerThanEveryBufferIsSkippedInBoundedMemory) {
  const std::string good = line_with("");
  const std::string text = good + "{\"x\":\"" + std::string(std::size_t{8} << 20, 'y') + "\"}\n" + good;
  ReadOptions options;
  options.chunk_bytes = 8192;
  options.max_record_bytes = 100'000;
  for (const std::string& path : {file("plain.jsonl", text), file("packed.jsonl.zst", zstd(text))}) {
    options.inputs = {path};
    const auto report = read(options);
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report.value().records, 2U);
    const auto& places = report.value().anomalies.first[static_cast<std::size_t>(AnomalyKind::oversized)];
    ASSERT_EQ(places.size(), 1U);
    EXPECT_EQ(places[0].place.line, 2U);
    EXPECT_EQ(places[0].place.offset, good.size());
    EXPECT_EQ(lines_.rbegin()->first.second, text.size() - good.size());
  }
}

TEST_F(ReadLogs, TruncatedArchiveGivesWhatItHoldsAndIsPartial) {
  SampleExchanges samples(1);
  const std::string packed = zstd(canonical(samples, 500));
  ReadOptions options;
  options.inputs = {file("a.jsonl.zst", packed.substr(0, packed.size() * 2 / 3))};
  const auto report = read(options);
  ASSERT_TRUE(report.has_value());
  EXPECT_TRUE(report.value().partial);
  EXPECT_GE(report.value().anomalies.count[static_cast<std::size_t>(AnomalyKind::truncated)], 1U);
}

TEST_F(ReadLogs, SeveralFramesAndPackingsGiveTheSameRecords) {
  SampleExchanges samples(2);
  const std::string one = canonical(samples, 100);
  const std::string two = canonical(samples, 100);
  ReadOptions options;
  options.inputs = {file("a.jsonl", one + two)};
  ASSERT_TRUE(read(options).has_value());
  const auto expected = lines_;
  const std::string packed = file("b.jsonl.zst", zstd(one) + zstd(two));
  options.inputs = {packed};
  const auto report = read(options);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report.value().anomalies.total(), 0U);
  EXPECT_EQ(lines_, expected);
  const std::string member = (folder_ / "c.jsonl.gz").string();
  for (const std::string* text : {&one, &two}) {
    gzFile out = gzopen(member.c_str(), text == &one ? "wb" : "ab");
    gzwrite(out, text->data(), static_cast<unsigned>(text->size()));
    gzclose(out);
  }
  options.inputs = {member};
  const auto unpacked = read(options);
  ASSERT_TRUE(unpacked.has_value());
  EXPECT_EQ(unpacked.value().anomalies.total(), 0U);
  EXPECT_EQ(lines_, expected);
}

TEST_F(ReadLogs, ThreadsChunksAndOrderOfInputsChangeNothing) {
  SampleExchanges samples(3);
  std::vector<std::string> paths;
  for (int i = 0; i < 5; ++i)
    paths.push_back(file("part-" + std::to_string(i) + ".jsonl", canonical(samples, 200) + "{bad\n"));
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::string> expected;
  for (const unsigned threads : {1U, 2U, 8U}) {
    ReadOptions options;
    options.inputs = paths;
    options.threads = threads;
    options.chunk_bytes = 4096 * threads;
    const auto report = read(options);
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report.value().records, 1000U);
    EXPECT_EQ(report.value().anomalies.first[0].size(), 5U);
    EXPECT_EQ(report.value().anomalies.first[0][1].place.input, 1U);
    if (expected.empty()) expected = lines_;
    EXPECT_EQ(lines_, expected) << threads << " threads";
    std::reverse(paths.begin(), paths.end());
  }
}

TEST_F(ReadLogs, ChunksComeInOrderWhenAsked) {
  SampleExchanges samples(4);
  ReadOptions options;
  options.inputs = {file("a.jsonl", canonical(samples, 300)), file("b.jsonl", canonical(samples, 300))};
  options.threads = 4;
  options.chunk_bytes = 8192;
  options.in_order = true;
  std::vector<std::vector<std::pair<std::uint32_t, std::uint64_t>>> places(4);
  std::map<std::uint64_t, std::vector<std::pair<std::uint32_t, std::uint64_t>>> chunks;
  std::mutex mutex;
  options.chunk_done = [&](unsigned worker, std::uint64_t chunk) {
    const std::lock_guard lock(mutex);
    chunks[chunk].swap(places[worker]);
  };
  const auto report = read_logs(options, [&](unsigned worker) {
    return
        [&places, worker](const Exchange& e) { places[worker].emplace_back(e.place.input, e.place.offset); };
  });
  ASSERT_TRUE(report.has_value());
  std::vector<std::pair<std::uint32_t, std::uint64_t>> all;
  for (const auto& [chunk, list] : chunks) all.insert(all.end(), list.begin(), list.end());
  EXPECT_EQ(all.size(), 600U);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
}

TEST_F(ReadLogs, OnlyTheWantedRecordsAreReadAgain) {
  SampleExchanges samples(5);
  ReadOptions options;
  options.inputs = {file("a.jsonl", "\xEF\xBB\xBF" + canonical(samples, 40)),
                    file("b.jsonl.zst", zstd(canonical(samples, 90))),
                    file("c.jsonl", canonical(samples, 5))};
  options.chunk_bytes = 4096;
  ASSERT_TRUE(read(options).has_value());
  const auto all = lines_;
  ASSERT_EQ(all.size(), 135U);
  EXPECT_EQ(all.begin()->first.second, 3U);  // behind the byte order mark
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::string> wanted;
  int number = 0;
  for (const auto& [place, line] : all) {
    if (place.first < 2 && (place.second == 3 || ++number % 7 == 0)) wanted.emplace(place, line);
  }
  auto& only = options.only.emplace();
  for (const auto& [place, line] : wanted) only.push_back({place.first, place.second});
  const auto report = read(options);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(lines_, wanted);
  EXPECT_EQ(report.value().records, wanted.size());
  EXPECT_EQ(report.value().anomalies.total(), 0U);
}

TEST_F(ReadLogs, TimeBoundsAreHalfOpen) {
  ReadOptions options;
  options.inputs = {file("a.jsonl", line_with(""))};
  options.from_us = 1'770'091'506'000'000;
  options.to_us = 1'770'091'506'000'001;
  EXPECT_EQ(read(options).value().records, 1U);
  options.to_us = options.from_us;
  const auto outside = read(options);
  EXPECT_EQ(outside.value().records, 0U);
  EXPECT_EQ(outside.value().inputs[0].outside_time, 1U);
  EXPECT_EQ(outside.value().anomalies.total(), 0U);
}

TEST_F(ReadLogs, AccessRecordsWithoutBodyAreReportedUnlessTheyAreRefusals) {
  const std::string body =
      R"({"headers":{"X-Request-Id":"q1"},"request":{"model":"m","messages":[{"role":"user","content":"hi"}]},)"
      R"("response":{"id":"chatcmpl-1","choices":[{"message":{"content":"yo"},"finish_reason":"stop"}]}})"
      "\n";
  const std::string access =
      R"({"request_id":"q1","x-request-id":"q1","timestamp":1770084306,"account_id":"a1","remote_addr":"192.0.2.1:99"})"
      "\n"
      R"({"request_id":"q2","x-request-id":"q2","timestamp":1770084307,"account_id":"a1","status":429})"
      "\n"
      R"({"request_id":"q3","x-request-id":"q3","timestamp":1770084308,"account_id":"a1","status":200})"
      "\n";
  ReadOptions options;
  options.inputs = {file("body.jsonl", body)};
  options.join_file = file("access.jsonl", access);
  options.join_on = "x-request-id";
  const auto report = read(options);
  ASSERT_TRUE(report.has_value()) << report.error().what;
  EXPECT_EQ(report.value().records, 2U);
  EXPECT_EQ(report.value().anomalies.count[static_cast<std::size_t>(AnomalyKind::unjoined)], 1U);
  std::string all;
  for (const auto& [place, line] : lines_) all += line;
  EXPECT_NE(all.find(R"("id":"q1")"), std::string::npos) << all;
  EXPECT_NE(all.find(R"("client.address":"192.0.2.1")"), std::string::npos) << all;
  EXPECT_NE(all.find(R"("http.response.status_code":429)"), std::string::npos) << all;
}

TEST_F(ReadLogs, FingerprintsSurviveWritingAndReading) {
  Exchange e;
  e.id = "r";
  e.account = "a";
  e.request_model = "m";
  e.time_us = 1'770'084'306'000'000;
  TextFingerprints prints{1,
                          2,
                          3,
                          4,
                          5,
                          0xfedcba9876543210ULL,
                          7,
                          8,
                          9,
                          Capability::grading,
                          3,
                          {'e', 'n'},
                          Intent::rubric_grading,
                          200,
                          {-128, 127, 5},
                          {1, 2},
                          {3},
                          {4, 5, 6},
                          {7}};
  e.fingerprints = prints;
  e.fingerprint_key = "0badcafe";
  std::string text;
  write_canonical(e, text);
  ReadOptions options;
  options.inputs = {file("a.jsonl", text)};
  ASSERT_EQ(read(options).value().records, 1U);
  EXPECT_EQ(lines_.begin()->second, text);
}

TEST_F(ReadLogs, MissingInputsAreErrors) {
  ReadOptions options;
  EXPECT_EQ(read(options).error().code, Code::usage);
}

// Each of these alone, and beside a good log: the bad one is counted and the good one is read.
TEST_F(ReadLogs, WhatCannotBeReadIsCountedAndTheRestIsRead) {
  const auto none = (folder_ / "none.jsonl").string();
  const auto pattern = (folder_ / "z*.jsonl").string();
  const auto empty = (folder_ / "empty").string();
  const auto garbage = (folder_ / "garbage.zst").string();
  std::filesystem::create_directory(empty);
  std::ofstream(garbage) << "this is no archive";
  const auto good = (folder_ / "good.jsonl").string();
  std::ofstream(good) << line_with("");
  for (const std::string& bad : {none, pattern, empty, garbage}) {
    for (const std::size_t expected : {0U, 1U}) {
      ReadOptions options;
      options.inputs = {bad};
      if (expected == 1) options.inputs.push_back(good);
      const auto report = read(options);
      ASSERT_TRUE(report.has_value()) << bad;
      EXPECT_EQ(report.value().records, expected) << bad;
      EXPECT_TRUE(report.value().partial) << bad;
      EXPECT_EQ(report.value().inputs.size(), expected + 1) << bad;
      EXPECT_EQ(report.value().anomalies.of(AnomalyKind::unreadable), 1U) << bad;
      EXPECT_EQ(report.value().anomalies.total(), 1U) << bad;
      options.strict = true;
      EXPECT_FALSE(read(options).has_value()) << bad;
    }
  }
}

}  // namespace
}  // namespace stillwatch
