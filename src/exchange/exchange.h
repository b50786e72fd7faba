// The canonical exchange record, schema version 1: one request to a model with its answer.
//
// Readers of every dialect produce it, writers print it, and nothing else in Stillwatch knows a dialect.
// Names follow OpenTelemetry `gen_ai.*` where one exists; docs/format/exchange.md documents each field, its
// JSON name and its unit.
//
// All string views point into memory owned by whoever produced the record (a reader's batch, a generator's
// strings) and are valid until that producer moves on. An empty view, a zero count or an empty optional means
// "not in the log".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "text/fingerprints.h"

namespace stillwatch {

enum class Role : std::uint8_t { system, user, assistant, tool };

enum class PartKind : std::uint8_t {
  text,
  reasoning,    // visible or summarised thinking
  tool_call,    // assistant: `name` and `text` = arguments as JSON
  tool_result,  // tool (or Anthropic user turn): `text` = what came back
  media,        // image, audio, file: `text` is empty or a reference
};

// One part of one message. Parts of the same message follow each other and share `message`.
struct Part {
  std::uint32_t message = 0;  // index of the message within its list, from 0
  Role role = Role::user;
  PartKind kind = PartKind::text;
  std::string_view name;  // tool name for tool_call and tool_result, when known
  std::string_view text;
};

struct Tool {
  std::string_view name;
  std::string_view description;
  std::string_view parameters;  // JSON schema, without insignificant white space
};

struct RequestParameters {
  std::optional<double> temperature, top_p, frequency_penalty, presence_penalty;
  std::optional<std::int64_t> top_k, max_tokens, seed, choice_count, top_logprobs, logit_bias_count;
  std::optional<bool> stream, logprobs;
  std::string_view reasoning_effort, response_format;
};

struct TokenUsage {
  std::int64_t input = 0;   // all input tokens, cached ones included
  std::int64_t output = 0;  // all output tokens, reasoning included
  std::int64_t reasoning = 0;
  std::int64_t cache_read = 0;
  std::int64_t cache_creation = 0;
};

// Where a record stands in the inputs, so that a person can look it up.
struct SourcePlace {
  std::uint32_t input = 0;   // index into the list of inputs, sorted by path
  std::uint64_t line = 0;    // from 1
  std::uint64_t offset = 0;  // of the record's first byte in the decompressed input
};

struct Exchange {
  std::string_view id;            // `id`
  std::int64_t time_us = 0;       // `time`: start, microseconds since 1970 UTC
  std::int64_t time_end_us = 0;   // `time_end`; 0 = unknown
  std::string_view account;       // `account.id`: who is billed
  std::string_view organisation;  // `org.id`
  std::string_view project;       // `project.id`
  std::string_view credential;    // `credential.hash`
  std::string_view enduser;       // `enduser.id`
  std::string_view session;       // `session.id`
  std::string_view conversation;  // `gen_ai.conversation.id`

  std::string_view client_address;  // `client.address`, or a hash of it
  std::uint32_t as_number = 0;      // `client.as.number`
  std::string_view country;         // `geo.country.iso_code`
  std::string_view user_agent;      // `user_agent.original`
  std::string_view ja4;             // `tls.client.ja4`

  std::string_view provider;        // `gen_ai.provider.name`
  std::string_view operation;       // `gen_ai.operation.name`
  std::string_view request_model;   // `gen_ai.request.model`
  std::string_view response_model;  // `gen_ai.response.model`
  std::string_view response_id;     // `gen_ai.response.id`
  std::string_view finish_reason;   // first of `gen_ai.response.finish_reasons`
  std::int32_t status = 0;          // `http.response.status_code`; 0 = unknown
  std::string_view error_type;      // `error.type`
  RequestParameters parameters;     // `gen_ai.request.*`
  TokenUsage usage;                 // `gen_ai.usage.*`

  std::vector<Part> input;           // system prompt (Role::system), history and newest turn, in order
  std::vector<Part> output;          // the answer (Role::assistant)
  std::vector<Tool> tools;           // `gen_ai.tool.definitions`
  std::span<const float> embedding;  // `embedding`: of the newest turn, made by the log's owner

  std::optional<TextFingerprints>
      fingerprints;  // `fp.*`: present when the log carries fingerprints instead of text
  std::string_view
      fingerprint_key;  // `fp.key`: names the key they were made with (exchange/identifier_hash.h)
  SourcePlace place;

  // Makes the record empty and keeps the capacity of its vectors.
  void clear();
};

}  // namespace stillwatch
