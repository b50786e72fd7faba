// Reads the parts of one turn into words, and hashes turns as wholes.
//
//   TurnReader reader(keys.words);          // one per thread: holds memory to reuse
//   reader.begin();
//   reader.add_text(part.text);
//   reader.finish();
//   std::uint64_t hash = reader.words_hash();
//
// Not thread-safe. Cost: that of text/word_list.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/exchange.h"
#include "text/normal_text.h"
#include "text/word_list.h"

namespace stillwatch {

class TurnReader {
 public:
  explicit TurnReader(SipKey words) : key_(words) {}

  void begin() { text_.clear(); }
  void add_text(std::string_view text) { text_.append(text); }
  // A tool call: its name, then its arguments with the escapes of their JSON strings resolved, so that logs
  // which escape differently agree.
  void add_tool_call(std::string_view name, std::string_view arguments);
  void finish();

  [[nodiscard]] std::string_view bytes() const { return text_.bytes(); }
  [[nodiscard]] const WordList& words() const { return words_; }
  [[nodiscard]] const NormalText& text() const { return text_; }

  // Of the words alone: the same for texts that differ in white space and punctuation.
  [[nodiscard]] std::uint64_t words_hash() const;
  // Of words and marks: the same for texts that differ in white space, case and composition only.
  [[nodiscard]] std::uint64_t text_hash();

 private:
  SipKey key_;
  NormalText text_;
  WordList words_;
  std::vector<std::uint16_t> marks_;
  std::string unescaped_;
};

// Resolves the escapes of JSON strings in `json` into `out` (\n, \", \u00e9, surrogate pairs ...); what is no
// valid escape stays. Structure is not parsed.
void resolve_json_escapes(std::string_view json, std::string& out);

}  // namespace stillwatch
