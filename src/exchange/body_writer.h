// Request and response bodies of the three model APIs; see dialect_writer.h.
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
