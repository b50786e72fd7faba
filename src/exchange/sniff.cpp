#include "exchange/sniff.h"

#include <array>
#include <cstring>

namespace stillwatch {
namespace {

bool holds_body(Json wrapper) {
  return wrapper.is_object() && !wrapper.find("body").is_missing() && wrapper.find("model").is_missing();
}

Json body_of(Json value, Json& wrapper, JsonWorkspace& workspace) {
  Json outer = workspace.unpack(value);
  if (!holds_body(outer)) return outer;
  wrapper = outer;
  return workspace.unpack(outer.find("body"));
}

bool has_key_prefix(Json record, std::string_view prefix) {
  for (const Json member : record) {
    if (member.key().starts_with(prefix)) return true;
  }
  return false;
}

bool is_canonical(Json record) {
  if (!record.find("account.id").is_missing() || has_key_prefix(record, "gen_ai.") ||
      has_key_prefix(record, "fp."))
    return true;
  return record.find("gen_ai").is_object() ||
         (record.find("account").is_object() && record.find("fp").is_object());
}

bool is_litellm(Json record) {
  if (!record.find("call_type").is_missing() && !record.find("startTime").is_missing()) return true;
  if (!record.find("model_group").is_missing() && !record.find("messages").is_missing()) return true;
  return has_key_prefix(record.find("metadata"), "user_api_key_");
}

bool contains(Json text, std::string_view needle) {
  return text.is_string() && text.raw().substr(0, 4096).find(needle) != std::string_view::npos;
}

std::optional<Dialect> dialect_of_path(Json wrapper) {
  for (const std::string_view name : {"url", "path", "uri", "endpoint"}) {
    const Json path = wrapper.find(name);
    if (contains(path, "/messages")) return Dialect::anthropic;
    if (contains(path, "/responses")) return Dialect::openai_responses;
    if (contains(path, "/completions")) return Dialect::openai_chat;
  }
  return std::nullopt;
}

std::optional<Dialect> dialect_of_event(Json event) {
  if (contains(event, "message_start")) return Dialect::anthropic;
  if (contains(event, "response.created") || contains(event, "response.output"))
    return Dialect::openai_responses;
  if (contains(event, "chat.completion") || contains(event, "choices")) return Dialect::openai_chat;
  if (!event.is_object()) return std::nullopt;
  if (!event.find("choices").is_missing()) return Dialect::openai_chat;
  if (const Json data = event.find("data"); !data.is_missing()) return dialect_of_event(data);
  return dialect_of_event(event.find("type"));
}

std::optional<Dialect> dialect_of_response(Json response) {
  if (response.is_string()) return dialect_of_event(response);
  if (response.is_array()) return dialect_of_event(response.at(0));
  if (!response.find("choices").is_missing()) return Dialect::openai_chat;
  const Json object = response.find("object");
  if (object.is_string() && object.raw() == "response") return Dialect::openai_responses;
  if (response.find("output").is_array()) return Dialect::openai_responses;
  const Json type = response.find("type");
  if (type.is_string() &&
      (type.raw() == "message" || (type.raw() == "error" && response.find("error").is_object())))
    return Dialect::anthropic;
  return std::nullopt;
}

std::optional<Dialect> dialect_of_request(Json request) {
  if (!request.find("input").is_missing() || !request.find("instructions").is_missing())
    return Dialect::openai_responses;
  if (!request.find("messages").is_array()) return std::nullopt;
  const bool anthropic =
      !request.find("system").is_missing() || !request.find("anthropic_version").is_missing() ||
      !request.find("thinking").is_missing() || !request.find("stop_sequences").is_missing();
  return anthropic ? Dialect::anthropic : Dialect::openai_chat;
}

}  // namespace

Pair find_pair(Json record, JsonWorkspace& workspace) {
  Pair pair;
  const Json request =
      record.find_any({"request", "request_body", "requestBody", "req", "input_body", "body"});
  const Json response = record.find_any({"response", "response_body", "responseBody", "resp", "output_body"});
  if (request.is_missing() && response.is_missing()) return pair;
  pair.request = body_of(request, pair.request_wrapper, workspace);
  pair.response = body_of(response, pair.response_wrapper, workspace);
  return pair;
}

std::optional<Dialect> dialect_of(const Pair& pair) {
  if (!pair.request.is_object()) return std::nullopt;
  if (const auto told = dialect_of_path(pair.request_wrapper)) return told;
  if (const auto told = dialect_of_response(pair.response)) return told;
  return dialect_of_request(pair.request);
}

std::optional<Dialect> sniff(Json record, JsonWorkspace& workspace) {
  if (!record.is_object()) return std::nullopt;
  if (!record.find("resourceSpans").is_missing() || !record.find("resourceLogs").is_missing())
    return Dialect::otel;
  if (is_litellm(record)) return Dialect::litellm;
  const auto body = dialect_of(find_pair(record, workspace));
  if (body) return body;
  if (is_canonical(record)) return Dialect::canonical;
  return std::nullopt;
}

std::optional<Dialect> sniff_lines(const char* bytes, std::size_t size, JsonWorkspace& workspace) {
  constexpr std::size_t kLines = 32;
  constexpr std::size_t kLongestLine = std::size_t{16} << 20;
  std::array<unsigned, 8> votes{};
  const char* const end = bytes + size;
  for (std::size_t line = 0; line < kLines && bytes < end; ++line) {
    const auto* stop =
        static_cast<const char*>(std::memchr(bytes, '\n', static_cast<std::size_t>(end - bytes)));
    if (stop == nullptr) stop = end;
    workspace.reset();
    const auto length = static_cast<std::size_t>(stop - bytes);
    JsonTree& tree = workspace.next_tree();
    if (length <= kLongestLine && tree.parse(bytes, length) == JsonTree::Outcome::good) {
      if (const auto dialect = sniff(tree.root(), workspace)) ++votes[static_cast<std::size_t>(*dialect)];
    }
    bytes = stop + 1;
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < votes.size(); ++i) {
    if (votes[i] > votes[best]) best = i;
  }
  if (votes[best] == 0) return std::nullopt;
  return static_cast<Dialect>(best);
}

}  // namespace stillwatch
