// A JSON document as a flat array of nodes that point into the text: random access without copying.
//
//   JsonTree tree;
//   if (tree.parse(line, line_length) == JsonTree::Outcome::good) {
//     Json model = tree.root().find("request").find("model");      // missing members give a missing value
//     std::string_view name = model.string(arena);                 // "" when missing or not a string
//   }
//
// simdjson's first stage finds the tokens, one walk over them makes the nodes; a node keeps the raw token.
// Strings are unescaped only when asked for, and only those with a backslash are copied (into the arena). One
// representation serves every dialect, so that the same facts come out the same. Unlike simdjson's own DOM it
// reads escaped lone surrogates, which real logs hold (a text cut in the middle of an emoji): they become
// U+FFFD.
//
// The bytes after the text must be readable for kJsonPadding bytes. Views live as long as the text and the
// arena. Cost: about 1 GB/s on chat records; no allocation once the node array has grown. Not thread-safe:
// one tree per worker.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/arena.h"

namespace stillwatch {

inline constexpr std::size_t kJsonPadding = 64;       // at least SIMDJSON_PADDING
inline constexpr unsigned kJsonDepth = 64;            // deeper documents are malformed to us
inline constexpr std::size_t kJsonNodes = 4'000'000;  // more values in one document are too many

enum class JsonType : std::uint8_t { missing, null, boolean, number, string, array, object };

struct JsonNode {
  const char* text =
      nullptr;                // the token; for strings without the quotes; for containers the opening bracket
  const char* key = nullptr;  // member name as written, without the quotes
  std::size_t length = 0;
  std::uint32_t key_length = 0;
  std::uint32_t span = 1;  // nodes of this value with everything inside
  JsonType type = JsonType::missing;
};

// A value inside a JsonTree, or a missing one. Two words, to be passed by value.
class Json {
 public:
  Json() = default;
  explicit Json(const JsonNode* node) : node_(node) {}

  [[nodiscard]] JsonType type() const { return node_ == nullptr ? JsonType::missing : node_->type; }
  [[nodiscard]] bool is_missing() const {
    return node_ == nullptr || node_->type == JsonType::null;
  }  // or null
  [[nodiscard]] bool is_string() const { return type() == JsonType::string; }
  [[nodiscard]] bool is_number() const { return type() == JsonType::number; }
  [[nodiscard]] bool is_object() const { return type() == JsonType::object; }
  [[nodiscard]] bool is_array() const { return type() == JsonType::array; }

  [[nodiscard]] std::string_view raw() const {
    return node_ == nullptr ? std::string_view{} : std::string_view{node_->text, node_->length};
  }
  [[nodiscard]] std::string_view key() const { return {node_->key, node_->key_length}; }
  [[nodiscard]] const JsonNode* node() const { return node_; }

  // The member of that name (the first, if there are several); missing for anything but an object.
  [[nodiscard]] Json find(std::string_view name) const;
  // The first of the names that is there and not null.
  [[nodiscard]] Json find_any(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] Json at(std::size_t index) const;  // element of an array
  [[nodiscard]] std::size_t size() const;          // members or elements; costs a walk

  // Text of a string; empty for everything else.
  [[nodiscard]] std::string_view string(Arena& arena) const;
  // Text of a string, number or boolean as written; empty for everything else.
  [[nodiscard]] std::string_view scalar_text(Arena& arena) const;
  // Number, or a string that holds nothing but a number (as OTLP writes 64-bit integers).
  [[nodiscard]] std::optional<std::int64_t> integer() const;  // a number with a fraction is cut towards zero
  [[nodiscard]] std::optional<double> real() const;
  [[nodiscard]] std::optional<bool> boolean() const;  // also "true" and "false"

  class Iterator {
   public:
    explicit Iterator(const JsonNode* node) : node_(node) {}
    Json operator*() const { return Json(node_); }
    Iterator& operator++() {
      node_ += node_->span;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return node_ != other.node_; }

   private:
    const JsonNode* node_;
  };
  [[nodiscard]] Iterator begin() const { return Iterator(is_container() ? node_ + 1 : nullptr); }
  [[nodiscard]] Iterator end() const { return Iterator(is_container() ? node_ + node_->span : nullptr); }

 private:
  [[nodiscard]] bool is_container() const { return is_object() || is_array(); }
  const JsonNode* node_ = nullptr;
};

class JsonTree {
 public:
  enum class Outcome : std::uint8_t { good, malformed, invalid_utf8, not_container, too_large };

  JsonTree();
  JsonTree(JsonTree&&) noexcept;
  ~JsonTree();

  // Parses one object or array; kJsonPadding bytes behind it must be readable.
  Outcome parse(const char* text, std::size_t length);
  [[nodiscard]] Json root() const { return count_ == 0 ? Json() : Json(nodes_.data()); }

 private:
  struct Parser;
  struct Builder;
  std::unique_ptr<Parser> parser_;
  std::vector<JsonNode> nodes_ = std::vector<JsonNode>(64);
  std::size_t count_ = 0;
};

// What one worker needs to read records: an arena and trees for JSON that is packed into strings.
class JsonWorkspace {
 public:
  Arena arena;

  void reset() {
    arena.reset();
    used_ = 0;
  }
  // Parses JSON text that lies anywhere (it is copied with padding). Missing when it is not an object or
  // array.
  [[nodiscard]] Json parse_text(std::string_view text);
  // The value itself, or what is packed in it when it is a string that holds an object or array.
  [[nodiscard]] Json unpack(Json value);
  // A tree that nothing uses since reset(); the reference stays valid until then.
  [[nodiscard]] JsonTree& next_tree();
  // The value as append_json writes it; lives in the arena.
  [[nodiscard]] std::string_view minified(Json value);

 private:
  std::deque<JsonTree> trees_;  // callers keep references while more are added
  std::string scratch_;
  std::size_t used_ = 0;
};

// Text of a JSON string (without quotes) with its escapes resolved; copies only when there is a backslash.
[[nodiscard]] std::string_view unescape_json(std::string_view raw, Arena& arena);

// Appends `text` as a JSON string with quotes: escapes quote, backslash and control characters, leaves UTF-8
// as it is.
void append_json_string(std::string& out, std::string_view text);

// Appends the value without insignificant white space, member order kept, escapes reduced to what is needed,
// numbers as written. Two spellings of the same document give the same text (up to the spelling of numbers).
void append_json(std::string& out, Json value, Arena& arena);

// Follows a path like "metadata.user.id", "choices.0.text" or "choices[0].text". A member whose name holds
// dots is found too ("gen_ai.request.model" as one key): longer names are tried where the shorter ones lead
// nowhere.
[[nodiscard]] Json find_path(Json root, std::string_view path);

}  // namespace stillwatch
