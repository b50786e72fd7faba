#include "exchange/body_writer.h"

#include "exchange/body_parts.h"

namespace stillwatch {
namespace {

void write_parameters(ObjectWriter& body, Dialect dialect, const Exchange& e) {
  const RequestParameters& p = e.parameters;
  body.optional("temperature", p.temperature);
  body.optional("top_p", p.top_p);
  body.optional("stream", p.stream);
  if (dialect == Dialect::anthropic) {
    body.optional("max_tokens", p.max_tokens);
    body.optional("top_k", p.top_k);
    return;
  }
  body.optional("top_logprobs", p.top_logprobs);
  if (dialect == Dialect::openai_responses) {
    body.optional("max_output_tokens", p.max_tokens);
    return;
  }
  body.optional("max_completion_tokens", p.max_tokens);
  body.optional("frequency_penalty", p.frequency_penalty);
  body.optional("presence_penalty", p.presence_penalty);
  body.optional("seed", p.seed);
  body.optional("n", p.choice_count);
  body.optional("logprobs", p.logprobs);
  body.text("reasoning_effort", p.reasoning_effort);
}

bool write_error(ObjectWriter& object, Dialect dialect, const Exchange& e) {
  if (e.error_type.empty()) return false;
  if (dialect == Dialect::anthropic) object.raw("type", "\"error\"");
  body::write_nested_text(object, "error", "type", e.error_type);
  return e.output.empty();
}

}  // namespace

void append_request_body(Dialect dialect, const Exchange& e, std::string& out) {
  ObjectWriter object(out);
  object.text("model", e.request_model);
  write_parameters(object, dialect, e);
  if (dialect == Dialect::openai_chat) {
    body::write_chat_request(object, e);
  } else if (dialect == Dialect::openai_responses) {
    body::write_responses_request(object, e);
  } else {
    body::write_anthropic_request(object, e);
  }
  object.close();
}

void append_response_body(Dialect dialect, const Exchange& e, std::string& out) {
  ObjectWriter object(out);
  if (write_error(object, dialect, e)) return object.close();
  object.text("id", e.response_id);
  object.text("model", e.response_model);
  if (dialect == Dialect::openai_chat) {
    body::write_chat_response(object, e);
  } else if (dialect == Dialect::openai_responses) {
    body::write_responses_response(object, e);
  } else {
    body::write_anthropic_response(object, e);
  }
  object.close();
}

}  // namespace stillwatch
