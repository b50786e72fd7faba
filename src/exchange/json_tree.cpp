#include "exchange/json_tree.h"

#include <simdjson.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <charconv>
#include <cstring>

namespace stillwatch {

namespace ondemand = simdjson::ondemand;
static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING);

struct JsonTree::Parser {
  ondemand::parser on_demand;
};

JsonTree::JsonTree() : parser_(std::make_unique<Parser>()) {}
JsonTree::JsonTree(JsonTree&&) noexcept = default;
JsonTree::~JsonTree() = default;

namespace {

std::string_view without_trailing_space(std::string_view token) {
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  return token;
}

bool is_json_number(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t start = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i > start;
  };
  if (i < text.size() && text[i] == '-') ++i;
  const bool zero = i < text.size() && text[i] == '0';
  const std::size_t start = i;
  if (!digits() || (zero && i - start > 1)) return false;
  if (i < text.size() && text[i] == '.' && (++i, !digits())) return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (!digits()) return false;
  }
  return i == text.size();
}

}  // namespace

// Walks a document and appends its nodes; every function returns false when the document is not good.
struct JsonTree::Builder {
  std::vector<JsonNode>& nodes;

  bool add(ondemand::value value, const char* key, std::size_t key_length, unsigned depth) {
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS || nodes.size() >= kJsonNodes) return false;
    const std::size_t index = nodes.size();
    JsonNode& node = nodes.emplace_back();
    node.key = key;
    node.key_length = static_cast<std::uint32_t>(key_length);
    if (type == ondemand::json_type::object || type == ondemand::json_type::array) {
      node.text = value.raw_json_token().data();
      node.length = 1;
      const bool good = type == ondemand::json_type::object ? members(value, index, depth + 1)
                                                            : elements(value, index, depth + 1);
      return good;
    }
    return scalar(node, without_trailing_space(value.raw_json_token()));
  }

  template <class Source>
  bool members(Source& source, std::size_t index, unsigned depth) {
    if (depth > kJsonDepth) return false;
    ondemand::object object;
    if (source.get_object().get(object) != simdjson::SUCCESS) return false;
    nodes[index].type = JsonType::object;
    for (auto entry : object) {
      ondemand::field field;
      if (std::move(entry).get(field) != simdjson::SUCCESS) return false;
      const char* const key = field.key().raw();
      if (!add(field.value(), key, key_length(key), depth)) return false;
    }
    close(index);
    return true;
  }

  template <class Source>
  bool elements(Source& source, std::size_t index, unsigned depth) {
    if (depth > kJsonDepth) return false;
    ondemand::array array;
    if (source.get_array().get(array) != simdjson::SUCCESS) return false;
    nodes[index].type = JsonType::array;
    for (auto entry : array) {
      ondemand::value value;
      if (std::move(entry).get(value) != simdjson::SUCCESS) return false;
      if (!add(value, nullptr, 0, depth)) return false;
    }
    close(index);
    return true;
  }

  // The closing quotation mark is there: the parser saw it.
  static std::size_t key_length(const char* key) {
    const char* at = key;
#ifdef __SSE2__
    // What is read beyond the key lies in the document or its padding.
    static_assert(kJsonPadding >= 16);
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
    for (;; at += 16) {
      const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
      const __m128i stops = _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash));
      const auto found = static_cast<unsigned>(_mm_movemask_epi8(stops));
      if (found == 0) continue;
      at += std::countr_zero(found);
      break;
    }
#endif
    while (*at != '"') at += *at == '\\' ? 2 : 1;
    return static_cast<std::size_t>(at - key);
  }

  static bool scalar(JsonNode& node, std::string_view token) {
    node.text = token.data();
    node.length = token.size();
    switch (token.empty() ? '\0' : token.front()) {
      case '"':
        node.type = JsonType::string;
        node.text += 1;
        node.length -= 2;
        return token.size() >= 2 && token.back() == '"';
      case 't':
        node.type = JsonType::boolean;
        return token == "true";
      case 'f':
        node.type = JsonType::boolean;
        return token == "false";
      case 'n':
        node.type = JsonType::null;
        return token == "null";
      default:
        node.type = JsonType::number;
        return is_json_number(token);
    }
  }

  void close(std::size_t index) const {
    JsonNode& node = nodes[index];
    node.span = static_cast<std::uint32_t>(nodes.size() - index);
  }
};

