#include "report/json_writer.h"

#include <cassert>

#include "report/escape.h"
#include "report/number_text.h"

namespace stillwatch {
namespace {
constexpr std::size_t kFlushAt = std::size_t{1} << 16;
}  // namespace

JsonWriter::JsonWriter(std::ostream& out, JsonLayout layout)
    : out_(out), one_line_(layout == JsonLayout::line) {}

JsonWriter::~JsonWriter() { out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size())); }

void JsonWriter::flush_if_full() {
  if (buffer_.size() < kFlushAt) return;
  out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffer_.clear();
}

void JsonWriter::new_line() {
  buffer_ += '\n';
  buffer_.append(2 * levels_.size(), ' ');
}

// Puts the comma, line break and indentation that must stand before a key or an array entry.
void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) buffer_ += level.one_line ? ", " : ",";
  if (!level.one_line) new_line();
  level.empty = false;
}

void JsonWriter::open(char bracket, JsonLayout layout) {
  before_value();
  buffer_ += bracket;
  const bool inside_line = one_line_ || (!levels_.empty() && levels_.back().one_line);
  levels_.push_back({inside_line || layout == JsonLayout::line, true});
}

void JsonWriter::close(char bracket) {
  assert(!levels_.empty());
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.empty && !level.one_line) new_line();
  buffer_ += bracket;
  if (levels_.empty() && !one_line_) buffer_ += '\n';
  flush_if_full();
}

void JsonWriter::key(std::string_view name) {
  before_value();
  buffer_ += '"';
  buffer_ += json_escaped(name);
  buffer_ += "\": ";
  after_key_ = true;
}

void JsonWriter::value(std::string_view text) {
  before_value();
  buffer_ += '"';
  buffer_ += json_escaped(text);
  buffer_ += '"';
  flush_if_full();
}

void JsonWriter::value(double number) { raw(shortest_text(number)); }

void JsonWriter::raw(std::string_view text) {
  before_value();
  buffer_ += text;
}

void JsonWriter::end_line() {
  assert(levels_.empty());
  buffer_ += '\n';
  flush_if_full();
}

}  // namespace stillwatch
