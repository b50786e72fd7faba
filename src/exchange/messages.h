// Messages of every dialect in one normal form, so that the same conversation gives the same parts.
//
// The blocks of OpenAI Chat Completions and Responses, Anthropic Messages and OpenTelemetry do not contradict
// each other, so one reader takes them all:
//   - system: `system` and `developer` messages, Responses `instructions`, Anthropic `system`, OTel system
//   instructions;
//   - tool results: Chat `tool` messages, Anthropic `tool_result` blocks inside user turns, Responses
//     `function_call_output`, OTel `tool_call_response`; the name comes from the call with the same id;
//   - message index: consecutive system parts are one message, and so are consecutive assistant parts; every
//   tool result
//     is a message of its own; user messages stay as they are. In an answer it is the number of the choice;
//   - empty text is dropped; JSON arguments are minified with their member order kept; inline media is
//   dropped.
#pragma once

#include <string_view>
#include <vector>

#include "exchange/exchange.h"
#include "exchange/json_tree.h"

namespace stillwatch {

// Builds a list of parts under the rules above.
class MessageList {
 public:
  enum class Side : std::uint8_t { input, output };
  MessageList(std::vector<Part>& parts, Side side) : parts_(parts), side_(side) {}

  void begin_message() { fresh_ = true; }
  void add(Role role, PartKind kind, std::string_view name, std::string_view text);

  // Names of tool calls by their id, so that results can be named.
  void remember_call(std::string_view id, std::string_view name);
  [[nodiscard]] std::string_view name_of_call(std::string_view id) const;

 private:
  [[nodiscard]] std::uint32_t next_index(Role role) const;

  struct Call {
    std::string_view id, name;
  };
  std::vector<Part>& parts_;
  std::vector<Call> calls_;
  Side side_;
  bool fresh_ = true;
};

// Appends the messages of a request: an array of messages or Responses items, or a string (one user message).
void read_input_messages(Json messages, std::vector<Part>& parts, JsonWorkspace& workspace);

// Puts a system prompt (string, array of blocks, or object) before everything that is already there.
void read_system_first(Json system, std::vector<Part>& parts, JsonWorkspace& workspace);

// Appends the answer: each element is one choice (OTel output messages, or Chat `message` objects).
void read_output_messages(Json messages, std::vector<Part>& parts, JsonWorkspace& workspace);

// The same, one message at a time: each call is one choice.
class MessageOutput {
 public:
  MessageOutput(std::vector<Part>& parts, JsonWorkspace& workspace)
      : list_(parts, MessageList::Side::output), workspace_(workspace) {}
  void add_message(Json message);

 private:
  MessageList list_;
  JsonWorkspace& workspace_;
};

// Appends an answer that is one list of blocks or items (Anthropic `content`, Responses `output`), or a
// string.
void read_output_blocks(Json blocks, std::vector<Part>& parts, JsonWorkspace& workspace);

// Appends tool definitions; the member names of all dialects are understood.
void read_tools(Json tools, std::vector<Tool>& out, JsonWorkspace& workspace);

// "stop", "length", "tool_calls" or "content_filter" for every dialect's spelling; anything else is returned
// as it is.
[[nodiscard]] std::string_view normal_finish_reason(std::string_view reason);

}  // namespace stillwatch
