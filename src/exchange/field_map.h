// A provider's own log schema, mapped onto canonical fields by a TOML file (docs/format/field-map.md).
//
//   version = 1
//   [fields]                              # canonical field = path in the record
//   id = "meta.request_id"
//   time = "meta.received_at"
//   "account.id" = "customer.id"
//   "gen_ai.request.model" = "body.model"
//   [content]                             # one of two ways: stored bodies of a known API ...
//   request = "body"
//   response = "reply"
//   dialect = "openai-chat"               # or openai-responses, anthropic; default: told from the bodies
//   [text]                                # ... or plain texts
//   system = "prompt.system"
//   prompt = "prompt.user"
//   answer = "reply.text"
//
// Paths are those of find_path(). Unknown sections, fields and dialects are errors that name the file and the
// line.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "exchange/field.h"
#include "exchange/log_reader.h"
#include "exchange/source.h"

namespace stillwatch {

struct FieldMap {
  std::vector<std::pair<Field, std::string>> fields;
  std::string request, response;       // paths of stored bodies
  std::optional<Dialect> dialect;      // of the bodies
  std::string system, prompt, answer;  // paths of plain texts
  StoredFile stored;                   // the file it was read from
};

[[nodiscard]] Result<FieldMap> parse_field_map(std::string_view toml, std::string_view name);
[[nodiscard]] Result<FieldMap> read_field_map(const std::string& path);

}  // namespace stillwatch
