#include "exchange/json_tree.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <span>

namespace stillwatch {

static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING);

// The first stage of simdjson: checks UTF-8 and strings, and lists where tokens begin.
struct JsonTree::Parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> implementation;

  simdjson::error_code index(const char* text, std::size_t length) {
    if (!implementation || implementation->capacity() < length) {
      const std::size_t room = std::max(kLeastRoom, length + length / 2);
      const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
          std::max(length, std::min<std::size_t>(room, simdjson::SIMDJSON_MAXSIZE_BYTES)), kJsonDepth,
          implementation);
      if (error != simdjson::SUCCESS) return error;
    }
    return implementation->stage1(reinterpret_cast<const std::uint8_t*>(text), length,
                                  simdjson::stage1_mode::regular);
  }
  [[nodiscard]] std::span<const std::uint32_t> tokens() const {
    return {implementation->structural_indexes.get(), implementation->n_structural_indexes};
  }

 private:
  static constexpr std::size_t kLeastRoom = 4096;
};

JsonTree::JsonTree() : parser_(std::make_unique<Parser>()) {}
JsonTree::JsonTree(JsonTree&&) noexcept = default;
JsonTree::~JsonTree() = default;

namespace {

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

// Goes through the tokens once and appends nodes. The first stage has seen that every string ends, and lists
// brackets, commas, colons, and where strings and other scalars begin; so what lies between two of these is a
// token and white space. The last token closes the document (checked before), and nothing but a value that is
// complete lets the walk pass a closing bracket: so only there it can come to the end.
struct JsonTree::Builder {
  Builder(std::vector<JsonNode>& places, const char* document, std::span<const std::uint32_t> tokens)
      : nodes_(places), text_(document), next_(tokens.data()), end_(tokens.data() + tokens.size()) {}

  // False when the document is not good.
  bool build() {
    if (!open()) return false;
    while (depth_ > 0) {
      const bool good = nodes_[open_nodes_[depth_ - 1]].type == JsonType::object ? member() : element();
      if (!good) return false;
    }
    return next_ == end_;
  }

  std::size_t count = 0;  // nodes made

 private:
  [[nodiscard]] char mark() const { return text_[*next_]; }

  // The token that begins here, without the white space behind it; the walk goes on behind it.
  std::string_view token() {
    const char* const begin = text_ + next_[0];
    const char* stop = text_ + next_[1];
    ++next_;
    while (stop > begin && static_cast<unsigned char>(stop[-1]) <= ' ') --stop;
    return {begin, static_cast<std::size_t>(stop - begin)};
  }

  bool member() {
    if (mark() != '"') return false;
    const std::string_view key = token();
    if (mark() != ':') return false;
    ++next_;
    return value(key.data() + 1, key.size() - 2);
  }
  bool element() { return value(nullptr, 0); }

  bool value(const char* key, std::size_t key_length) {
    if (count >= kJsonNodes) return false;
    JsonNode& node = append();
    node.key = key;
    node.key_length = static_cast<std::uint32_t>(key_length);
    const char first = mark();
    if (first == '{' || first == '[') {
      --count;
      return open();
    }
    if (first == '}' || first == ']') return false;  // maybe the last token
    return scalar(node, token()) && close_all();
  }

  // A container begins here; its key is set.
  bool open() {
    if (depth_ == kJsonDepth) return false;
    const bool object = mark() == '{';
    JsonNode& node = nodes_[count];
    node.text = text_ + *next_;
    node.length = 1;
    node.type = object ? JsonType::object : JsonType::array;
    open_nodes_[depth_++] = static_cast<std::uint32_t>(count++);
    ++next_;
    return mark() != (object ? '}' : ']') || close_all();
  }

  // Behind a value (or at the end of an empty container): a comma, or what closes the containers that end.
  bool close_all() {
    for (;;) {
      const char found = mark();
      JsonNode& node = nodes_[open_nodes_[depth_ - 1]];
      ++next_;
      if (found == ',') return true;
      if (found != (node.type == JsonType::object ? '}' : ']')) return false;
      node.span = static_cast<std::uint32_t>(count - open_nodes_[depth_ - 1]);
      if (--depth_ == 0) return true;
      if (next_ == end_) return false;
    }
  }

  JsonNode& append() {
    if (count == nodes_.size()) nodes_.resize(2 * nodes_.size());
    JsonNode& node = nodes_[count++];
    node.span = 1;
    return node;
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

  std::vector<JsonNode>& nodes_;
  const char* text_;
  const std::uint32_t* next_;
  const std::uint32_t* end_;
  std::array<std::uint32_t, kJsonDepth> open_nodes_{};
  std::size_t depth_ = 0;
};

JsonTree::Outcome JsonTree::parse(const char* text, std::size_t length) {
  count_ = 0;
  while (length > 0 && static_cast<unsigned char>(text[length - 1]) <= ' ') --length;
  while (length > 0 && static_cast<unsigned char>(*text) <= ' ') {
    ++text;
    --length;
  }
  if (length < 2 || (*text != '{' && *text != '[')) return Outcome::not_container;
  const auto error = parser_->index(text, length);
  if (error == simdjson::UTF8_ERROR) return Outcome::invalid_utf8;
  if (error != simdjson::SUCCESS) return Outcome::malformed;
  const auto tokens = parser_->tokens();
  if (text[tokens.back()] != (*text == '{' ? '}' : ']')) return Outcome::malformed;
  Builder builder(nodes_, text, tokens);
  if (!builder.build()) return builder.count >= kJsonNodes ? Outcome::too_large : Outcome::malformed;
  nodes_[0].length = length;
  count_ = builder.count;
  return Outcome::good;
}

Json Json::find(std::string_view name) const {
  if (!is_object()) return {};
  // Most names of one length differ in their first byte. A key is followed by its quotation mark.
  const char first = name.empty() ? '"' : name.front();
  for (const Json member : *this) {
    const JsonNode& node = *member.node_;
    if (node.key_length == name.size() && *node.key == first &&
        std::memcmp(node.key, name.data(), name.size()) == 0)
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
