// What the bodies of the three model APIs share; for body_writer.cpp and the files of the single APIs.
//
//   write_chat_request(body, exchange);        // what only a Chat Completions request has
//
// Each API has one file (chat_body.cpp, responses_body.cpp, anthropic_body.cpp) with two functions that add
// members to an object which body_writer.cpp opens and closes. Text is appended; nothing is validated; no
// errors. Pure apart from `out`; thread-safe. Cost: proportional to the text.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exchange/exchange.h"
#include "exchange/json_writer.h"

namespace stillwatch::body {

// Gives every tool call an id and every tool result the id of the oldest unanswered call of its name.
class CallIds {
 public:
  std::string issue(std::string_view name);
  std::string answer(std::string_view name);

 private:
  std::deque<std::pair<std::string_view, std::string>> open_;
  std::size_t issued_ = 0;
};

// A run of parts [from, to) of one message.
struct Run {
  const std::vector<Part>& parts;
  std::size_t from, to;
  [[nodiscard]] const Part& first() const { return parts[from]; }
};

// The runs of parts from `from` on.
[[nodiscard]] std::vector<Run> runs_of(const std::vector<Part>& parts, std::size_t from);

// How many parts the system prompt has, at the front of the input.
[[nodiscard]] std::size_t system_parts(const Exchange& exchange);

[[nodiscard]] std::string_view name_of_role(Role role);
void comma_unless(std::string& out, char opener);

// {"outer": {"inner": "text"}}, or nothing for an empty text.
void write_nested_text(ObjectWriter& body, std::string_view outer, std::string_view inner,
                       std::string_view text);
void write_openai_usage(ObjectWriter& body, const TokenUsage& usage, bool responses);
// Tools as flat objects, with their schema under the name `parameters`.
void append_tools(const Exchange& exchange, std::string_view parameters, std::string& out);

void write_chat_request(ObjectWriter& body, const Exchange& exchange);
void write_chat_response(ObjectWriter& body, const Exchange& exchange);
void write_responses_request(ObjectWriter& body, const Exchange& exchange);
void write_responses_response(ObjectWriter& body, const Exchange& exchange);
void write_anthropic_request(ObjectWriter& body, const Exchange& exchange);
void write_anthropic_response(ObjectWriter& body, const Exchange& exchange);

}  // namespace stillwatch::body
