// The words for roles and kinds of parts in canonical logs, JSON lines or Parquet: those of OpenTelemetry's
// messages.
//
//   part.role = role_named("assistant");            // unknown words are read as a user's text
//
// Pure.
#pragma once

#include <string_view>

#include "exchange/exchange.h"

namespace stillwatch {

[[nodiscard]] constexpr std::string_view word_for(Role role) {
  switch (role) {
    case Role::system:
      return "system";
    case Role::user:
      return "user";
    case Role::assistant:
      return "assistant";
    case Role::tool:
      return "tool";
  }
  return "user";
}

[[nodiscard]] constexpr std::string_view word_for(PartKind kind) {
  switch (kind) {
    case PartKind::text:
      return "text";
    case PartKind::reasoning:
      return "reasoning";
    case PartKind::tool_call:
      return "tool_call";
    case PartKind::tool_result:
      return "tool_call_response";
    case PartKind::media:
      return "uri";
  }
  return "text";
}

[[nodiscard]] constexpr Role role_named(std::string_view word) {
  for (const Role role : {Role::system, Role::assistant, Role::tool}) {
    if (word == word_for(role)) return role;
  }
  return Role::user;
}

[[nodiscard]] constexpr PartKind kind_named(std::string_view word) {
  for (const PartKind kind :
       {PartKind::reasoning, PartKind::tool_call, PartKind::tool_result, PartKind::media}) {
    if (word == word_for(kind)) return kind;
  }
  if (word == "blob") return PartKind::media;
  return PartKind::text;
}

}  // namespace stillwatch
