// Request and response bodies of the three model APIs, as their clients send and get them; see
// dialect_writer.h.
//
//   append_request_body(Dialect::anthropic, exchange, line);      // {"model": ..., "messages": [...]}
//
// `dialect` is openai_chat, openai_responses or anthropic; what an API cannot say is left out. Reading the
// body again gives the exchange in its normal form (docs/format/exchange.md). No errors. Pure apart from
// `out`; thread-safe. Cost: proportional to the text.
#pragma once

#include <string>

#include "exchange/exchange.h"
#include "exchange/log_reader.h"

namespace stillwatch {

void append_request_body(Dialect dialect, const Exchange& exchange, std::string& out);
void append_response_body(Dialect dialect, const Exchange& exchange, std::string& out);

// The Chat form of the conversation alone: LiteLLM keeps it for every provider.
void append_chat_messages(const Exchange& exchange, std::string& out);
void append_chat_tools(const Exchange& exchange, std::string& out);

}  // namespace stillwatch
