// Writes one flat JSON object member by member, leaving out what is empty.
//
//   ObjectWriter object(out);                  // writes {
//   object.text("account.id", account);        // nothing when empty
//   object.close();                            // writes }
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "exchange/json_tree.h"

namespace stillwatch {

class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }

  void key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_json_string(out_, name);
    out_ += ':';
  }
  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) always_text(name, value);
  }
  void always_text(std::string_view name, std::string_view value) {
    key(name);
    append_json_string(out_, value);
  }
  void raw(std::string_view name, std::string_view json) {
    key(name);
    out_ += json;
  }
  template <class T>
  void number(std::string_view name, T value) {
    if (value != T{}) always_number(name, value);
  }
  template <class T>
  void always_number(std::string_view name, T value) {
    key(name);
    fmt::format_to(std::back_inserter(out_), "{}", value);
  }
  template <class T>
  void optional(std::string_view name, const std::optional<T>& value) {
    if (value) always_number(name, *value);
  }
  void close() { out_ += '}'; }
  [[nodiscard]] std::string& out() { return out_; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace stillwatch
