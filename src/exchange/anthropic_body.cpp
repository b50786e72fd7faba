// Anthropic Messages.
#include "exchange/body_parts.h"

namespace stillwatch::body {
namespace {

void append_json_or_string(std::string& out, std::string_view text) {
  JsonWorkspace workspace;
  if (!workspace.parse_text(text).is_missing()) {
    out += text;
  } else {
    append_json_string(out, text);
  }
}

void append_anthropic_block(std::string& out, const Part& part, CallIds& ids) {
  ObjectWriter block(out);
  switch (part.kind) {
    case PartKind::text:
      block.raw("type", "\"text\"");
      block.always_text("text", part.text);
      break;
    case PartKind::reasoning:
      block.raw("type", "\"thinking\"");
      block.always_text("thinking", part.text);
      break;
    case PartKind::tool_call:
      block.raw("type", "\"tool_use\"");
      block.text("id", ids.issue(part.name));
      block.always_text("name", part.name);
      block.key("input");
      append_json_or_string(out, part.text);
      break;
    case PartKind::tool_result:
      block.raw("type", "\"tool_result\"");
      block.text("tool_use_id", ids.answer(part.name));
      block.text("name", part.name);
      block.always_text("content", part.text);
      break;
    case PartKind::media:
      block.raw("type", "\"image\"");
      block.key("source");
      ObjectWriter source(out);
      source.raw("type", "\"url\"");
      source.text("url", part.text);
      source.close();
      break;
  }
  block.close();
}

// Tool results and the user text that follows them share a user turn, as the API wants it.
void append_anthropic_messages(const std::vector<Part>& parts, std::size_t from, std::string& out) {
  CallIds ids;
  out += '[';
  Role open = Role::system;
  std::uint32_t message = 0;
  bool results_only = false;
  for (std::size_t i = from; i < parts.size(); ++i) {
    const Part& part = parts[i];
    const Role role = part.role == Role::assistant ? Role::assistant : Role::user;
    const bool joins = open == role && (part.message == message || results_only);
    if (!joins) {
      if (open != Role::system) out += "]},";
      out += role == Role::assistant ? R"({"role":"assistant","content":[)" : R"({"role":"user","content":[)";
      open = role;
      results_only = role == Role::user;
    }
    comma_unless(out, '[');
    append_anthropic_block(out, part, ids);
    message = part.message;
    results_only = results_only && part.role == Role::tool;
  }
  out += open == Role::system ? "]" : "]}]";
}

void append_blocks(const std::vector<Part>& parts, std::size_t from, std::size_t to, std::string& out) {
  CallIds ids;
  out += '[';
  for (std::size_t i = from; i < to; ++i) {
    comma_unless(out, '[');
    append_anthropic_block(out, parts[i], ids);
  }
  out += ']';
}

void write_anthropic_usage(ObjectWriter& body, const TokenUsage& usage) {
  body.key("usage");
  ObjectWriter object(body.out());
  object.always_number("input_tokens", usage.input - usage.cache_read - usage.cache_creation);
  object.always_number("cache_creation_input_tokens", usage.cache_creation);
  object.always_number("cache_read_input_tokens", usage.cache_read);
  object.always_number("output_tokens", usage.output);
  object.close();
}

std::string_view anthropic_stop_reason(std::string_view reason) {
  if (reason == "stop") return "end_turn";
  if (reason == "length") return "max_tokens";
  if (reason == "tool_calls") return "tool_use";
  if (reason == "content_filter") return "refusal";
  return reason;
}

}  // namespace

void write_anthropic_request(ObjectWriter& body, const Exchange& e) {
  write_nested_text(body, "metadata", "user_id", e.enduser);
  const std::size_t system = system_parts(e);
  if (system > 0) {
    body.key("system");
    append_blocks(e.input, 0, system, body.out());
  }
  body.key("messages");
  append_anthropic_messages(e.input, system, body.out());
  if (e.tools.empty()) return;
  body.key("tools");
  append_tools(e, "input_schema", body.out());
}

void write_anthropic_response(ObjectWriter& body, const Exchange& e) {
  body.raw("type", "\"message\"");
  body.raw("role", "\"assistant\"");
  body.key("content");
  append_blocks(e.output, 0, e.output.size(), body.out());
  body.text("stop_reason", anthropic_stop_reason(e.finish_reason));
  write_anthropic_usage(body, e.usage);
}

}  // namespace stillwatch::body
