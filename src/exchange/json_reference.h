// What JsonTree must make of a document, by simdjson's own walk: for tests and fuzzing.
//
//   std::string text = R"({"a":[1,true]})";
//   expect(spelled_by_tree(text) == spelled_by_walk(text));
//
// Both spell a document without the white space between its tokens, every token as written; a document that
// is not good is spelled "". The walk is simdjson on-demand, which looks at every value as it comes by. Cost:
// far above that of the tree.
#pragma once

#include <simdjson.h>

#include <regex>
#include <string>
#include <string_view>

#include "exchange/json_tree.h"

namespace stillwatch {

namespace json_reference {

inline void spell(Json value, std::string& out) {
  if (!value.is_object() && !value.is_array()) {
    const char* const quote = value.is_string() ? "\"" : "";
    out.append(quote).append(value.raw()).append(quote);
    return;
  }
  out += value.is_object() ? '{' : '[';
  for (const Json inner : value) {
    if (value.is_object()) out.append("\"").append(inner.key()).append("\":");
    spell(inner, out);
    out += ',';
  }
  out += value.is_object() ? '}' : ']';
}

inline bool walk(simdjson::ondemand::value value, unsigned depth, std::string& out);

inline bool walk_object(simdjson::ondemand::value& value, unsigned depth, std::string& out) {
  simdjson::ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return false;
  for (auto entry : object) {
    simdjson::ondemand::field field;
    if (std::move(entry).get(field) != simdjson::SUCCESS) return false;
    const char* const key = field.key().raw();
    const char* end = key;
    while (*end != '"') end += *end == '\\' ? 2 : 1;
    out.append("\"").append(key, end).append("\":");
    if (!walk(field.value(), depth + 1, out)) return false;
    out += ',';
  }
  return true;
}

inline bool walk_array(simdjson::ondemand::value& value, unsigned depth, std::string& out) {
  simdjson::ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return false;
  for (auto entry : array) {
    simdjson::ondemand::value element;
    if (std::move(entry).get(element) != simdjson::SUCCESS) return false;
    if (!walk(element, depth + 1, out)) return false;
    out += ',';
  }
  return true;
}

inline bool walk(simdjson::ondemand::value value, unsigned depth, std::string& out) {
  simdjson::ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  const bool object = type == simdjson::ondemand::json_type::object;
  if (object || type == simdjson::ondemand::json_type::array) {
    out += object ? '{' : '[';
    if (depth > kJsonDepth || !(object ? walk_object(value, depth, out) : walk_array(value, depth, out)))
      return false;
    out += object ? '}' : ']';
    return true;
  }
  std::string_view token = value.raw_json_token();
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  out += token;
  if (token.starts_with('"')) {  // fetched, for a string that is passed over may be taken for a key
    simdjson::ondemand::raw_json_string string;
    return value.get_raw_json_string().get(string) == simdjson::SUCCESS && token.size() > 1 &&
           token.ends_with('"');
  }
  static const std::regex number("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  return token == "true" || token == "false" || token == "null" ||
         std::regex_match(token.begin(), token.end(), number);
}

}  // namespace json_reference

inline std::string spelled_by_tree(std::string_view text) {
  std::string padded(text), out;
  padded.append(kJsonPadding, '\0');
  JsonTree tree;
  if (tree.parse(padded.data(), text.size()) == JsonTree::Outcome::good)
    json_reference::spell(tree.root(), out);
  return out;
}

inline std::string spelled_by_walk(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  if (!text.starts_with('{') && !text.starts_with('[')) return {};
  std::string padded(text), out;
  padded.append(simdjson::SIMDJSON_PADDING, '\0');
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::value root;
  const char* rest = nullptr;
  const bool good =
      parser.iterate(padded.data(), text.size(), padded.size()).get(document) == simdjson::SUCCESS &&
      document.get_value().get(root) == simdjson::SUCCESS && json_reference::walk(root, 1, out) &&
      document.current_location().get(rest) != simdjson::SUCCESS;
  return good ? out : std::string();
}

}  // namespace stillwatch
