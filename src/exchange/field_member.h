// Which member of Exchange holds a field: calls a function with it, whatever its type.
//
//   visit_member(exchange, Field::account, [](auto& member) { return is_set(member); });
//
// The types are std::string_view, std::int64_t, std::int32_t, std::uint32_t, and optionals of double,
// std::int64_t and bool. Content, the embedding and fingerprints have no
// such member: the result for them is false.
#pragma once

#include "exchange/field.h"

namespace stillwatch {

inline bool is_set(std::string_view text) { return !text.empty(); }
template <class T>
bool is_set(const std::optional<T>& value) {
  return value.has_value();
}
template <class T>
  requires std::is_integral_v<T>
bool is_set(T value) {
  return value != 0;
}

// Who is billed, and on whose behalf.
template <class E, class Visitor>
bool visit_who(E& e, Field field, Visitor&& visit) {
  switch (field) {
    case Field::id:
      return visit(e.id);
    case Field::time:
      return visit(e.time_us);
    case Field::time_end:
      return visit(e.time_end_us);
    case Field::account:
      return visit(e.account);
    case Field::organisation:
      return visit(e.organisation);
    case Field::project:
      return visit(e.project);
    case Field::credential:
      return visit(e.credential);
    case Field::enduser:
      return visit(e.enduser);
    case Field::session:
      return visit(e.session);
    case Field::conversation:
      return visit(e.conversation);
    default:
      return false;
  }
}

// Where the request came from.
template <class E, class Visitor>
bool visit_client(E& e, Field field, Visitor&& visit) {
  switch (field) {
    case Field::client_address:
      return visit(e.client_address);
    case Field::as_number:
      return visit(e.as_number);
    case Field::country:
      return visit(e.country);
    case Field::user_agent:
      return visit(e.user_agent);
    case Field::ja4:
      return visit(e.ja4);
    default:
      return false;
  }
}

// The call and how it ended.
template <class E, class Visitor>
bool visit_call(E& e, Field field, Visitor&& visit) {
  switch (field) {
    case Field::provider:
      return visit(e.provider);
    case Field::operation:
      return visit(e.operation);
    case Field::request_model:
      return visit(e.request_model);
    case Field::response_model:
      return visit(e.response_model);
    case Field::response_id:
      return visit(e.response_id);
    case Field::finish_reasons:
      return visit(e.finish_reason);
    case Field::status:
      return visit(e.status);
    case Field::error_type:
      return visit(e.error_type);
    default:
      return false;
  }
}

// gen_ai.request.*.
template <class E, class Visitor>
bool visit_parameter(E& e, Field field, Visitor&& visit) {
  switch (field) {
    case Field::temperature:
      return visit(e.parameters.temperature);
    case Field::top_p:
      return visit(e.parameters.top_p);
    case Field::frequency_penalty:
      return visit(e.parameters.frequency_penalty);
    case Field::presence_penalty:
      return visit(e.parameters.presence_penalty);
    case Field::top_k:
      return visit(e.parameters.top_k);
    case Field::max_tokens:
      return visit(e.parameters.max_tokens);
    case Field::seed:
      return visit(e.parameters.seed);
    case Field::choice_count:
      return visit(e.parameters.choice_count);
    case Field::top_logprobs:
      return visit(e.parameters.top_logprobs);
    case Field::logit_bias_count:
      return visit(e.parameters.logit_bias_count);
    case Field::stream:
      return visit(e.parameters.stream);
    case Field::logprobs:
      return visit(e.parameters.logprobs);
    case Field::reasoning_effort:
      return visit(e.parameters.reasoning_effort);
    case Field::response_format:
      return visit(e.parameters.response_format);
    default:
      return false;
  }
}

// gen_ai.usage.*.
template <class E, class Visitor>
bool visit_usage(E& e, Field field, Visitor&& visit) {
  switch (field) {
    case Field::input_tokens:
      return visit(e.usage.input);
    case Field::output_tokens:
      return visit(e.usage.output);
    case Field::reasoning_tokens:
      return visit(e.usage.reasoning);
    case Field::cache_read_tokens:
      return visit(e.usage.cache_read);
    case Field::cache_creation_tokens:
      return visit(e.usage.cache_creation);
    default:
      return false;
  }
}

template <class E, class Visitor>  // E: Exchange or const Exchange
bool visit_member(E& e, Field field, Visitor&& visit) {
  if (field <= Field::conversation) return visit_who(e, field, visit);
  if (field <= Field::ja4) return visit_client(e, field, visit);
  if (field <= Field::error_type) return visit_call(e, field, visit);
  if (field <= Field::response_format) return visit_parameter(e, field, visit);
  if (field <= Field::cache_creation_tokens) return visit_usage(e, field, visit);
  return field == Field::fp_key && visit(e.fingerprint_key);
}

// Whether a field other than those of fingerprints is filled.
inline bool has_own_field(const Exchange& e, Field field) {
  switch (field) {
    case Field::system_instructions:
      return !e.input.empty() && e.input.front().role == Role::system;
    case Field::input_messages:
      return !e.input.empty() && e.input.back().role != Role::system;
    case Field::output_messages:
      return !e.output.empty();
    case Field::tool_definitions:
      return !e.tools.empty();
    case Field::embedding:
      return !e.embedding.empty();
    default:
      return visit_member(e, field, [](const auto& member) { return is_set(member); });
  }
}

}  // namespace stillwatch
