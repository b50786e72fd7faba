// Tells the dialect of a log from its records.
//
//   JsonWorkspace workspace;
//   auto dialect = sniff_lines(chunk.bytes.get(), chunk.size, workspace);      // none: nothing was
//   recognised
//
// A record is recognised by members that only its dialect has: a LiteLLM payload by its own names, OTLP by
// resourceSpans or resourceLogs, a pair by the shape of its bodies, the canonical form by its dotted names.
// The commonest dialect of a file's first records is taken for all of it; a record of another one is counted
// as mixed_dialect. No errors: what is not JSON is passed over. Thread-safe with a workspace per thread.
// Cost: parsing the first 32 lines a second time.
#pragma once

#include <optional>
#include <string>

#include "exchange/json_tree.h"
#include "exchange/log_reader.h"

namespace stillwatch {

// The dialect that the record has, or none when it looks like nothing that is read here.
[[nodiscard]] std::optional<Dialect> sniff(Json record, JsonWorkspace& workspace);

// The commonest dialect of the first records of a chunk of lines; none when no line is recognised.
[[nodiscard]] std::optional<Dialect> sniff_lines(const char* bytes, std::size_t size,
                                                 JsonWorkspace& workspace);

// The parts of a stored pair of request and response, whatever the log calls them (docs/format/exchange.md,
// "Pairs").
struct Pair {
  Json request;           // body of the request
  Json response;          // body of the response: object, list of events, or a string (stored stream)
  Json request_wrapper;   // what held `body`, `headers`, `url`; missing when the body lay bare
  Json response_wrapper;  // what held `body`, `headers`, `status`
};
[[nodiscard]] Pair find_pair(Json record, JsonWorkspace& workspace);

// Which of openai_chat, openai_responses, anthropic the bodies are; none when they are none of them.
[[nodiscard]] std::optional<Dialect> dialect_of(const Pair& pair);

}  // namespace stillwatch
