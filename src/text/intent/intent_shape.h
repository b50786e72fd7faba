// Facts of a request's form that the intent model reads beside its words.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace stillwatch {

enum class IntentShape : std::uint8_t {
  tool_turn,     // the newest turn is tool results alone
  offers_tools,  // tool definitions come with the request
  conversation_start,
  has_system,
  short_prompt,      // under 12 words
  long_prompt,       // 160 words and more
  very_long_prompt,  // 640 words and more
  passage,           // a line of 400 bytes or more
  fenced_code,
  numbered_lines,  // three or more
  labelled_lines,  // three or more of the labels that the model knows
  names_tags,      // <word> or </word>
  shows_json,      // {" somewhere
  blank_to_fill,   // ends with a colon, a bracket or an opening mark
  answer_none,
  answer_few_words,    // 1 to 3
  answer_short,        // 4 to 30
  answer_long,         // 150 and more
  answer_very_long,    // 500 and more
  answer_far_longer,   // than the request: four times and more
  answer_far_shorter,  // an eighth and less
  answer_is_json,
  answer_begins_with_number,
};
inline constexpr std::size_t kIntentShapeCount = 23;

inline constexpr std::array<std::string_view, kIntentShapeCount> kIntentShapeNames = {
    "tool_turn",
    "offers_tools",
    "conversation_start",
    "has_system",
    "short_prompt",
    "long_prompt",
    "very_long_prompt",
    "passage",
    "fenced_code",
    "numbered_lines",
    "labelled_lines",
    "names_tags",
    "shows_json",
    "blank_to_fill",
    "answer_none",
    "answer_few_words",
    "answer_short",
    "answer_long",
    "answer_very_long",
    "answer_far_longer",
    "answer_far_shorter",
    "answer_is_json",
    "answer_begins_with_number"};

}  // namespace stillwatch
