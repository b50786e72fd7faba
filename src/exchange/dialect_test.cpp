// The same facts through every dialect give the same exchange.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "exchange/canonical_writer.h"
#include "exchange/dialect_writer.h"
#include "exchange/log_reader.h"
#include "exchange/sample_exchanges.h"
#include "exchange/sniff.h"

namespace stillwatch {
namespace {

struct Form {
  Dialect dialect;
  bool streamed = false;
};

std::string written(Form form, const Exchange& e) {
  std::string out;
  if (form.streamed) {
    write_streamed_exchange(form.dialect, e, out);
  } else {
    write_exchange(form.dialect, e, out);
  }
  return out;
}

// Where two lines part, with some text around it; empty when they are equal.
std::string difference(const std::string& expected, const std::string& found) {
  if (expected == found) return {};
  std::size_t at = 0;
  while (at < expected.size() && at < found.size() && expected[at] == found[at]) ++at;
  const std::size_t from = at < 120 ? 0 : at - 120;
  return "expected ..." + expected.substr(from, 300) + "\nfound    ..." + found.substr(from, 300);
}

class EveryDialect : public testing::TestWithParam<Form> {
 protected:
  EveryDialect() {
    folder_ = std::filesystem::temp_directory_path() /
              ("stillwatch_dialect_" + std::to_string(static_cast<int>(GetParam().dialect)) +
               (GetParam().streamed ? "s" : "") + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~EveryDialect() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  std::filesystem::path folder_;
};

TEST_P(EveryDialect, ReadsBackWhatWasWritten) {
  constexpr std::uint64_t kSeed = 20260203;
  SampleExchanges samples(kSeed);
  std::map<std::string, std::string> expected;
  std::string log;
  std::string access;
  for (int i = 0; i < 400; ++i) {
    const Exchange e = samples.next();
    if (GetParam().streamed && e.output.empty()) continue;
    log += written(GetParam(), e);
    write_access_record(e, access);
    std::string canonical;
    write_canonical(e, canonical);
    expected.emplace(e.id, canonical);
  }
  ReadOptions options;
  options.inputs = {file("log.jsonl", log)};
  options.join_file = file("access.jsonl", access);
  options.join_on = "id";
  options.threads = 1;
  std::map<std::string, std::string> found;
  const auto report = read_logs(options, [&](unsigned) {
    return [&](const Exchange& e) {
      std::string canonical;
      write_canonical(e, canonical);
      found.emplace(e.id, canonical);
    };
  });
  ASSERT_TRUE(report.has_value()) << report.error().what;
  for (std::size_t i = 0; i < kAnomalyKinds; ++i) {
    for (const AnomalyPlace& place : report.value().anomalies.first[i])
      ADD_FAILURE() << name_of(static_cast<AnomalyKind>(i)) << " line " << place.place.line << " "
                    << place.field;
  }
  EXPECT_EQ(report.value().inputs[1].dialect, name_of(GetParam().dialect)) << report.value().inputs[1].path;
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& [id, line] : expected) {
    ASSERT_EQ(difference(line, found[id]), "") << "seed " << kSeed << ", exchange " << id;
  }
}

INSTANTIATE_TEST_SUITE_P(Forms, EveryDialect,
                         testing::Values(Form{Dialect::canonical}, Form{Dialect::openai_chat},
                                         Form{Dialect::openai_chat, true}, Form{Dialect::openai_responses},
                                         Form{Dialect::openai_responses, true}, Form{Dialect::anthropic},
                                         Form{Dialect::anthropic, true}, Form{Dialect::litellm},
                                         Form{Dialect::otel}),
                         [](const auto& form) {
                           std::string name(name_of(form.param.dialect));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name + (form.param.streamed ? "_streamed" : "");
                         });

}  // namespace
}  // namespace stillwatch
