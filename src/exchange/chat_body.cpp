// Chat Completions.
#include "exchange/body_parts.h"
#include "exchange/body_writer.h"

namespace stillwatch {
namespace {

using namespace body;

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

namespace body {

void write_chat_request(ObjectWriter& body, const Exchange& e) {
  body.text("user", e.enduser);
  write_nested_text(body, "response_format", "type", e.parameters.response_format);
  body.key("messages");
  append_chat_messages(e, body.out());
  if (e.tools.empty()) return;
  body.key("tools");
  append_chat_tools(e, body.out());
}

void write_chat_response(ObjectWriter& body, const Exchange& e) {
  body.raw("object", "\"chat.completion\"");
  body.key("choices");
  append_chat_choices(e, body.out());
  write_openai_usage(body, e.usage, false);
}

}  // namespace body
}  // namespace stillwatch
