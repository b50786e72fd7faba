// Small parts of sentences: lists in one string, marks to fill in, and random names, identifiers and numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace stillwatch::world {

// A list written as "one|two|three", split once; views into the text, which must outlive it.
class PhraseList {
 public:
  PhraseList() = default;
  explicit PhraseList(std::string_view bar_separated);
  [[nodiscard]] std::string_view pick(Random& random) const { return items_[random.below(items_.size())]; }
  [[nodiscard]] std::string_view at(std::size_t i) const { return items_[i % items_.size()]; }
  [[nodiscard]] std::size_t size() const { return items_.size(); }

 private:
  std::vector<std::string_view> items_;
};

// Appends `text` with every {mark} replaced by what `fill(mark, out)` appends. `fill` returns false for an
// unknown mark, which is then copied as it stands.
template <class Fill>
void fill_marks(std::string_view text, std::string& out, Fill&& fill) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find('{', at);
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    out.append(text.substr(at, open - at));
    if (!fill(text.substr(open + 1, close - open - 1), out)) out.append(text.substr(open, close - open + 1));
    at = close + 1;
  }
  out.append(text.substr(at));
}

void append_number(Random& random, std::string& out);      // 2 .. about 4,000, small ones more often
void append_name(Random& random, std::string& out);        // a person's first name
void append_identifier(Random& random, std::string& out);  // "flush_order_queue", "OrderLedger"
void append_hex(std::uint64_t value, int digits, std::string& out);

// Words as a world counts them: runs without white space; in Chinese and Japanese, characters.
[[nodiscard]] std::size_t count_words(std::string_view text);

}  // namespace stillwatch::world
