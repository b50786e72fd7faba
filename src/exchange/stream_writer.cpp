#include "exchange/stream_writer.h"

#include <algorithm>

#include "exchange/body_writer.h"
#include "exchange/json_writer.h"

namespace stillwatch {
namespace {

// Cuts a text into a few pieces at character borders, as streams do.
std::vector<std::string_view> pieces_of(std::string_view text) {
  constexpr std::size_t kPiece = 40;
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    std::size_t count = std::min(text.size(), kPiece);
    while (count < text.size() && (static_cast<unsigned char>(text[count]) & 0xC0) == 0x80) ++count;
    pieces.push_back(text.substr(0, count));
    text.remove_prefix(count);
  }
  return pieces;
}

// Members of a JSON object as text: what follows them is up to the caller.
std::string member(std::string_view name, std::string_view text) {
  std::string out;
  append_json_string(out, name);
  out += ':';
  append_json_string(out, text);
  return out;
}

std::string body_of(Dialect dialect, const Exchange& e) {
  std::string body;
  append_response_body(dialect, e, body);
  return body;
}

class EventText {
 public:
  void event(std::string_view type, std::string_view members) {  // Anthropic and Responses name their events
    text += fmt::format("event: {}\ndata: {{\"type\":\"{}\"{}{}}}\n\n", type, type,
                        members.empty() ? "" : ",", members);
  }
  void data(std::string_view json) { text += fmt::format("data: {}\n\n", json); }
  std::string text;
};

std::string chat_stream(const Exchange& e) {
  EventText events;
  const std::string head = member("id", e.response_id) + "," + member("model", e.response_model);
  const auto chunk = [&](std::uint32_t choice, const std::string& delta) {
    events.data(
        fmt::format(R"({{{},"object":"chat.completion.chunk","choices":[{{"index":{},"delta":{{{}}}}}]}})",
                    head, choice, delta));
  };
  std::uint32_t calls = 0;
  for (const Part& part : e.output) {
    if (part.kind == PartKind::tool_call) {
      chunk(part.message, fmt::format(R"("tool_calls":[{{"index":{},"id":"call_{}","function":{{{}}}}}])",
                                      calls, calls, member("name", part.name)));
      for (const std::string_view piece : pieces_of(part.text))
        chunk(part.message, fmt::format(R"("tool_calls":[{{"index":{},"function":{{{}}}}}])", calls,
                                        member("arguments", piece)));
      ++calls;
      continue;
    }
    for (const std::string_view piece : pieces_of(part.text))
      chunk(part.message, member(part.kind == PartKind::reasoning ? "reasoning_content" : "content", piece));
  }
  events.data(fmt::format(R"({{{},"choices":[{{"index":0,"delta":{{}},{}}}]}})", head,
                          member("finish_reason", e.finish_reason)));
  events.data(fmt::format(
      R"({{{},"choices":[],"usage":{{"prompt_tokens":{},"completion_tokens":{},"prompt_tokens_details":{{"cached_tokens":{}}},"completion_tokens_details":{{"reasoning_tokens":{}}}}}}})",
      head, e.usage.input, e.usage.output, e.usage.cache_read, e.usage.reasoning));
  events.data("[DONE]");
  return events.text;
}

std::string anthropic_stream(const Exchange& e) {
  EventText events;
  events.event(
      "message_start",
      fmt::format(
          R"("message":{{{},{},"type":"message","usage":{{"input_tokens":{},"cache_read_input_tokens":{},"cache_creation_input_tokens":{},"output_tokens":1}}}})",
          member("id", e.response_id), member("model", e.response_model),
          e.usage.input - e.usage.cache_read - e.usage.cache_creation, e.usage.cache_read,
          e.usage.cache_creation));
  events.event("ping", "");
  for (std::size_t i = 0; i < e.output.size(); ++i) {
    const Part& part = e.output[i];
    const bool call = part.kind == PartKind::tool_call;
    const bool thinking = part.kind == PartKind::reasoning;
    const std::string start =
        call ? R"("type":"tool_use","id":"call_1","input":{},)" + member("name", part.name)
             : std::string(thinking ? R"("type":"thinking","thinking":"")" : R"("type":"text","text":"")");
    events.event("content_block_start", fmt::format(R"("index":{},"content_block":{{{}}})", i, start));
    for (const std::string_view piece : pieces_of(part.text)) {
      const std::string delta = call       ? R"("type":"input_json_delta",)" + member("partial_json", piece)
                                : thinking ? R"("type":"thinking_delta",)" + member("thinking", piece)
                                           : R"("type":"text_delta",)" + member("text", piece);
      events.event("content_block_delta", fmt::format(R"("index":{},"delta":{{{}}})", i, delta));
    }
    events.event("content_block_stop", fmt::format(R"("index":{})", i));
  }
  // The stop reason as the API spells it, taken from the body that is not streamed.
  JsonWorkspace workspace;
  const Json reason = workspace.parse_text(body_of(Dialect::anthropic, e)).find("stop_reason");
  events.event("message_delta",
               fmt::format(R"("delta":{{{}}},"usage":{{"output_tokens":{}}})",
                           member("stop_reason", reason.string(workspace.arena)), e.usage.output));
  events.event("message_stop", "");
  return events.text;
}

std::string responses_stream(const Exchange& e) {
  EventText events;
  events.event("response.created", fmt::format(R"("response":{{{}}})", member("id", e.response_id)));
  for (std::size_t i = 0; i < e.output.size(); ++i) {
    if (e.output[i].kind != PartKind::text) continue;
    for (const std::string_view piece : pieces_of(e.output[i].text))
      events.event("response.output_text.delta",
                   fmt::format(R"("output_index":{},{})", i, member("delta", piece)));
  }
  const std::string_view final = e.finish_reason == "length" || e.finish_reason == "content_filter"
                                     ? "response.incomplete"
                                     : "response.completed";
  events.event(final, "\"response\":" + body_of(Dialect::openai_responses, e));
  return events.text;
}

}  // namespace

std::string stream_of(Dialect dialect, const Exchange& exchange) {
  if (dialect == Dialect::anthropic) return anthropic_stream(exchange);
  if (dialect == Dialect::openai_responses) return responses_stream(exchange);
  return chat_stream(exchange);
}

}  // namespace stillwatch
