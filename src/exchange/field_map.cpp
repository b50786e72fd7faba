#include "exchange/field_map.h"

#include <fmt/format.h>

#include <array>
#include <sstream>
#define TOML_EXCEPTIONS 0
// toml++ 3.3 takes some of its assertions for granted when NDEBUG is set (undefined behaviour where a file
// breaks them, such as "[`fields]"), although it also handles these cases as errors. Here they are never
// taken for granted.
#undef NDEBUG
#define TOML_ASSERT(condition) static_cast<void>(0)
#include <toml++/toml.h>

#include "exchange/source.h"

namespace stillwatch {
namespace {

Error complaint(std::string_view name, const toml::source_region& where, const std::string& what) {
  return Error{Code::usage, std::string(name) + ":" + std::to_string(where.begin.line) + ": " + what};
}

std::optional<Dialect> body_dialect(std::string_view text) {
  for (const Dialect dialect : {Dialect::openai_chat, Dialect::openai_responses, Dialect::anthropic}) {
    if (dialect_named(text) == dialect) return dialect;
  }
  return std::nullopt;
}

std::optional<std::string> text_of(const toml::node& node) { return node.value<std::string>(); }

struct MapBuilder {
  std::string_view name;
  FieldMap map;

  // Fields may be written quoted ("account.id") or as TOML writes dotted keys (account.id), which nests them.
  Status add_fields(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const std::string whole = prefix + std::string(key.str());
      if (const auto* nested = node.as_table()) {
        const Status added = add_fields(*nested, whole + ".");
        if (!added.has_value()) return added;
        continue;
      }
      const auto field = field_of(whole);
      if (!field)
        return complaint(name, node.source(),
                         fmt::format("\"{}\" is no canonical field (docs/format/exchange.md)", whole));
      const auto path = text_of(node);
      if (!path || path->empty())
        return complaint(name, node.source(), fmt::format("\"{}\" needs a path in quotes", whole));
      map.fields.emplace_back(*field, *path);
    }
    return Done{};
  }

  using Paths = std::array<std::pair<std::string_view, std::string*>, 3>;

  Status add_paths(const toml::table& table, const Paths& known) {
    for (const auto& [key, node] : table) {
      const auto path = text_of(node);
      bool found = false;
      for (const auto& [known_name, to] : known) {
        if (key.str() != known_name) continue;
        found = true;
        if (path) *to = *path;
      }
      if (!found || !path)
        return complaint(name, node.source(), fmt::format("\"{}\" is not known here", key.str()));
    }
    return Done{};
  }

  Status add_section(std::string_view section, const toml::table& table) {
    if (section == "fields") return add_fields(table, "");
    if (section == "text")
      return add_paths(table,
                       Paths{{{"system", &map.system}, {"prompt", &map.prompt}, {"answer", &map.answer}}});
    std::string dialect;
    Status added = add_paths(
        table, Paths{{{"request", &map.request}, {"response", &map.response}, {"dialect", &dialect}}});
    if (!added.has_value() || dialect.empty()) return added;
    map.dialect = body_dialect(dialect);
    if (!map.dialect)
      return complaint(name, table.source(), "dialect must be openai-chat, openai-responses or anthropic");
    return Done{};
  }
};

// toml++ 3.3 has undefined behaviour for some characters beyond ASCII outside of strings: none of them
// reaches it. In comments they are blanked; elsewhere they are an error, whose line is returned, or 0 for
// none.
std::size_t keep_ascii(std::string& text) {
  char quote = '\0';
  bool comment = false;
  std::size_t line = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      comment = false;
      ++line;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      if (!comment) return line;
      text[i] = '?';
    } else if (comment) {
      continue;
    } else if (quote == '"' && c == '\\') {
      if (i + 1 < text.size() && text[i + 1] == '"') ++i;
    } else if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else {
      comment = c == '#';
    }
  }
  return 0;
}

}  // namespace

Result<FieldMap> parse_field_map(std::string_view given, std::string_view name) {
  std::string text(given);
  if (const std::size_t line = keep_ascii(text); line != 0)
    return Error{Code::usage,
                 fmt::format("{}:{}: write characters beyond ASCII as \\uXXXX in double quotes", name, line)};
  const toml::parse_result parsed = toml::parse(text, name);
  if (!parsed) return complaint(name, parsed.error().source(), std::string(parsed.error().description()));
  MapBuilder builder{name, {}};
  for (const auto& [key, node] : parsed.table()) {
    if (key.str() == "version") {
      if (node.value<std::int64_t>() != 1) return complaint(name, node.source(), "version must be 1");
      continue;
    }
    const auto* const table = node.as_table();
    if (table == nullptr || (key.str() != "fields" && key.str() != "content" && key.str() != "text"))
      return complaint(name, node.source(),
                       fmt::format("\"{}\" is none of version, [fields], [content], [text]", key.str()));
    const Status added = builder.add_section(key.str(), *table);
    if (!added.has_value()) return added.error();
  }
  if (builder.map.fields.empty())
    return Error{Code::usage, std::string(name) + ": maps no field; add a section [fields]"};
  return std::move(builder.map);
}

Result<FieldMap> read_field_map(const std::string& path) {
  StoredFile stored;
  auto text = read_whole(path, std::size_t{1} << 20, &stored);
  if (!text.has_value()) return text.error();
  auto map = parse_field_map(text.value(), path);
  if (map.has_value()) map.value().stored = std::move(stored);
  return map;
}

}  // namespace stillwatch
