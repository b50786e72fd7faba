// The canonical fields by name: one list that readers, field maps, access logs, coverage and documentation
// share.
//
//   if (auto field = field_of("gen_ai.request.model")) assign(exchange, *field, json_value, workspace);
//
// A field that the log does not have stays empty; a value of the wrong type is the same as none. Pure
// functions; thread-safe; a look-up is one hash and one comparison.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "exchange/exchange.h"
#include "exchange/json_tree.h"

namespace stillwatch {

enum class Field : std::uint8_t {
  id,
  time,
  time_end,
  account,
  organisation,
  project,
  credential,
  enduser,
  session,
  conversation,
  client_address,
  as_number,
  country,
  user_agent,
  ja4,
  provider,
  operation,
  request_model,
  response_model,
  response_id,
  finish_reasons,
  status,
  error_type,
  temperature,
  top_p,
  frequency_penalty,
  presence_penalty,
  top_k,
  max_tokens,
  seed,
  choice_count,
  top_logprobs,
  logit_bias_count,
  stream,
  logprobs,
  reasoning_effort,
  response_format,
  input_tokens,
  output_tokens,
  reasoning_tokens,
  cache_read_tokens,
  cache_creation_tokens,
  embedding,
  system_instructions,
  input_messages,
  output_messages,
  tool_definitions,
  fp_key,
  fp_root,
  fp_prompt,
  fp_skeleton,
  fp_system,
  fp_tools,
  fp_issued,
  fp_prompt_words,
  fp_answer_words,
  fp_topic,
  fp_capability,
  fp_flags,
  fp_language,
  fp_intent,
  fp_intent_score,
  fp_projection,
  fp_history,
  fp_shapes,
  fp_prompt_prints,
  fp_answer_prints,
};
inline constexpr std::size_t kFieldCount = static_cast<std::size_t>(Field::fp_answer_prints) + 1;

// The JSON name: "account.id", "gen_ai.request.model", "fp.root", ...
[[nodiscard]] std::string_view name_of(Field field);
[[nodiscard]] std::optional<Field> field_of(std::string_view name);

// True when some field's name starts with `name` and a dot, so that an object of that name is to be looked
// into.
[[nodiscard]] bool is_field_prefix(std::string_view name);

[[nodiscard]] inline bool is_content(Field field) {
  return field >= Field::system_instructions && field <= Field::tool_definitions;
}
[[nodiscard]] inline bool is_fingerprint(Field field) { return field >= Field::fp_key; }

// Whether the exchange has the field.
[[nodiscard]] bool has_field(const Exchange& exchange, Field field);

// Sets any field from JSON. Times are ISO 8601 or Unix numbers; content fields take arrays in the
// OpenTelemetry schema, or such arrays packed in a string. Returns false when the value cannot be used (the
// field is then left alone).
bool assign(Exchange& exchange, Field field, Json value, JsonWorkspace& workspace);

}  // namespace stillwatch
