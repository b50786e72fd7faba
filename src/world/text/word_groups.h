// Near synonyms and small words for the rewriter.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace stillwatch::world {

// A read-only table from a word (lower case) to the words that may stand for it. Built once, then shared by
// threads.
class WordGroups {
 public:
  [[nodiscard]] static const WordGroups& english();
  // The words of the group that holds `word`; empty when there is none.
  [[nodiscard]] std::span<const std::string_view> find(std::string_view word) const;

 private:
  explicit WordGroups(std::string_view groups);  // "a,b,c|d,e"
  struct Slot {
    std::string_view word;
    std::uint32_t group = 0;
  };
  std::vector<Slot> slots_;  // open addressing, a power of two
  std::vector<std::vector<std::string_view>> groups_;
};

// Small words that may be put between two words of the language.
[[nodiscard]] std::span<const std::string_view> small_words(std::string_view language);

}  // namespace stillwatch::world
