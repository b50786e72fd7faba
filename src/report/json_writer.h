// Writes JSON to a stream as it is told, without building a tree: memory stays at one buffer, whatever is
// written.
//
//   JsonWriter json(std::cout);
//   json.begin_object();
//   json.field("schema", "stillwatch.scan/1");
//   json.key("numbers"); json.begin_array(JsonLayout::line); json.value(1); json.value(0.5);
//   json.end_array(); json.end_object();                      // {"schema": "stillwatch.scan/1", "numbers":
//   [1, 0.5]}, indented
//
// The caller is responsible for balanced calls (asserted in debug builds). Numbers are the shortest text that
// reads back unchanged. Not thread-safe. The destructor flushes into the stream; stream errors are the
// stream's state.
#pragma once

#include <concepts>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace stillwatch {

enum class JsonLayout : std::uint8_t {
  block,  // one entry per line, indented by two spaces
  line,   // this value and all within it on one line
};

class JsonWriter {
 public:
  explicit JsonWriter(std::ostream& out, JsonLayout layout = JsonLayout::block);
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;
  JsonWriter(JsonWriter&&) = delete;
  JsonWriter& operator=(JsonWriter&&) = delete;
  ~JsonWriter();

  void begin_object(JsonLayout layout = JsonLayout::block) { open('{', layout); }
  void end_object() { close('}'); }
  void begin_array(JsonLayout layout = JsonLayout::block) { open('[', layout); }
  void end_array() { close(']'); }
  void key(std::string_view name);

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(double number);
  template <std::integral Number>
  void value(Number number) {
    if constexpr (std::same_as<Number, bool>) {
      raw(number ? "true" : "false");
    } else {
      raw(std::to_string(number));
    }
  }
  void null() { raw("null"); }

  template <class Value>
  void field(std::string_view name, const Value& content) {
    key(name);
    value(content);
  }

  void end_line();  // a line feed after a finished value, for JSON Lines

 private:
  struct Level {
    bool one_line = false;
    bool empty = true;
  };
  void open(char bracket, JsonLayout layout);
  void close(char bracket);
  void before_value();
  void raw(std::string_view text);
  void new_line();
  void flush_if_full();

  std::ostream& out_;
  std::string buffer_;
  std::vector<Level> levels_;
  bool one_line_ = false;
  bool after_key_ = false;
};

}  // namespace stillwatch
