#include "exchange/body_writer.h"

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "exchange/json_writer.h"

namespace stillwatch {
namespace {

// Gives every tool call an id and every tool result the id of the oldest unanswered call of its name.
class CallIds {
 public:
  std::string issue(std::string_view name) {
    std::string id = "call_" + std::to_string(++issued_);
    open_.emplace_back(name, id);
    return id;
  }
  std::string answer(std::string_view name) {
    for (auto at = open_.begin(); at != open_.end(); ++at) {
      if (at->first != name) continue;
      std::string id = std::move(at->second);
      open_.erase(at);
      return id;
    }
    return "call_unknown";
  }

 private:
  std::deque<std::pair<std::string_view, std::string>> open_;
  std::size_t issued_ = 0;
};

std::string_view name_of_role(Role role) {
  switch (role) {
    case Role::system:
      return "system";
    case Role::assistant:
      return "assistant";
    case Role::tool:
      return "tool";
    case Role::user:
      return "user";
  }
  return "user";
}

void comma_unless(std::string& out, char opener) {
  if (out.back() != opener) out += ',';
}

// A run of parts [from, to) of one message.
struct Run {
  const std::vector<Part>& parts;
  std::size_t from, to;
  [[nodiscard]] const Part& first() const { return parts[from]; }
};

std::vector<Run> runs_of(const std::vector<Part>& parts, std::size_t from) {
  std::vector<Run> runs;
  for (std::size_t i = from; i < parts.size();) {
    std::size_t end = i + 1;
    while (end < parts.size() && parts[end].message == parts[i].message && parts[end].role == parts[i].role)
      ++end;
    runs.push_back({parts, i, end});
    i = end;
  }
  return runs;
}

void append_json_or_string(std::string& out, std::string_view text) {
  JsonWorkspace workspace;
  if (!workspace.parse_text(text).is_missing()) {
    out += text;
  } else {
    append_json_string(out, text);
  }
}

// ---- Chat Completions

void append_media_block(std::string& out, const Part& part) {
  ObjectWriter block(out);
  block.raw("type", "\"image_url\"");
  block.key("image_url");
  ObjectWriter url(out);
  url.always_text("url", part.text.empty() ? std::string_view("data:,") : part.text);
  url.close();
  block.close();
}

void append_chat_content(std::string& out, const Run& run) {
  std::size_t texts = 0;
  bool media = false;
  std::string_view only;
  for (std::size_t i = run.from; i < run.to; ++i) {
    if (run.parts[i].kind == PartKind::text) {
      ++texts;
      only = run.parts[i].text;
    }
    media = media || run.parts[i].kind == PartKind::media;
  }
  if (texts == 1 && !media) return append_json_string(out, only);
  if (texts == 0 && !media) {
    out += "null";
    return;
  }
  out += '[';
  for (std::size_t i = run.from; i < run.to; ++i) {
    const Part& part = run.parts[i];
    if (part.kind == PartKind::text) {
      comma_unless(out, '[');
      ObjectWriter block(out);
      block.raw("type", "\"text\"");
      block.always_text("text", part.text);
      block.close();
    } else if (part.kind == PartKind::media) {
      comma_unless(out, '[');
      append_media_block(out, part);
    }
  }
  out += ']';
}

void append_chat_message(std::string& out, const Run& run, CallIds& ids) {
  ObjectWriter message(out);
  message.text("role", name_of_role(run.first().role));
  if (run.first().kind == PartKind::tool_result) {
    message.text("tool_call_id", ids.answer(run.first().name));
    message.text("name", run.first().name);
    message.always_text("content", run.first().text);
    return message.close();
  }
  for (std::size_t i = run.from; i < run.to; ++i) {
    if (run.parts[i].kind == PartKind::reasoning) message.text("reasoning_content", run.parts[i].text);
  }
  message.key("content");
  append_chat_content(out, run);
  bool calls = false;
  for (std::size_t i = run.from; i < run.to; ++i) {
    const Part& part = run.parts[i];
    if (part.kind != PartKind::tool_call) continue;
    if (!calls) {
      message.key("tool_calls");
      out += '[';
    }
    calls = true;
    comma_unless(out, '[');
    ObjectWriter call(out);
    call.text("id", ids.issue(part.name));
    call.raw("type", "\"function\"");
    call.key("function");
    ObjectWriter function(out);
    function.always_text("name", part.name);
    function.always_text("arguments", part.text);
    function.close();
    call.close();
  }
  if (calls) out += ']';
  message.close();
}

// Chat messages hold reasoning, then content, then calls: a run in another order is written as several
// messages.
std::vector<Run> chat_runs(const std::vector<Part>& parts) {
  const auto rank = [](PartKind kind) {
    return kind == PartKind::reasoning ? 0 : kind == PartKind::tool_call ? 2 : 1;
  };
  std::vector<Run> runs;
  for (const Run& run : runs_of(parts, 0)) {
    std::size_t from = run.from;
    for (std::size_t i = run.from + 1; i < run.to; ++i) {
      const bool back = rank(parts[i].kind) < rank(parts[i - 1].kind);
      const bool second_reasoning =
          parts[i].kind == PartKind::reasoning && parts[i - 1].kind == PartKind::reasoning;
      if (!back && !second_reasoning) continue;
      runs.push_back({parts, from, i});
      from = i;
    }
    runs.push_back({parts, from, run.to});
  }
  return runs;
}

void append_chat_choices(const Exchange& e, std::string& out) {
  CallIds ids;
  out += '[';
  for (const Run& run : runs_of(e.output, 0)) {
    comma_unless(out, '[');
    ObjectWriter choice(out);
    choice.always_number("index", run.first().message);
    choice.key("message");
    append_chat_message(out, run, ids);
    choice.text("finish_reason", e.finish_reason);
    choice.close();
  }
  if (e.output.empty() && !e.finish_reason.empty()) {
    ObjectWriter choice(out);
    choice.raw("message", R"({"role":"assistant","content":""})");
    choice.text("finish_reason", e.finish_reason);
    choice.close();
  }
  out += ']';
}

// ---- Responses

void append_item_block(std::string& out, const Part& part) {
  ObjectWriter block(out);
  if (part.kind == PartKind::media) {
    block.raw("type", "\"input_image\"");
    block.text("image_url", part.text.empty() ? std::string_view("data:,") : part.text);
  } else {
    block.raw("type", part.role == Role::assistant ? "\"output_text\"" : "\"input_text\"");
    block.always_text("text", part.text);
  }
  block.close();
}

void append_item_for(std::string& out, const Part& part, CallIds& ids) {
  ObjectWriter item(out);
  if (part.kind == PartKind::reasoning) {
    item.raw("type", "\"reasoning\"");
    item.key("summary");
    out += '[';
    ObjectWriter summary(out);
    summary.raw("type", "\"summary_text\"");
    summary.always_text("text", part.text);
    summary.close();
    out += ']';
  } else if (part.kind == PartKind::tool_call) {
    item.raw("type", "\"function_call\"");
    item.text("call_id", ids.issue(part.name));
    item.always_text("name", part.name);
    item.always_text("arguments", part.text);
  } else {
    item.raw("type", "\"function_call_output\"");
    item.text("call_id", ids.answer(part.name));
    item.text("name", part.name);
    item.always_text("output", part.text);
  }
  item.close();
}

void append_items(const std::vector<Part>& parts, std::size_t from, std::string& out) {
  CallIds ids;
  out += '[';
  for (const Run& run : runs_of(parts, from)) {
    for (std::size_t i = run.from; i < run.to;) {
      comma_unless(out, '[');
      const PartKind kind = parts[i].kind;
      if (kind != PartKind::text && kind != PartKind::media) {
        append_item_for(out, parts[i++], ids);
        continue;
      }
      ObjectWriter item(out);
      item.raw("type", "\"message\"");
      item.text("role", name_of_role(parts[i].role));
      item.key("content");
      out += '[';
      for (; i < run.to && (parts[i].kind == PartKind::text || parts[i].kind == PartKind::media); ++i) {
        comma_unless(out, '[');
        append_item_block(out, parts[i]);
      }
      out += ']';
      item.close();
    }
  }
  out += ']';
}

// ---- Anthropic Messages

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

std::size_t system_parts(const Exchange& e) {
  std::size_t count = 0;
  while (count < e.input.size() && e.input[count].role == Role::system) ++count;
  return count;
}

void append_tools(const Exchange& e, std::string_view parameters, std::string& out) {
  out += '[';
  for (const Tool& tool : e.tools) {
    comma_unless(out, '[');
    ObjectWriter object(out);
    if (parameters == "parameters") object.raw("type", "\"function\"");
    object.always_text("name", tool.name);
    object.text("description", tool.description);
    if (!tool.parameters.empty()) object.raw(parameters, tool.parameters);
    object.close();
  }
  out += ']';
}

// ---- what the bodies share

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

void write_nested_text(ObjectWriter& body, std::string_view outer, std::string_view inner,
                       std::string_view text) {
  if (text.empty()) return;
  body.key(outer);
  ObjectWriter object(body.out());
  object.text(inner, text);
  object.close();
}

void write_openai_usage(ObjectWriter& body, const TokenUsage& usage, bool responses) {
  if (usage.input == 0 && usage.output == 0) return;
  body.key("usage");
  ObjectWriter object(body.out());
  object.always_number(responses ? "input_tokens" : "prompt_tokens", usage.input);
  object.always_number(responses ? "output_tokens" : "completion_tokens", usage.output);
  object.always_number("total_tokens", usage.input + usage.output);
  object.key(responses ? "input_tokens_details" : "prompt_tokens_details");
  ObjectWriter input(body.out());
  input.always_number("cached_tokens", usage.cache_read);
  input.close();
  object.key(responses ? "output_tokens_details" : "completion_tokens_details");
  ObjectWriter output(body.out());
  output.always_number("reasoning_tokens", usage.reasoning);
  output.close();
  object.close();
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

bool write_error(ObjectWriter& body, Dialect dialect, const Exchange& e) {
  if (e.error_type.empty()) return false;
  if (dialect == Dialect::anthropic) body.raw("type", "\"error\"");
  write_nested_text(body, "error", "type", e.error_type);
  return e.output.empty();
}

std::string_view anthropic_stop_reason(std::string_view reason) {
  if (reason == "stop") return "end_turn";
  if (reason == "length") return "max_tokens";
  if (reason == "tool_calls") return "tool_use";
  if (reason == "content_filter") return "refusal";
  return reason;
}

void write_responses_status(ObjectWriter& body, std::string_view reason) {
  if (reason == "stop" || reason == "tool_calls") body.raw("status", "\"completed\"");
  if (reason != "length" && reason != "content_filter") return;
  body.raw("status", "\"incomplete\"");
  write_nested_text(body, "incomplete_details", "reason",
                    reason == "length" ? "max_output_tokens" : "content_filter");
}

}  // namespace

void append_chat_messages(const Exchange& e, std::string& out) {
  CallIds ids;
  out += '[';
  for (const Run& run : chat_runs(e.input)) {
    comma_unless(out, '[');
    append_chat_message(out, run, ids);
  }
  out += ']';
}

void append_chat_tools(const Exchange& e, std::string& out) {
  out += '[';
  for (const Tool& tool : e.tools) {
    comma_unless(out, '[');
    ObjectWriter object(out);
    object.raw("type", "\"function\"");
    object.key("function");
    ObjectWriter function(out);
    function.always_text("name", tool.name);
    function.text("description", tool.description);
    if (!tool.parameters.empty()) function.raw("parameters", tool.parameters);
    function.close();
    object.close();
  }
  out += ']';
}

void append_request_body(Dialect dialect, const Exchange& e, std::string& out) {
  ObjectWriter body(out);
  body.text("model", e.request_model);
  write_parameters(body, dialect, e);
  const std::size_t system = system_parts(e);
  if (dialect == Dialect::openai_chat) {
    body.text("user", e.enduser);
    write_nested_text(body, "response_format", "type", e.parameters.response_format);
    body.key("messages");
    append_chat_messages(e, out);
  } else if (dialect == Dialect::openai_responses) {
    body.text("safety_identifier", e.enduser);
    write_nested_text(body, "reasoning", "effort", e.parameters.reasoning_effort);
    if (!e.parameters.response_format.empty()) {
      body.key("text");
      ObjectWriter text(out);
      write_nested_text(text, "format", "type", e.parameters.response_format);
      text.close();
    }
    if (system == 1) body.text("instructions", e.input.front().text);
    body.key("input");
    append_items(e.input, system == 1 ? 1 : 0, out);
  } else {
    write_nested_text(body, "metadata", "user_id", e.enduser);
    if (system > 0) {
      body.key("system");
      append_blocks(e.input, 0, system, out);
    }
    body.key("messages");
    append_anthropic_messages(e.input, system, out);
  }
  if (!e.tools.empty()) {
    body.key("tools");
    if (dialect == Dialect::openai_chat) {
      append_chat_tools(e, out);
    } else {
      append_tools(e, dialect == Dialect::anthropic ? "input_schema" : "parameters", out);
    }
  }
  body.close();
}

void append_response_body(Dialect dialect, const Exchange& e, std::string& out) {
  ObjectWriter body(out);
  if (write_error(body, dialect, e)) return body.close();
  body.text("id", e.response_id);
  body.text("model", e.response_model);
  if (dialect == Dialect::openai_chat) {
    body.raw("object", "\"chat.completion\"");
    body.key("choices");
    append_chat_choices(e, out);
    write_openai_usage(body, e.usage, false);
  } else if (dialect == Dialect::openai_responses) {
    body.raw("object", "\"response\"");
    write_responses_status(body, e.finish_reason);
    body.key("output");
    append_items(e.output, 0, out);
    write_openai_usage(body, e.usage, true);
  } else {
    body.raw("type", "\"message\"");
    body.raw("role", "\"assistant\"");
    body.key("content");
    append_blocks(e.output, 0, e.output.size(), out);
    body.text("stop_reason", anthropic_stop_reason(e.finish_reason));
    write_anthropic_usage(body, e.usage);
  }
  body.close();
}

}  // namespace stillwatch
