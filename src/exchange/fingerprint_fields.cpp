#include "exchange/fingerprint_fields.h"

#include <charconv>

#include "exchange/fingerprint_member.h"

namespace stillwatch {
namespace {

bool parse_hex16(Json value, std::uint64_t& to) {
  const std::string_view text = value.is_string() ? value.raw() : std::string_view{};
  if (text.size() != 16) return false;
  std::uint64_t number = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (error != std::errc{} || at != text.data() + text.size()) return false;
  to = number;
  return true;
}

bool parse_hashes(Json value, std::vector<std::uint64_t>& to) {
  if (!value.is_array()) return false;
  to.clear();
  for (const Json element : value) {
    std::uint64_t hash = 0;
    if (!parse_hex16(element, hash)) return false;
    to.push_back(hash);
  }
  return true;
}

template <class T>
bool parse_count(Json value, T& to, std::int64_t limit) {
  const auto number = value.integer();
  if (!number || *number < 0 || *number > limit) return false;
  to = static_cast<T>(*number);
  return true;
}

// Two hex digits a coordinate, two's complement.
bool parse_projection(Json value, Projection& to) {
  const std::string_view text = value.is_string() ? value.raw() : std::string_view{};
  if (text.size() != 2 * kProjectionSize) return false;
  Projection read;
  for (std::size_t i = 0; i < kProjectionSize; ++i) {
    std::uint8_t byte = 0;
    const char* const from = text.data() + 2 * i;
    const auto [at, error] = std::from_chars(from, from + 2, byte, 16);
    if (error != std::errc{} || at != from + 2) return false;
    read[i] = static_cast<std::int8_t>(byte);
  }
  to = read;
  return true;
}

constexpr char kHexDigits[] = "0123456789abcdef";

void append_hash(std::string& out, std::uint64_t hash) {
  out += '"';
  append_hex16(out, hash);
  out += '"';
}

void append_projection(ObjectWriter& object, const Projection& projection) {
  if (projection == Projection{}) return;
  object.key(name_of(Field::fp_projection));
  std::string& out = object.out();
  out += '"';
  for (const std::int8_t coordinate : projection) {
    const auto byte = static_cast<std::uint8_t>(coordinate);
    out += kHexDigits[byte >> 4U];
    out += kHexDigits[byte & 15U];
  }
  out += '"';
}

}  // namespace

void append_hex16(std::string& out, std::uint64_t value) {
  char digits[16];
  for (int i = 15; i >= 0; --i, value >>= 4) digits[i] = kHexDigits[value & 15];
  out.append(digits, 16);
}

bool assign_fingerprint(Exchange& exchange, Field field, Json value, Arena& arena) {
  if (!exchange.fingerprints) exchange.fingerprints.emplace();
  TextFingerprints& prints = *exchange.fingerprints;
  if (std::uint64_t* const hash = hash_member(prints, field)) return parse_hex16(value, *hash);
  if (auto* const list = hashes_member(prints, field)) return parse_hashes(value, *list);
  switch (field) {
    case Field::fp_prompt_words:
      return parse_count(value, prints.prompt_words, UINT32_MAX);
    case Field::fp_answer_words:
      return parse_count(value, prints.answer_words, UINT32_MAX);
    case Field::fp_topic:
      return parse_count(value, prints.topic, UINT8_MAX);
    case Field::fp_flags:
      return parse_count(value, prints.flags, UINT8_MAX);
    case Field::fp_capability:
      return parse_count(value, prints.capability, kCapabilityCount - 1);
    case Field::fp_intent:
      return parse_count(value, prints.intent, kIntentCount - 1);
    case Field::fp_intent_score:
      return parse_count(value, prints.intent_score, UINT8_MAX);
    case Field::fp_projection:
      return parse_projection(value, prints.projection);
    case Field::fp_language: {
      const std::string_view text = value.string(arena);
      if (text.size() != 2) return false;
      prints.language = {text[0], text[1]};
      return true;
    }
    default:
      return false;
  }
}

bool has_fingerprint(const TextFingerprints& constant, Field field) {
  auto& prints = const_cast<TextFingerprints&>(constant);
  if (const auto* hash = hash_member(prints, field)) return *hash != 0;
  if (const auto* list = hashes_member(prints, field)) return !list->empty();
  switch (field) {
    case Field::fp_prompt_words:
      return prints.prompt_words != 0;
    case Field::fp_answer_words:
      return prints.answer_words != 0;
    case Field::fp_intent:
      return prints.intent != Intent::none;
    case Field::fp_intent_score:
      return prints.intent_score != 0;
    case Field::fp_projection:
      return prints.projection != Projection{};
    default:
      return true;  // topic, capability, flags, language always say something
  }
}

void append_fingerprints(ObjectWriter& object, const TextFingerprints& constant) {
  auto& prints = const_cast<TextFingerprints&>(constant);
  for (const Field field : {Field::fp_root, Field::fp_prompt, Field::fp_skeleton, Field::fp_system,
                            Field::fp_tools, Field::fp_issued}) {
    const std::uint64_t hash = *hash_member(prints, field);
    if (hash == 0) continue;
    object.key(name_of(field));
    append_hash(object.out(), hash);
  }
  object.number(name_of(Field::fp_prompt_words), prints.prompt_words);
  object.number(name_of(Field::fp_answer_words), prints.answer_words);
  object.number(name_of(Field::fp_topic), prints.topic);
  object.number(name_of(Field::fp_capability), static_cast<unsigned>(prints.capability));
  object.number(name_of(Field::fp_flags), prints.flags);
  object.number(name_of(Field::fp_intent), static_cast<unsigned>(prints.intent));
  object.number(name_of(Field::fp_intent_score), prints.intent_score);
  object.always_text(name_of(Field::fp_language), {prints.language.data(), prints.language.size()});
  append_projection(object, prints.projection);
  for (const Field field :
       {Field::fp_history, Field::fp_shapes, Field::fp_prompt_prints, Field::fp_answer_prints}) {
    const auto& list = *hashes_member(prints, field);
    if (list.empty()) continue;
    object.key(name_of(field));
    object.out() += '[';
    for (const std::uint64_t hash : list) {
      append_hash(object.out(), hash);
      object.out() += ',';
    }
    object.out().back() = ']';
  }
}

}  // namespace stillwatch
