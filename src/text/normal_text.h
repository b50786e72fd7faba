// Text in its normal form: what two people would call the same text has the same bytes.
//
//   NormalText text;                       // reuse it: holds its memory
//   text.append("Caf\u00e9 \u2014 100%");
//   text.bytes() == "café - 100%"
//
// Letters are case-folded and composed (Unicode NFKC); white space and control bytes are kept (words end
// there; their number has no meaning to readers of this form). Every other character above ASCII becomes a
// single ASCII byte, so that bytes above 127 occur in words only:
//   - marks: dashes `-`, opening and closing brackets `(` `)`, quotation marks `"` or `'`, full stops `.`,
//   commas `,` ...
//   - other symbols, unassigned characters and invalid UTF-8 bytes: kSymbol
//   - invisible formatting characters (zero-width space, soft hyphen, BOM): dropped
//   - a character of a script written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar) is a word of its
//   own:
//     kWordBreak follows it, and precedes it where a word would run on.
// Cost: above 5 GB/s on ASCII; about 0.3 GB/s on other text. At most kBytesMax bytes are kept. Not
// thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace stillwatch {

enum class Script : std::uint8_t {
  other,
  latin,
  greek,
  cyrillic,
  hebrew,
  arabic,
  devanagari,
  thai,
  kana,
  hangul,
  han,
};
inline constexpr std::size_t kScriptCount = 11;

enum class FoldClass : std::uint8_t;  // text/fold_table.h

class NormalText {
 public:
  static constexpr char kSymbol = '\x02';
  static constexpr char kWordBreak = '\x1f';
  static constexpr std::size_t kPadding = 64;  // zero bytes that may be read after bytes()
  static constexpr std::size_t kBytesMax = std::size_t{1} << 30;

  void clear();
  // Adds one part; a line break separates it from the part before.
  void append(std::string_view part);
  // Writes the padding; call it after the last append and before reading.
  void finish();

  [[nodiscard]] std::string_view bytes() const { return {bytes_.data(), size_}; }
  // Characters above ASCII, by script. ASCII letters are not counted.
  [[nodiscard]] const std::array<std::uint32_t, kScriptCount>& scripts() const { return scripts_; }

 private:
  void reserve(std::size_t more);
  std::size_t append_run(std::string_view run);
  std::size_t append_cluster(std::string_view run, std::size_t from);
  void append_code_point(std::int32_t code_point, FoldClass fold_class);
  void append_word(std::int32_t code_point);
  void append_sign(std::int32_t code_point);
  void append_unspaced(std::int32_t code_point);

  std::vector<char> bytes_ = std::vector<char>(4096);  // its size is the capacity; size_ bytes are in use
  std::size_t size_ = 0;
  std::array<std::uint32_t, kScriptCount> scripts_{};
  std::vector<std::int32_t> cluster_, cluster_scratch_;
};

}  // namespace stillwatch
