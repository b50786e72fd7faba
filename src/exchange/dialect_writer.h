// Writes exchanges in every dialect that is read: for generated worlds and for tests of the readers.
//
//   std::string log, access;
//   write_exchange(Dialect::anthropic, exchange, log);   // one line: {"id", "request": {...}, "response":
//   {...}} write_access_record(exchange, access);               // one line with all that is not content
//   // read back with: --join access.jsonl --on id
//
// A body holds what the API's own bodies hold; identity, client and timing go to the access record, as in
// real systems. Canonical, LiteLLM and OpenTelemetry lines stand alone (LiteLLM has no place for AS number,
// country, JA4, conversation and some parameters: these are in the access record too). What is read back,
// joined where needed, equals what was written, if the exchange is in normal form (exchange/messages.h), its
// finish reason agrees with its answer, and, for Anthropic, its only system message comes first. Exchanges
// that hold fingerprints instead of text can be written in canonical form alone. Appends to `out`;
// thread-safe for distinct `out`.
#pragma once

#include <string>

#include "exchange/exchange.h"
#include "exchange/log_reader.h"

namespace stillwatch {

// `dialect`: any but Dialect::mapped, which has no form of its own (it is written as canonical).
void write_exchange(Dialect dialect, const Exchange& exchange, std::string& out);

void write_access_record(const Exchange& exchange, std::string& out);

// The same exchange as a pair whose response is the text of a stored stream (openai_chat, openai_responses,
// anthropic).
void write_streamed_exchange(Dialect dialect, const Exchange& exchange, std::string& out);

}  // namespace stillwatch
