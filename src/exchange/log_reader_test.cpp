#include "exchange/log_reader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <mutex>

#include "exchange/canonical_writer.h"

namespace stillwatch {
namespace {

TEST(ReadLogs, CanonicalLine) {
  const auto folder = std::filesystem::temp_directory_path() / "stillwatch_read_logs";
  std::filesystem::create_directories(folder);
  const std::string path = (folder / "a.jsonl").string();
  const std::string line =
      R"({"id":"r1","time":"2026-02-03T04:05:06.789Z","account.id":"a1","gen_ai.request.model":"m","gen_ai.input.messages":[{"role":"user","parts":[{"type":"text","content":"hi\nthere"}]}]})"
      "\n";
  std::ofstream(path) << line << "{\"broken\n" << line;
  ReadOptions options;
  options.inputs = {path};
  std::string back;
  options.threads = 1;
  auto report =
      read_logs(options, [&](unsigned) { return [&](const Exchange& e) { write_canonical(e, back); }; });
  ASSERT_TRUE(report.has_value()) << report.error().what;
  EXPECT_EQ(report.value().records, 2U);
  EXPECT_EQ(report.value().anomalies.total(), 1U);
  EXPECT_EQ(back, line + line);
}

}  // namespace
}  // namespace stillwatch
