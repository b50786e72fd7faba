// What the program prints must have the form that docs/format/scan.schema.json promises, and nothing more.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "report/json.h"
#include "report/sample_result.h"

namespace stillwatch {
namespace {

using Json = nlohmann::json;

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  return type == "number" && value.is_number();
}

// The part of JSON Schema that our schema uses. Faults are collected with their place.
class SchemaCheck {
 public:
  explicit SchemaCheck(const Json& schema) : schema_(schema) {}

  std::string faults(const Json& value) {
    check(schema_, value, "$");
    return faults_;
  }

 private:
  void fault(const std::string& place, const std::string& words) { faults_ += place + ": " + words + '\n'; }

  void check(const Json& part, const Json& value, const std::string& place) {
    if (part.contains("$ref")) {
      const auto name = part.at("$ref").get<std::string>();
      return check(schema_.at(Json::json_pointer(name.substr(1))), value, place);
    }
    if (part.contains("const") && value != part.at("const")) fault(place, "not the constant");
    if (part.contains("type") && !has_type(value, part.at("type"))) return fault(place, "wrong type");
    if (part.contains("enum") &&
        std::find(part.at("enum").begin(), part.at("enum").end(), value) == part.at("enum").end()) {
      fault(place, "not in the list: " + value.dump());
    }
    if (part.contains("minimum") && value < part.at("minimum")) fault(place, "below the minimum");
    if (value.is_object() && part.contains("properties")) check_object(part, value, place);
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
      check(part.at("items"), value[i], place + '[' + std::to_string(i) + ']');
    }
  }

  void check_object(const Json& part, const Json& value, const std::string& place) {
    for (const Json& key : part.at("required")) {
      if (!value.contains(key.get<std::string>())) fault(place, "lacks " + key.dump());
    }
    for (const auto& [key, content] : value.items()) {
      const Json& others = part.at("additionalProperties");
      if (part.at("properties").contains(key)) {
        check(part.at("properties").at(key), content, place + '.' + key);
      } else if (others.is_object()) {
        check(others, content, place + '.' + key);
      } else {
        fault(place, "undocumented key " + key);
      }
    }
  }

  const Json& schema_;
  std::string faults_;
};

TEST(ScanSchema, HoldsForWhatIsPrinted) {
  const Json schema = Json::parse(std::ifstream(STILLWATCH_SOURCE_DIR "/docs/format/scan.schema.json"));
  for (const ScanResult& result : {sample_result(), ScanResult{}}) {
    std::ostringstream out;
    write_scan_json(result, 0, out);
    EXPECT_EQ(SchemaCheck(schema).faults(Json::parse(out.str())), "");
  }
}

TEST(ScanSchema, TheCheckItselfFindsFaults) {
  const Json schema = Json::parse(std::ifstream(STILLWATCH_SOURCE_DIR "/docs/format/scan.schema.json"));
  std::ostringstream out;
  write_scan_json(sample_result(), 0, out);
  Json json = Json::parse(out.str());
  json["campaigns"][0]["accounts"][0]["p"] = "small";
  json["surprise"] = 1;
  json.erase("limits");
  const std::string faults = SchemaCheck(schema).faults(json);
  EXPECT_NE(faults.find("$.campaigns[0].accounts[0].p: wrong type"), std::string::npos) << faults;
  EXPECT_NE(faults.find("undocumented key surprise"), std::string::npos) << faults;
  EXPECT_NE(faults.find("lacks \"limits\""), std::string::npos) << faults;
}

}  // namespace
}  // namespace stillwatch
