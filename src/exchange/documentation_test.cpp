// docs/format/exchange.md, its schema and its example say what the code does.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "exchange/attribute_alias.h"
#include "exchange/canonical_writer.h"
#include "exchange/coverage.h"
#include "exchange/envelope.h"
#include "exchange/log_reader.h"
#include "exchange/sample_exchanges.h"

namespace stillwatch {
namespace {

const std::string kFolder = STILLWATCH_FORMAT_DOCS;

std::string text_of(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(kFolder + "/" + name).rdbuf();
  return text.str();
}

std::string quoted(std::string_view name) {
  std::string text(1, '`');
  text.append(name).append(1, '`');
  return text;
}

TEST(Documentation, ExampleIsReadWholly) {
  ReadOptions options;
  options.inputs = {kFolder + "/exchange.example.jsonl"};
  options.threads = 1;
  std::string back;
  const auto report =
      read_logs(options, [&](unsigned) { return [&](const Exchange& e) { write_canonical(e, back); }; });
  ASSERT_TRUE(report.has_value()) << report.error().what;
  EXPECT_EQ(report.value().records, 3U);
  EXPECT_EQ(report.value().anomalies.total(), 0U);
  std::string expected = text_of("exchange.example.jsonl");
  const std::string mode = R"("content.mode":"fingerprint",)";
  expected.erase(expected.find(mode), mode.size());
  EXPECT_EQ(nlohmann::json::parse(back.substr(0, back.find('\n'))),
            nlohmann::json::parse(expected.substr(0, expected.find('\n'))));
}

TEST(Documentation, SchemaHasEveryFieldAndEveryWrittenKey) {
  const auto schema = nlohmann::json::parse(text_of("exchange.schema.json"));
  const auto& properties = schema.at("properties");
  for (const std::string_view field : canonical_field_names())
    EXPECT_TRUE(properties.contains(std::string(field))) << field;
  SampleExchanges samples(9);
  for (int i = 0; i < 200; ++i) {
    std::string line;
    write_canonical(samples.next(), line);
    const auto written = nlohmann::json::parse(line);
    for (const auto& [key, value] : written.items()) {
      ASSERT_TRUE(properties.contains(key)) << key;
      const auto& property = properties.at(key);
      if (!property.contains("type")) continue;
      const std::string type = property.at("type");
      const bool fits = type == "string"    ? value.is_string()
                        : type == "integer" ? value.is_number_integer()
                        : type == "number"  ? value.is_number()
                        : type == "boolean" ? value.is_boolean()
                                            : value.is_array();
      EXPECT_TRUE(fits) << key << " " << value.dump();
    }
  }
}

TEST(Documentation, ListsEveryNameThatIsUnderstood) {
  const std::string text = text_of("field-map.md");
  for (const auto& [name, field] : common_names())
    EXPECT_NE(text.find(quoted(name)), std::string::npos) << name;
  for (const auto& [name, field] : attribute_aliases())
    EXPECT_NE(text.find(quoted(name)), std::string::npos) << name;
}

}  // namespace
}  // namespace stillwatch
