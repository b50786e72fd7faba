// Which member of TextFingerprints holds an fp.* field, by the shape of its column.
//
//   if (auto* hash = hash_member(prints, Field::fp_root)) *hash = value;
//
// Values out of a field's range are left out, as in JSON lines. Pure.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "exchange/field.h"
#include "text/fingerprints.h"

namespace stillwatch {

template <class Prints>  // TextFingerprints or const TextFingerprints
auto* hash_member(Prints& prints, Field field) {
  switch (field) {
    case Field::fp_root:
      return &prints.root;
    case Field::fp_prompt:
      return &prints.prompt;
    case Field::fp_skeleton:
      return &prints.skeleton;
    case Field::fp_system:
      return &prints.system;
    case Field::fp_tools:
      return &prints.tools;
    case Field::fp_issued:
      return &prints.issued;
    default:
      return static_cast<decltype(&prints.root)>(nullptr);
  }
}

template <class Prints>
auto* hashes_member(Prints& prints, Field field) {
  switch (field) {
    case Field::fp_history:
      return &prints.history;
    case Field::fp_shapes:
      return &prints.shapes;
    case Field::fp_prompt_prints:
      return &prints.prompt_prints;
    case Field::fp_answer_prints:
      return &prints.answer_prints;
    default:
      return static_cast<decltype(&prints.history)>(nullptr);
  }
}

inline void set_count(TextFingerprints& to, Field field, std::uint32_t value) {
  switch (field) {
    case Field::fp_prompt_words:
      to.prompt_words = value;
      break;
    case Field::fp_answer_words:
      to.answer_words = value;
      break;
    case Field::fp_topic:
      to.topic = static_cast<std::uint8_t>(value);
      break;
    case Field::fp_flags:
      to.flags = static_cast<std::uint8_t>(value);
      break;
    case Field::fp_intent_score:
      to.intent_score = static_cast<std::uint8_t>(value);
      break;
    case Field::fp_capability:
      if (value < kCapabilityCount) to.capability = static_cast<Capability>(value);
      break;
    case Field::fp_intent:
      if (value < kIntentCount) to.intent = static_cast<Intent>(value);
      break;
    default:
      break;
  }
}

[[nodiscard]] inline std::uint32_t count_of(const TextFingerprints& prints, Field field) {
  switch (field) {
    case Field::fp_prompt_words:
      return prints.prompt_words;
    case Field::fp_answer_words:
      return prints.answer_words;
    case Field::fp_topic:
      return prints.topic;
    case Field::fp_flags:
      return prints.flags;
    case Field::fp_intent_score:
      return prints.intent_score;
    case Field::fp_capability:
      return static_cast<std::uint32_t>(prints.capability);
    case Field::fp_intent:
      return static_cast<std::uint32_t>(prints.intent);
    default:
      return 0;
  }
}

// The language and the projection.
inline void set_bytes(TextFingerprints& to, Field field, std::string_view bytes) {
  if (field == Field::fp_language && bytes.size() == to.language.size()) {
    to.language = {bytes[0], bytes[1]};
  } else if (field == Field::fp_projection && bytes.size() == kProjectionSize) {
    std::memcpy(to.projection.data(), bytes.data(), kProjectionSize);
  }
}

}  // namespace stillwatch
