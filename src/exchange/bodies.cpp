#include "exchange/bodies.h"

#include <algorithm>

#include "base/time.h"
#include "exchange/field.h"
#include "exchange/messages.h"
#include "exchange/sse_assembler.h"

namespace stillwatch {
namespace {

// Sets a field from the first of some members; keeps what is there when none has a usable value.
struct FieldSetter {
  Json body;
  Exchange& exchange;
  JsonWorkspace& workspace;

  void set(Field field, std::initializer_list<std::string_view> names) const {
    assign(exchange, field, body.find_any(names), workspace);
  }
  void set_text(std::string_view& to, Json value) const {
    if (const std::string_view text = value.string(workspace.arena); !text.empty()) to = text;
  }
};

// A name that is a string, or the `type` of an object ({"type": "json_schema", ...}).
std::string_view name_or_type(Json value, Arena& arena) {
  return (value.is_object() ? value.find("type") : value).string(arena);
}

std::int64_t count_of(Json value) {
  const auto count = value.integer();
  return count && *count > 0 ? *count : 0;
}

void read_chat_choices(Json choices, Exchange& exchange, JsonWorkspace& workspace) {
  MessageOutput output(exchange.output, workspace);
  for (const Json choice : choices) {
    const Json message = choice.find_any({"message", "delta"});
    if (message.is_object()) {
      output.add_message(message);
    } else {
      output.add_message(choice.find("text"));
    }
    if (exchange.finish_reason.empty())
      exchange.finish_reason = normal_finish_reason(choice.find("finish_reason").string(workspace.arena));
  }
}

void read_chat_response(Json response, Exchange& exchange, JsonWorkspace& workspace) {
  read_chat_choices(response.find("choices"), exchange, workspace);
  read_usage(response.find("usage"), CachedTokens::counted_in_input, exchange.usage);
}

// Responses have no stop reason of their own: it is told from the status, the reason for stopping early, and
// the items.
std::string_view responses_finish_reason(Json response, const Exchange& exchange, Arena& arena) {
  const Json early = response.find("incomplete_details").find("reason");
  if (early.is_string()) return normal_finish_reason(early.string(arena));
  const Json status = response.find("status");
  if (!status.is_string() || status.raw() != "completed") return {};
  const bool calls = std::any_of(exchange.output.begin(), exchange.output.end(),
                                 [](const Part& part) { return part.kind == PartKind::tool_call; });
  return calls ? "tool_calls" : "stop";
}

void read_responses_response(Json response, Exchange& exchange, JsonWorkspace& workspace) {
  read_output_blocks(response.find("output"), exchange.output, workspace);
  read_usage(response.find("usage"), CachedTokens::counted_in_input, exchange.usage);
  const std::string_view reason = responses_finish_reason(response, exchange, workspace.arena);
  if (!reason.empty()) exchange.finish_reason = reason;
}

void read_anthropic_response(Json response, Exchange& exchange, JsonWorkspace& workspace) {
  read_output_blocks(response.find("content"), exchange.output, workspace);
  read_usage(response.find("usage"), CachedTokens::beside_input, exchange.usage);
  const std::string_view reason = response.find("stop_reason").string(workspace.arena);
  if (!reason.empty()) exchange.finish_reason = normal_finish_reason(reason);
}

}  // namespace

void read_parameters(Json request, Exchange& exchange, JsonWorkspace& workspace) {
  Arena& arena = workspace.arena;
  const FieldSetter setter{request, exchange, workspace};
  setter.set(Field::temperature, {"temperature"});
  setter.set(Field::top_p, {"top_p"});
  setter.set(Field::top_k, {"top_k"});
  setter.set(Field::frequency_penalty, {"frequency_penalty"});
  setter.set(Field::presence_penalty, {"presence_penalty"});
  setter.set(Field::max_tokens, {"max_completion_tokens", "max_output_tokens", "max_tokens"});
  setter.set(Field::seed, {"seed"});
  setter.set(Field::choice_count, {"n"});
  setter.set(Field::top_logprobs, {"top_logprobs"});
  setter.set(Field::logprobs, {"logprobs"});
  setter.set(Field::stream, {"stream"});
  RequestParameters& to = exchange.parameters;
  if (const Json bias = request.find("logit_bias"); bias.is_object())
    to.logit_bias_count = static_cast<std::int64_t>(bias.size());
  setter.set_text(to.reasoning_effort, request.find("reasoning_effort"));
  setter.set_text(to.reasoning_effort, request.find("reasoning").find("effort"));
  setter.set_text(to.reasoning_effort, request.find("output_config").find("effort"));
  for (const Json format : {request.find("response_format"), request.find("text").find("format"),
                            request.find("output_config").find("format"), request.find("output_format")}) {
    if (const std::string_view name = name_or_type(format, arena); !name.empty()) to.response_format = name;
  }
}

void read_request_body(Dialect dialect, Json request, Exchange& exchange, JsonWorkspace& workspace) {
  const FieldSetter setter{request, exchange, workspace};
  setter.set(Field::request_model, {"model"});
  setter.set(Field::enduser, {"safety_identifier", "user"});
  if (const Json metadata = request.find("metadata"); metadata.is_object())
    setter.set_text(exchange.enduser, metadata.find("user_id"));
  read_parameters(request, exchange, workspace);
  switch (dialect) {
    case Dialect::anthropic:
      read_system_first(request.find("system"), exchange.input, workspace);
      read_input_messages(request.find("messages"), exchange.input, workspace);
      break;
    case Dialect::openai_responses: {
      read_system_first(request.find("instructions"), exchange.input, workspace);
      read_input_messages(request.find("input"), exchange.input, workspace);
      const Json conversation = request.find("conversation");
      setter.set_text(exchange.conversation,
                      conversation.is_object() ? conversation.find("id") : conversation);
      break;
    }
    default:
      read_input_messages(request.find_any({"messages", "prompt"}), exchange.input, workspace);
  }
  read_tools(request.find_any({"tools", "functions"}), exchange.tools, workspace);
}

void read_usage(Json usage, CachedTokens cached, TokenUsage& to) {
  if (!usage.is_object()) return;
  const std::int64_t input = count_of(usage.find_any({"input_tokens", "prompt_tokens"}));
  const std::int64_t output = count_of(usage.find_any({"output_tokens", "completion_tokens"}));
  const Json input_details = usage.find_any({"input_tokens_details", "prompt_tokens_details"});
  const Json output_details = usage.find_any({"output_tokens_details", "completion_tokens_details"});
  std::int64_t read = count_of(usage.find("cache_read_input_tokens"));
  if (read == 0) read = count_of(input_details.find("cached_tokens"));
  std::int64_t creation = count_of(usage.find("cache_creation_input_tokens"));
  if (creation == 0) creation = count_of(input_details.find("cache_creation_tokens"));
  const std::int64_t reasoning = count_of(output_details.find("reasoning_tokens"));
  const std::int64_t total_input = input + (cached == CachedTokens::beside_input ? read + creation : 0);
  if (total_input > 0) to.input = total_input;
  if (output > 0) to.output = output;
  if (reasoning > 0) to.reasoning = reasoning;
  if (read > 0) to.cache_read = read;
  if (creation > 0) to.cache_creation = creation;
}

void read_error(Json error, Exchange& exchange, JsonWorkspace& workspace) {
  if (error.is_string() && exchange.error_type.empty()) exchange.error_type = error.string(workspace.arena);
  if (!error.is_object()) return;
  const std::string_view type = error.find_any({"type", "code", "status"}).scalar_text(workspace.arena);
  if (!type.empty()) exchange.error_type = type;
  if (exchange.status == 0) assign(exchange, Field::status, error.find("code"), workspace);
}

void read_response_body(Dialect dialect, Json response, Exchange& exchange, JsonWorkspace& workspace,
                        Fallback& fallback) {
  if (!response.is_object()) return;
  read_error(response.find("error"), exchange, workspace);
  const FieldSetter setter{response, exchange, workspace};
  setter.set(Field::response_id, {"id"});
  setter.set(Field::response_model, {"model"});
  if (!exchange.response_id.empty()) fallback.id = exchange.response_id;
  if (const Json created = response.find_any({"created", "created_at"}); created.is_number()) {
    if (const auto time = parse_time(created.raw())) fallback.time_us = *time;
  }
  switch (dialect) {
    case Dialect::anthropic:
      return read_anthropic_response(response, exchange, workspace);
    case Dialect::openai_responses:
      return read_responses_response(response, exchange, workspace);
    default:
      return read_chat_response(response, exchange, workspace);
  }
}

void read_stored_response(Dialect dialect, Json response, Exchange& exchange, JsonWorkspace& workspace,
                          Fallback& fallback) {
  if (response.is_string() || response.is_array()) response = assemble_stream(dialect, response, workspace);
  read_response_body(dialect, response, exchange, workspace, fallback);
}

}  // namespace stillwatch
