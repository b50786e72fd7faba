#include "exchange/attribute_alias.h"

namespace stillwatch {
namespace {

const std::vector<std::pair<std::string_view, Field>> kAliases = {
    // Semantic conventions up to 1.36
    {"gen_ai.system", Field::provider},
    {"gen_ai.usage.prompt_tokens", Field::input_tokens},
    {"gen_ai.usage.completion_tokens", Field::output_tokens},
    {"gen_ai.prompt", Field::input_messages},
    {"gen_ai.completion", Field::output_messages},
    {"gen_ai.openai.request.seed", Field::seed},
    {"gen_ai.openai.request.response_format", Field::response_format},
    {"gen_ai.request.is_stream", Field::stream},
    {"http.status_code", Field::status},
    {"http.user_agent", Field::user_agent},
    {"http.client_ip", Field::client_address},
    {"client.socket.address", Field::client_address},
    {"net.peer.ip", Field::client_address},
    {"user.id", Field::enduser},
    // Later renamings
    {"gen_ai.usage.cache_write.input_tokens", Field::cache_creation_tokens},
    {"gen_ai.usage.cache_creation_input_tokens", Field::cache_creation_tokens},
    {"gen_ai.usage.cache_read_input_tokens", Field::cache_read_tokens},
    {"gen_ai.usage.reasoning_tokens", Field::reasoning_tokens},
    {"gen_ai.usage.details.reasoning_tokens", Field::reasoning_tokens},
    {"gen_ai.usage.details.cache_read_tokens", Field::cache_read_tokens},
    {"gen_ai.request.choice_count", Field::choice_count},
    {"gen_ai.output.type", Field::response_format},
    {"gen_ai.request.response_format.type", Field::response_format},
    // The exchange's own id has no name in the conventions
    {"exchange.id", Field::id},
    {"request.id", Field::id},
    {"request_id", Field::id},
    {"http.request.id", Field::id},
    {"x-request-id", Field::id},
    {"http.request.header.x-request-id", Field::id},
    {"http.request.header.user-agent", Field::user_agent},
};

}  // namespace

const std::vector<std::pair<std::string_view, Field>>& attribute_aliases() { return kAliases; }

std::optional<Field> field_of_attribute(std::string_view name) {
  if (const auto field = field_of(name)) return field;
  for (const auto& [alias, field] : kAliases) {
    if (alias == name) return field;
  }
  return std::nullopt;
}

}  // namespace stillwatch
