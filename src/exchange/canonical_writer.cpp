#include "exchange/canonical_writer.h"

#include "base/time.h"
#include "exchange/embedding.h"
#include "exchange/field.h"
#include "exchange/fingerprint_fields.h"
#include "exchange/identifier_hash.h"
#include "exchange/json_writer.h"
#include "exchange/part_names.h"

namespace stillwatch {
namespace {

void write_time(ObjectWriter& object, Field field, std::int64_t time_us) {
  if (time_us == 0) return;
  object.key(name_of(field));
  object.out() += '"';
  append_time(object.out(), time_us);
  object.out() += '"';
}

void write_identity(ObjectWriter& object, const Exchange& e, std::string_view enduser,
                    std::string_view address) {
  object.text("id", e.id);
  write_time(object, Field::time, e.time_us);
  write_time(object, Field::time_end, e.time_end_us);
  object.text("account.id", e.account);
  object.text("org.id", e.organisation);
  object.text("project.id", e.project);
  object.text("credential.hash", e.credential);
  object.text("enduser.id", enduser);
  object.text("session.id", e.session);
  object.text("gen_ai.conversation.id", e.conversation);
  object.text("client.address", address);
  object.number("client.as.number", e.as_number);
  object.text("geo.country.iso_code", e.country);
  object.text("user_agent.original", e.user_agent);
  object.text("tls.client.ja4", e.ja4);
}

void write_parameters(ObjectWriter& object, const RequestParameters& p) {
  object.optional("gen_ai.request.temperature", p.temperature);
  object.optional("gen_ai.request.top_p", p.top_p);
  object.optional("gen_ai.request.frequency_penalty", p.frequency_penalty);
  object.optional("gen_ai.request.presence_penalty", p.presence_penalty);
  object.optional("gen_ai.request.top_k", p.top_k);
  object.optional("gen_ai.request.max_tokens", p.max_tokens);
  object.optional("gen_ai.request.seed", p.seed);
  object.optional("gen_ai.request.choice.count", p.choice_count);
  object.optional("gen_ai.request.top_logprobs", p.top_logprobs);
  object.optional("gen_ai.request.logit_bias_count", p.logit_bias_count);
  object.optional("gen_ai.request.stream", p.stream);
  object.optional("gen_ai.request.logprobs", p.logprobs);
  object.text("gen_ai.request.reasoning_effort", p.reasoning_effort);
  object.text("gen_ai.request.response_format", p.response_format);
}

void write_transport(ObjectWriter& object, const Exchange& e) {
  object.text("gen_ai.provider.name", e.provider);
  object.text("gen_ai.operation.name", e.operation);
  object.text("gen_ai.request.model", e.request_model);
  object.text("gen_ai.response.model", e.response_model);
  object.text("gen_ai.response.id", e.response_id);
  if (!e.finish_reason.empty()) {
    object.key("gen_ai.response.finish_reasons");
    object.out() += '[';
    append_json_string(object.out(), e.finish_reason);
    object.out() += ']';
  }
  object.number("http.response.status_code", e.status);
  object.text("error.type", e.error_type);
  write_parameters(object, e.parameters);
  object.number("gen_ai.usage.input_tokens", e.usage.input);
  object.number("gen_ai.usage.output_tokens", e.usage.output);
  object.number("gen_ai.usage.reasoning.output_tokens", e.usage.reasoning);
  object.number("gen_ai.usage.cache_read.input_tokens", e.usage.cache_read);
  object.number("gen_ai.usage.cache_creation.input_tokens", e.usage.cache_creation);
}

// Arguments that are a JSON object or array are written as such, everything else as a string.
void append_arguments(std::string& out, std::string_view text) {
  const bool container = text.size() >= 2 && ((text.front() == '{' && text.back() == '}') ||
                                              (text.front() == '[' && text.back() == ']'));
  JsonWorkspace workspace;
  if (container && !workspace.parse_text(text).is_missing()) {
    out += text;
  } else {
    append_json_string(out, text);
  }
}

void append_part(std::string& out, const Part& part) {
  ObjectWriter object(out);
  switch (part.kind) {
    case PartKind::text:
      object.raw("type", "\"text\"");
      object.always_text("content", part.text);
      break;
    case PartKind::reasoning:
      object.raw("type", "\"reasoning\"");
      object.always_text("content", part.text);
      break;
    case PartKind::tool_call:
      object.raw("type", "\"tool_call\"");
      object.always_text("name", part.name);
      object.key("arguments");
      append_arguments(out, part.text);
      break;
    case PartKind::tool_result:
      object.raw("type", "\"tool_call_response\"");
      object.text("name", part.name);
      object.always_text("response", part.text);
      break;
    case PartKind::media:
      object.raw("type", part.text.empty() ? "\"blob\"" : "\"uri\"");
      object.text("uri", part.text);
      break;
  }
  object.close();
}

std::size_t system_parts(const Exchange& exchange) {
  std::size_t count = 0;
  while (count < exchange.input.size() && exchange.input[count].role == Role::system) ++count;
  return count;
}

void append_messages(std::string& out, const std::vector<Part>& parts, std::size_t from) {
  out += '[';
  for (std::size_t i = from; i < parts.size(); ++i) {
    const bool opens = i == from || parts[i].message != parts[i - 1].message;
    if (opens) {
      if (i != from) out += "]},";
      out += "{\"role\":\"";
      out += word_for(parts[i].role);
      out += "\",\"parts\":[";
    } else {
      out += ',';
    }
    append_part(out, parts[i]);
  }
  out += from < parts.size() ? "]}]" : "]";
}

void write_content(ObjectWriter& object, const Exchange& exchange) {
  const std::size_t system = system_parts(exchange);
  if (system > 0) {
    object.key("gen_ai.system_instructions");
    append_system_instructions(object.out(), exchange);
  }
  if (exchange.input.size() > system) {
    object.key("gen_ai.input.messages");
    append_input_messages(object.out(), exchange);
  }
  if (!exchange.output.empty()) {
    object.key("gen_ai.output.messages");
    append_output_messages(object.out(), exchange);
  }
  if (!exchange.tools.empty()) {
    object.key("gen_ai.tool.definitions");
    append_tool_definitions(object.out(), exchange);
  }
  if (!exchange.embedding.empty()) {
    object.key(name_of(Field::embedding));
    append_embedding(object.out(), exchange.embedding);
  }
}

}  // namespace

void append_system_instructions(std::string& out, const Exchange& exchange) {
  const std::size_t count = system_parts(exchange);
  out += '[';
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    append_part(out, exchange.input[i]);
  }
  out += ']';
}

