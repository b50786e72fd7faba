#include "exchange/dialect_writer.h"

#include "base/time.h"
#include "exchange/body_writer.h"
#include "exchange/canonical_writer.h"
#include "exchange/field.h"
#include "exchange/field_member.h"
#include "exchange/json_writer.h"
#include "exchange/stream_writer.h"

namespace stillwatch {
namespace {

void write_pair(Dialect dialect, const Exchange& e, bool streamed, std::string& out) {
  ObjectWriter pair(out);
  pair.text("id", e.id);
  pair.key("request");
  append_request_body(dialect, e, out);
  pair.key("response");
  if (streamed) {
    append_json_string(out, stream_of(dialect, e));
  } else {
    append_response_body(dialect, e, out);
  }
  pair.close();
  out += '\n';
}

// Times with a fraction, as LiteLLM writes them.
std::string seconds_of(std::int64_t time_us) {
  return fmt::format("{}.{:06}", time_us / kSecond, time_us % kSecond);
}

void write_litellm_metadata(ObjectWriter& payload, const Exchange& e) {
  payload.key("metadata");
  ObjectWriter metadata(payload.out());
  metadata.text("user_api_key_user_id", e.account);
  metadata.text("user_api_key_org_id", e.organisation);
  metadata.text("user_api_key_project_id", e.project);
  metadata.text("user_api_key_hash", e.credential);
  metadata.text("session_id", e.session);
  if (e.usage.input != 0 || e.usage.output != 0) {
    metadata.key("usage_object");
    ObjectWriter usage(payload.out());
    usage.always_number("prompt_tokens", e.usage.input);
    usage.always_number("completion_tokens", e.usage.output);
    usage.number("cache_read_input_tokens", e.usage.cache_read);
    usage.number("cache_creation_input_tokens", e.usage.cache_creation);
    usage.key("completion_tokens_details");
    ObjectWriter details(payload.out());
    details.always_number("reasoning_tokens", e.usage.reasoning);
    details.close();
    usage.close();
  }
  metadata.close();
}

void write_litellm_parameters(ObjectWriter& payload, const Exchange& e) {
  const RequestParameters& p = e.parameters;
  payload.key("model_parameters");
  ObjectWriter object(payload.out());
  object.optional("temperature", p.temperature);
  object.optional("top_p", p.top_p);
  object.optional("top_k", p.top_k);
  object.optional("max_tokens", p.max_tokens);
  object.optional("frequency_penalty", p.frequency_penalty);
  object.optional("presence_penalty", p.presence_penalty);
  object.optional("seed", p.seed);
  object.optional("n", p.choice_count);
  object.optional("logprobs", p.logprobs);
  object.optional("top_logprobs", p.top_logprobs);
  object.text("reasoning_effort", p.reasoning_effort);
  object.text("response_format", p.response_format);
  if (!e.tools.empty()) {
    object.key("tools");
    append_chat_tools(e, payload.out());
  }
  object.close();
}

void write_litellm_outcome(ObjectWriter& payload, const Exchange& e) {
  const bool failed = e.status >= 400;
  payload.text("status", failed ? "failure" : "success");
  if (!failed && e.error_type.empty() && (e.status == 0 || e.status == 200)) return;
  payload.key("error_information");
  ObjectWriter object(payload.out());
  if (e.status != 0) object.text("error_code", std::to_string(e.status));
  object.text("error_class", e.error_type);
  object.close();
}

void write_litellm(const Exchange& e, std::string& out) {
  ObjectWriter payload(out);
  payload.text("id", e.id);
  payload.text("call_type", "completion");
  if (e.time_us != 0) payload.raw("startTime", seconds_of(e.time_us));
  if (e.time_end_us != 0) payload.raw("endTime", seconds_of(e.time_end_us));
  payload.text("custom_llm_provider", e.provider);
  payload.text("model", e.response_model.empty() ? e.request_model : e.response_model);
  payload.text("model_group", e.request_model);
  payload.optional("stream", e.parameters.stream);
  payload.number("prompt_tokens", e.usage.input);
  payload.number("completion_tokens", e.usage.output);
  payload.text("end_user", e.enduser);
  payload.text("requester_ip_address", e.client_address);
  payload.text("user_agent", e.user_agent);
  write_litellm_outcome(payload, e);
  write_litellm_metadata(payload, e);
  write_litellm_parameters(payload, e);
  payload.key("messages");
  append_chat_messages(e, out);
  payload.key("response");
  append_response_body(Dialect::openai_chat, e, out);
  payload.close();
  out += '\n';
}

// One OTLP attribute.
class AttributeWriter {
 public:
  explicit AttributeWriter(std::string& out) : out_(out) {}