JsonTree::Outcome JsonTree::parse(const char* text, std::size_t length) {
  nodes_.clear();
  while (length > 0 && static_cast<unsigned char>(text[length - 1]) <= ' ') --length;
  while (length > 0 && static_cast<unsigned char>(*text) <= ' ') {
    ++text;
    --length;
  }
  if (length < 2 || (*text != '{' && *text != '[')) return Outcome::not_container;
  ondemand::document document;
  const auto error = parser_->on_demand.iterate(text, length, length + kJsonPadding).get(document);
  if (error == simdjson::UTF8_ERROR) return Outcome::invalid_utf8;
  if (error != simdjson::SUCCESS) return Outcome::malformed;
  nodes_.emplace_back();
  nodes_[0].text = text;
  nodes_[0].length = length;
  Builder builder{nodes_};
  const bool good = *text == '{' ? builder.members(document, 0, 1) : builder.elements(document, 0, 1);
  const char* rest = nullptr;
  const bool trailing = good && document.current_location().get(rest) == simdjson::SUCCESS;
  if (good && !trailing) return Outcome::good;
  const bool too_large = nodes_.size() >= kJsonNodes;
  nodes_.clear();
  return too_large ? Outcome::too_large : Outcome::malformed;
}

Json Json::find(std::string_view name) const {
  if (!is_object()) return {};
  for (const Json member : *this) {
    if (member.node_->key_length == name.size() &&
        std::memcmp(member.node_->key, name.data(), name.size()) == 0)
      return member;
  }
  return {};
}

Json Json::find_any(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    if (const Json member = find(name); !member.is_missing()) return member;
  }
  return {};
}

Json Json::at(std::size_t index) const {
  if (!is_array()) return {};
  for (const Json element : *this) {
    if (index-- == 0) return element;
  }
  return {};
}

std::size_t Json::size() const {
  std::size_t count = 0;
  for (auto at = begin(); at != end(); ++at) ++count;
  return count;
}

std::string_view Json::string(Arena& arena) const {
  return is_string() ? unescape_json(raw(), arena) : std::string_view{};
}

std::string_view Json::scalar_text(Arena& arena) const {
  if (is_string()) return unescape_json(raw(), arena);
  return is_number() || type() == JsonType::boolean ? raw() : std::string_view{};
}

std::optional<std::int64_t> Json::integer() const {
  if (!is_number() && !is_string()) return std::nullopt;
  const std::string_view text = raw();
  std::int64_t value = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && at == text.data() + text.size()) return value;
  const auto number = real();
  if (!number || !(*number > -9.2e18 && *number < 9.2e18)) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::optional<double> Json::real() const {
  if (!is_number() && !is_string()) return std::nullopt;
  const std::string_view text = raw();
  if (text.empty() || !is_json_number(text)) return std::nullopt;
  double value = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || at != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<bool> Json::boolean() const {
  if (type() != JsonType::boolean && !is_string()) return std::nullopt;
  if (raw() == "true") return true;
  if (raw() == "false") return false;
  return std::nullopt;
}

JsonTree& JsonWorkspace::next_tree() {
  if (used_ == trees_.size()) trees_.emplace_back();
  return trees_[used_++];
}

Json JsonWorkspace::parse_text(std::string_view text) {
  if (text.size() < 2) return {};
  char* const copy = arena.allocate(text.size() + kJsonPadding);
  std::memcpy(copy, text.data(), text.size());
  std::memset(copy + text.size(), 0, kJsonPadding);
  JsonTree& tree = next_tree();
  return tree.parse(copy, text.size()) == JsonTree::Outcome::good ? tree.root() : Json();
}

Json JsonWorkspace::unpack(Json value) {
  if (!value.is_string()) return value;
  const std::string_view text = value.string(arena);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) return value;
  const Json packed = parse_text(text);
  return packed.is_missing() ? value : packed;
}

}  // namespace stillwatch
