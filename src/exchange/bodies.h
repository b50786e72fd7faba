// Request and response bodies of the three model APIs, as stored by gateways.
//
// What a body says is set; what it does not say is left alone. Token counts are normalised: `usage.input`
// holds all input tokens (Anthropic's input_tokens leaves out the cached ones) and `usage.output` all output
// tokens.
#pragma once

#include "exchange/exchange.h"
#include "exchange/json_tree.h"
#include "exchange/log_reader.h"
#include "exchange/record_reader.h"

namespace stillwatch {

// `dialect`: openai_chat (also the older Completions), openai_responses or anthropic.
void read_request_body(Dialect dialect, Json request, Exchange& exchange, JsonWorkspace& workspace);

// A whole response: what the API returns without streaming, or what exchange/sse_assembler.h makes of a
// stream.
void read_response_body(Dialect dialect, Json response, Exchange& exchange, JsonWorkspace& workspace,
                        Fallback& fallback);

// A stored response in any form: an object, a list of events, or the text of a stream (which is assembled
// first).
void read_stored_response(Dialect dialect, Json response, Exchange& exchange, JsonWorkspace& workspace,
                          Fallback& fallback);

// Sampling parameters under any dialect's names.
void read_parameters(Json request, Exchange& exchange, JsonWorkspace& workspace);

enum class CachedTokens : std::uint8_t { counted_in_input, beside_input };
void read_usage(Json usage, CachedTokens cached, TokenUsage& to);

void read_error(Json error, Exchange& exchange, JsonWorkspace& workspace);

}  // namespace stillwatch