  void operator()(std::string_view name, std::string_view text) {
    begin(name, "stringValue");
    append_json_string(out_, text);
    out_ += "}}";
  }
  void operator()(std::string_view name, double value) {
    plain(name, "doubleValue", fmt::format("{}", value));
  }
  void operator()(std::string_view name, bool value) { plain(name, "boolValue", value ? "true" : "false"); }
  void operator()(std::string_view name, std::int64_t value) {
    plain(name, "intValue", fmt::format("\"{}\"", value));
  }
  void list(std::string_view name, std::string_view element) {
    begin(name, "arrayValue");
    out_ += R"({"values":[{"stringValue":)";
    append_json_string(out_, element);
    out_ += "}]}}}";
  }

 private:
  void begin(std::string_view name, std::string_view type) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += R"({"key":)";
    append_json_string(out_, name);
    out_ += R"(,"value":{")";
    out_ += type;
    out_ += "\":";
  }
  void plain(std::string_view name, std::string_view type, std::string_view value) {
    begin(name, type);
    out_ += value;
    out_ += "}}";
  }
  std::string& out_;
  bool first_ = true;
};

void write_scalar_attribute(AttributeWriter& write, std::string_view name, std::string_view value) {
  write(name, value);
}
void write_scalar_attribute(AttributeWriter& write, std::string_view name, double value) {
  write(name, value);
}
void write_scalar_attribute(AttributeWriter& write, std::string_view name, bool value) { write(name, value); }
void write_scalar_attribute(AttributeWriter& write, std::string_view name, std::int64_t value) {
  write(name, value);
}
void write_scalar_attribute(AttributeWriter& write, std::string_view name, std::int32_t value) {
  write(name, static_cast<std::int64_t>(value));
}
void write_scalar_attribute(AttributeWriter& write, std::string_view name, std::uint32_t value) {
  write(name, static_cast<std::int64_t>(value));
}
template <class T>
void write_scalar_attribute(AttributeWriter& write, std::string_view name, const std::optional<T>& value) {
  write_scalar_attribute(write, name, *value);
}

void write_content_attributes(AttributeWriter& write, const Exchange& e) {
  std::string text;
  const auto attribute = [&](Field field, void (*append)(std::string&, const Exchange&)) {
    if (!has_field(e, field)) return;
    text.clear();
    append(text, e);
    write(name_of(field), text);
  };
  attribute(Field::system_instructions, append_system_instructions);
  attribute(Field::input_messages, append_input_messages);
  attribute(Field::output_messages, append_output_messages);
  attribute(Field::tool_definitions, append_tool_definitions);
}

void write_otel(const Exchange& e, std::string& out) {
  out +=
      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"gateway"}}]},)"
      R"("scopeSpans":[{"scope":{"name":"gateway"},"spans":[)";
  ObjectWriter span(out);
  span.text("name", "chat");
  span.always_number("kind", 3);
  span.text("startTimeUnixNano", fmt::format("{}000", e.time_us));
  if (e.time_end_us != 0) span.text("endTimeUnixNano", fmt::format("{}000", e.time_end_us));
  span.key("attributes");
  out += '[';
  AttributeWriter write(out);
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<Field>(i);
    if (field == Field::time || field == Field::time_end) continue;
    const std::string_view name = field == Field::id ? std::string_view("exchange.id") : name_of(field);
    visit_member(e, field, [&](const auto& member) {
      if (!is_set(member)) return false;
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, std::string_view>) {
        if (field == Field::finish_reasons) {
          write.list(name, member);
          return true;
        }
      }
      write_scalar_attribute(write, name, member);
      return true;
    });
  }
  write_content_attributes(write, e);
  out += ']';
  span.close();
  out += "]}]}]}\n";
}

}  // namespace

void write_exchange(Dialect dialect, const Exchange& exchange, std::string& out) {
  switch (dialect) {
    case Dialect::openai_chat:
    case Dialect::openai_responses:
    case Dialect::anthropic:
      return write_pair(dialect, exchange, false, out);
    case Dialect::litellm:
      return write_litellm(exchange, out);
    case Dialect::otel:
      return write_otel(exchange, out);
    case Dialect::canonical:
    case Dialect::mapped:
      return write_canonical(exchange, out);
  }
}

void write_streamed_exchange(Dialect dialect, const Exchange& exchange, std::string& out) {
  write_pair(dialect, exchange, true, out);
}

void write_access_record(const Exchange& exchange, std::string& out) {
  write_canonical_identity(exchange, out);
}

}  // namespace stillwatch
