// How single characters of the Basic Multilingual Plane are folded, looked up instead of computed (see
// normal_text.h).
#pragma once

#include <cstdint>
#include <vector>

#include "text/normal_text.h"

namespace stillwatch {

enum class FoldClass : std::uint8_t {
  context,  // what it becomes depends on its neighbours, or is more than one character: normalise its cluster
  word,     // part of a word
  sign,     // belongs to the letter before it
  unspaced,  // a word of its own
  mark,      // becomes the ASCII byte FoldedCharacter::target
  drop,      // leaves nothing
};

struct FoldedCharacter {
  std::uint16_t target = 0;  // the character, or the ASCII byte, that replaces it
  FoldClass fold_class = FoldClass::context;
  Script script = Script::other;
};

// What an already folded character is to the reader of words; `target` is meaningful for marks only.
[[nodiscard]] FoldedCharacter classify(std::int32_t code_point);

// One entry for each code point below 65,536. Built at the first call (some milliseconds), then constant.
// Thread-safe.
[[nodiscard]] const std::vector<FoldedCharacter>& fold_table();

// Case-folds and composes `code_points` (NFKC with case folding) in place; `decomposed` is memory to reuse.
void fold_cluster(std::vector<std::int32_t>& code_points, std::vector<std::int32_t>& decomposed);

}  // namespace stillwatch
