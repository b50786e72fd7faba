// OpenAI Responses.
#include "exchange/body_parts.h"

namespace stillwatch::body {
namespace {

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

void write_responses_status(ObjectWriter& body, std::string_view reason) {
  if (reason == "stop" || reason == "tool_calls") body.raw("status", "\"completed\"");
  if (reason != "length" && reason != "content_filter") return;
  body.raw("status", "\"incomplete\"");
  write_nested_text(body, "incomplete_details", "reason",
                    reason == "length" ? "max_output_tokens" : "content_filter");
}

}  // namespace

void write_responses_request(ObjectWriter& body, const Exchange& e) {
  body.text("safety_identifier", e.enduser);
  write_nested_text(body, "reasoning", "effort", e.parameters.reasoning_effort);
  if (!e.parameters.response_format.empty()) {
    body.key("text");
    ObjectWriter text(body.out());
    write_nested_text(text, "format", "type", e.parameters.response_format);
    text.close();
  }
  const bool instructions = system_parts(e) == 1;
  if (instructions) body.text("instructions", e.input.front().text);
  body.key("input");
  append_items(e.input, instructions ? 1 : 0, body.out());
  if (e.tools.empty()) return;
  body.key("tools");
  append_tools(e, "parameters", body.out());
}

void write_responses_response(ObjectWriter& body, const Exchange& e) {
  body.raw("object", "\"response\"");
  write_responses_status(body, e.finish_reason);
  body.key("output");
  append_items(e.output, 0, body.out());
  write_openai_usage(body, e.usage, true);
}

}  // namespace stillwatch::body
