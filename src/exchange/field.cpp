#include "exchange/field.h"

#include <cstring>
#include <utility>

#include "base/time.h"
#include "exchange/embedding.h"
#include "exchange/field_member.h"
#include "exchange/fingerprint_fields.h"
#include "exchange/messages.h"

namespace stillwatch {
namespace {

constexpr std::array<std::string_view, kFieldCount> kNames = {
    "id",
    "time",
    "time_end",
    "account.id",
    "org.id",
    "project.id",
    "credential.hash",
    "enduser.id",
    "session.id",
    "gen_ai.conversation.id",
    "client.address",
    "client.as.number",
    "geo.country.iso_code",
    "user_agent.original",
    "tls.client.ja4",
    "gen_ai.provider.name",
    "gen_ai.operation.name",
    "gen_ai.request.model",
    "gen_ai.response.model",
    "gen_ai.response.id",
    "gen_ai.response.finish_reasons",
    "http.response.status_code",
    "error.type",
    "gen_ai.request.temperature",
    "gen_ai.request.top_p",
    "gen_ai.request.frequency_penalty",
    "gen_ai.request.presence_penalty",
    "gen_ai.request.top_k",
    "gen_ai.request.max_tokens",
    "gen_ai.request.seed",
    "gen_ai.request.choice.count",
    "gen_ai.request.top_logprobs",
    "gen_ai.request.logit_bias_count",
    "gen_ai.request.stream",
    "gen_ai.request.logprobs",
    "gen_ai.request.reasoning_effort",
    "gen_ai.request.response_format",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_creation.input_tokens",
    "embedding",
    "gen_ai.system_instructions",
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.tool.definitions",
    "fp.key",
    "fp.root",
    "fp.prompt",
    "fp.skeleton",
    "fp.system",
    "fp.tools",
    "fp.issued",
    "fp.prompt_words",
    "fp.answer_words",
    "fp.topic",
    "fp.capability",
    "fp.flags",
    "fp.language",
    "fp.intent",
    "fp.intent_score",
    "fp.projection",
    "fp.history",
    "fp.shapes",
    "fp.prompt_prints",
    "fp.answer_prints",
};

// Open addressing over a hash of length and last eight bytes, which tell all names apart.
class NameTable {
 public:
  NameTable() {
    slots_.fill(kEmpty);
    for (std::size_t i = 0; i < kFieldCount; ++i) {
      std::size_t slot = hash(kNames[i]);
      while (slots_[slot] != kEmpty) slot = (slot + 1) % kSlots;
      slots_[slot] = static_cast<std::uint8_t>(i);
    }
  }
  [[nodiscard]] std::optional<Field> find(std::string_view name) const {
    if (name.size() < 2) return std::nullopt;
    for (std::size_t slot = hash(name); slots_[slot] != kEmpty; slot = (slot + 1) % kSlots) {
      if (same(kNames[slots_[slot]], name)) return static_cast<Field>(slots_[slot]);
    }
    return std::nullopt;
  }

 private:
  static constexpr std::size_t kSlots = 512;
  static constexpr std::uint8_t kEmpty = 255;
  static_assert(kFieldCount < kEmpty);

  static std::uint64_t eight_at(const char* from) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, from, sizeof eight);
    return eight;
  }

  // Compares eight bytes at a time, the last eight first: they tell most names apart.
  static bool same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    if (a.size() < 8) return a == b;
    if (eight_at(a.data() + a.size() - 8) != eight_at(b.data() + b.size() - 8)) return false;
    for (std::size_t at = 0; at + 8 < a.size(); at += 8) {
      if (eight_at(a.data() + at) != eight_at(b.data() + at)) return false;
    }
    return true;
  }

  static std::size_t hash(std::string_view name) {
    std::uint64_t tail = 0;
    if (name.size() >= 8) {
      tail = eight_at(name.data() + name.size() - 8);
    } else {
      std::memcpy(&tail, name.data(), name.size());
    }
    return static_cast<std::size_t>(((tail + name.size()) * 0x9e3779b97f4a7c15ULL) >> 55);
  }
  std::array<std::uint8_t, kSlots> slots_{};
};

bool assign_time(std::int64_t& to, Json value, Arena& arena) {
  std::optional<std::int64_t> time;
  if (value.is_string() || value.is_number()) time = parse_time(value.scalar_text(arena));
  if (!time && value.is_number()) {
    if (const auto number = value.real()) time = time_of_number(*number);
  }
  if (!time) return false;
  to = *time;
  return true;
}

// Sets one member from JSON; false when the value does not fit its type.
struct Assigner {
  Json value;
  Arena& arena;

  bool operator()(std::string_view& to) const {
    const std::string_view text = value.scalar_text(arena);
    if (!text.empty()) to = text;
    return !text.empty();
  }
  bool operator()(std::int64_t& to) const { return count(to); }
  bool operator()(std::int32_t& to) const { return count(to); }
  bool operator()(std::uint32_t& to) const { return count(to); }
  bool operator()(std::optional<double>& to) const { return optional(to, value.real()); }
  bool operator()(std::optional<std::int64_t>& to) const { return optional(to, value.integer()); }
  bool operator()(std::optional<bool>& to) const { return optional(to, value.boolean()); }

 private:
  template <class T>
  bool count(T& to) const {
    const auto number = value.integer();
    if (!number || *number < 0 || !std::in_range<T>(*number)) return false;
    to = static_cast<T>(*number);
    return true;
  }
  template <class T>
  static bool optional(std::optional<T>& to, const std::optional<T>& from) {
    if (from) to = from;
    return from.has_value();
  }
};

bool assign_content(Exchange& to, Field field, Json value, JsonWorkspace& workspace) {
  const Json content = workspace.unpack(value);
  switch (field) {
    case Field::system_instructions:
      read_system_first(content, to.input, workspace);
      return true;
    case Field::input_messages:
      read_input_messages(content, to.input, workspace);
      return true;
    case Field::output_messages:
      read_output_messages(content, to.output, workspace);
      return true;
    case Field::tool_definitions:
      read_tools(content, to.tools, workspace);
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view name_of(Field field) { return kNames[static_cast<std::size_t>(field)]; }

std::optional<Field> field_of(std::string_view name) {
  static const NameTable table;
  return table.find(name);
}

bool is_field_prefix(std::string_view name) {
  for (const std::string_view field : kNames) {
    if (field.size() > name.size() && field[name.size()] == '.' && field.starts_with(name)) return true;
  }
  return false;
}

bool assign(Exchange& exchange, Field field, Json value, JsonWorkspace& workspace) {
  if (value.is_missing()) return false;
  if (is_fingerprint(field) && field != Field::fp_key)
    return assign_fingerprint(exchange, field, value, workspace.arena);
  if (is_content(field)) return assign_content(exchange, field, value, workspace);
  if (field == Field::time) return assign_time(exchange.time_us, value, workspace.arena);
  if (field == Field::time_end) return assign_time(exchange.time_end_us, value, workspace.arena);
  if (field == Field::embedding)
    return read_embedding(workspace.unpack(value), exchange.embedding, workspace.arena);
  if (field == Field::finish_reasons) {
    exchange.finish_reason =
        normal_finish_reason((value.is_array() ? value.at(0) : value).string(workspace.arena));
    return true;
  }
  return visit_member(exchange, field, Assigner{value, workspace.arena});
}

bool has_field(const Exchange& e, Field field) {
  if (is_fingerprint(field) && field != Field::fp_key)
    return e.fingerprints && has_fingerprint(*e.fingerprints, field);
  return has_own_field(e, field);
}

}  // namespace stillwatch
