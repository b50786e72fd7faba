// Writes exchanges as canonical JSONL: what is read back equals what was written.
//
//   std::string out;
//   write_canonical(exchange, out);                    // one line with its line end; text, or fingerprints
//   if it has them write_fingerprinted(exchange, prints, key, out);   // the same without any text
//
// Fields that are empty, zero or absent are left out. Text must be valid UTF-8; it is escaped, not checked.
// The message indices of the exchange are expected in the normal form of exchange/messages.h, as every reader
// gives them. Cost: about 1 GB/s; appends to `out`, allocates nothing else. Thread-safe for distinct `out`.
#pragma once

#include <string>

#include "base/siphash.h"
#include "exchange/exchange.h"

namespace stillwatch {

void write_canonical(const Exchange& exchange, std::string& out);

// Only what detection needs and no text: messages, system prompt and tool definitions are replaced by
// `prints`, the client's address and the end user by keyed hashes (exchange/identifier_hash.h). Account,
// organisation, project, credential hash, client, times, usage and parameters stay. `key_name` names the key
// (exchange/identifier_hash.h); may be "".
void write_fingerprinted(const Exchange& exchange, const TextFingerprints& prints, SipKey identifier_key,
                         std::string_view key_name, std::string& out);

// All that is neither content nor fingerprint, as one line: what an access log knows.
void write_canonical_identity(const Exchange& exchange, std::string& out);

// The content fields alone, as the JSON arrays of the OpenTelemetry schema.
void append_system_instructions(std::string& out, const Exchange& exchange);
void append_input_messages(std::string& out, const Exchange& exchange);  // without the leading system prompt
void append_output_messages(std::string& out, const Exchange& exchange);
void append_tool_definitions(std::string& out, const Exchange& exchange);

}  // namespace stillwatch