void append_input_messages(std::string& out, const Exchange& exchange) {
  append_messages(out, exchange.input, system_parts(exchange));
}

void append_output_messages(std::string& out, const Exchange& exchange) {
  append_messages(out, exchange.output, 0);
}

void append_tool_definitions(std::string& out, const Exchange& exchange) {
  out += '[';
  for (const Tool& tool : exchange.tools) {
    ObjectWriter object(out);
    object.raw("type", "\"function\"");
    object.always_text("name", tool.name);
    object.text("description", tool.description);
    if (!tool.parameters.empty()) object.raw("parameters", tool.parameters);
    object.close();
    out += ',';
  }
  if (exchange.tools.empty()) {
    out += ']';
  } else {
    out.back() = ']';
  }
}

void write_canonical(const Exchange& exchange, std::string& out) {
  ObjectWriter object(out);
  write_identity(object, exchange, exchange.enduser, exchange.client_address);
  write_transport(object, exchange);
  write_content(object, exchange);
  if (exchange.fingerprints) {
    object.text("fp.key", exchange.fingerprint_key);
    append_fingerprints(object, *exchange.fingerprints);
  }
  object.close();
  out += '\n';
}

void write_canonical_identity(const Exchange& exchange, std::string& out) {
  ObjectWriter object(out);
  write_identity(object, exchange, exchange.enduser, exchange.client_address);
  write_transport(object, exchange);
  object.close();
  out += '\n';
}

void write_fingerprinted(const Exchange& exchange, const TextFingerprints& prints, SipKey identifier_key,
                         std::string_view key_name, std::string& out) {
  ObjectWriter object(out);
  write_identity(object, exchange, hashed_identifier(identifier_key, exchange.enduser),
                 hashed_identifier(identifier_key, exchange.client_address));
  write_transport(object, exchange);
  object.text("content.mode", "fingerprint");
  object.text("fp.key", key_name);
  append_fingerprints(object, prints);
  object.close();
  out += '\n';
}

}  // namespace stillwatch
