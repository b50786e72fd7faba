#include "exchange/messages.h"

#include <algorithm>
#include <array>

namespace stillwatch {
namespace {

Role role_of(std::string_view name) {
  if (name == "assistant" || name == "model" || name == "ai") return Role::assistant;
  if (name == "system" || name == "developer") return Role::system;
  if (name == "tool" || name == "function") return Role::tool;
  return Role::user;
}

enum class BlockKind : std::uint8_t { text, refusal, reasoning, call, result, media, message, unknown };

struct NamedKind {
  std::string_view type;
  BlockKind kind;
};
constexpr std::array kTypes = {
    NamedKind{"text", BlockKind::text},
    NamedKind{"input_text", BlockKind::text},
    NamedKind{"output_text", BlockKind::text},
    NamedKind{"summary_text", BlockKind::text},
    NamedKind{"reasoning_text", BlockKind::text},
    NamedKind{"refusal", BlockKind::refusal},
    NamedKind{"reasoning", BlockKind::reasoning},
    NamedKind{"thinking", BlockKind::reasoning},
    NamedKind{"redacted_thinking", BlockKind::reasoning},
    NamedKind{"tool_call", BlockKind::call},
    NamedKind{"tool_use", BlockKind::call},
    NamedKind{"server_tool_use", BlockKind::call},
    NamedKind{"mcp_tool_use", BlockKind::call},
    NamedKind{"function", BlockKind::call},
    NamedKind{"custom", BlockKind::call},
    NamedKind{"tool_call_response", BlockKind::result},
    NamedKind{"tool_result", BlockKind::result},
    NamedKind{"message", BlockKind::message},
    NamedKind{"blob", BlockKind::media},
    NamedKind{"uri", BlockKind::media},
    NamedKind{"file", BlockKind::media},
    NamedKind{"image", BlockKind::media},
    NamedKind{"image_url", BlockKind::media},
    NamedKind{"input_image", BlockKind::media},
    NamedKind{"input_audio", BlockKind::media},
    NamedKind{"input_file", BlockKind::media},
    NamedKind{"audio", BlockKind::media},
    NamedKind{"video", BlockKind::media},
    NamedKind{"document", BlockKind::media},
};

BlockKind kind_of(std::string_view type) {
  for (const NamedKind& entry : kTypes) {
    if (entry.type == type) return entry.kind;
  }
  if (type.ends_with("_call")) return BlockKind::call;  // function_call, web_search_call
  if (type.ends_with("_call_output") || type.ends_with("_tool_result")) return BlockKind::result;
  return BlockKind::unknown;
}

class MessageReader {
 public:
  MessageReader(MessageList& list, JsonWorkspace& workspace) : list_(list), workspace_(workspace) {}

  void message(Json message, Role fallback) {
    list_.begin_message();
    if (message.is_string()) return list_.add(fallback, PartKind::text, {}, text_of(message));
    if (!message.is_object()) return;
    const Json type = message.find("type");
    if (type.is_string() && kind_of(type.raw()) != BlockKind::message) return block(message, fallback);
    const Json role_name = message.find("role");
    const Role role = role_name.is_string() ? role_of(role_name.raw()) : fallback;
    reasoning_beside_content(message, role);
    if (role == Role::tool && message.find("parts").is_missing()) {
      tool_message(message);
    } else {
      content(message.find_any({"parts", "content"}), role);
    }
    if (const Json refusal = message.find("refusal"); refusal.is_string())
      list_.add(role, PartKind::text, {}, text_of(refusal));
    for (const Json entry : message.find("tool_calls")) call(entry, role);
    if (const Json legacy = message.find("function_call"); legacy.is_object()) call(legacy, role);
  }

  void content(Json value, Role role) {
    if (value.is_string()) return list_.add(role, PartKind::text, {}, text_of(value));
    if (value.is_object()) return block(value, role);
    if (!value.is_array()) return;
    for (const Json element : value) {
      if (element.is_string()) {
        list_.add(role, PartKind::text, {}, text_of(element));
      } else if (element.is_object()) {
        block(element, role);
      }
    }
  }

 private:
  std::string_view text_of(Json value) { return value.string(workspace_.arena); }

  void block(Json value, Role role) {
    const Json type = value.find("type");
    switch (type.is_string() ? kind_of(type.raw()) : BlockKind::unknown) {
      case BlockKind::text:
        return list_.add(role, PartKind::text, {}, text_of(value.find_any({"text", "content"})));
      case BlockKind::refusal:
        return list_.add(role, PartKind::text, {}, text_of(value.find_any({"refusal", "content"})));
      case BlockKind::reasoning:
        return reasoning(value, role);
      case BlockKind::call:
        return call(value, role);
      case BlockKind::result:
        return result(value);
      case BlockKind::media:
        return list_.add(role, PartKind::media, {}, media_reference(value));
      case BlockKind::message:
        return message(value, role);
      case BlockKind::unknown:
        return list_.add(role, PartKind::text, {}, text_of(value.find_any({"text", "content"})));
    }
  }

  // DeepSeek and vLLM `reasoning_content`, OpenRouter `reasoning`, LiteLLM `thinking_blocks`.
  void reasoning_beside_content(Json message, Role role) {
    const Json plain = message.find_any({"reasoning_content", "reasoning"});
    if (plain.is_string()) {
      list_.add(role, PartKind::reasoning, {}, text_of(plain));
    } else {
      for (const Json element : message.find("thinking_blocks")) reasoning(element, role);
    }
  }

  void reasoning(Json value, Role role) {
    const Json plain = value.find_any({"thinking", "text", "content"});
    if (plain.is_string()) return list_.add(role, PartKind::reasoning, {}, text_of(plain));
    Json list = plain.is_array() && plain.size() > 0 ? plain : value.find("summary");
    if (list.is_string()) return list_.add(role, PartKind::reasoning, {}, text_of(list));
    for (const Json element : list) list_.add(role, PartKind::reasoning, {}, text_of(element.find("text")));
  }

  void call(Json value, Role role) {
    const Json function = value.find("function").is_object() ? value.find("function")
                          : value.find("custom").is_object() ? value.find("custom")
                                                             : value;
    const Json id = value.find_any({"call_id", "id"});
    Json name = function.find("name");
    if (name.is_missing()) name = value.find("type");  // web_search_call and the like
    const std::string_view name_text = text_of(name);
    list_.remember_call(text_of(id), name_text);
    list_.add(role, PartKind::tool_call, name_text,
              json_text(function.find_any({"arguments", "input", "action", "queries", "code"})));
  }

  void result(Json value) {
    const Json id = value.find_any({"tool_use_id", "call_id", "tool_call_id", "id"});
    std::string_view name = text_of(value.find_any({"name", "tool_name"}));
    if (name.empty()) name = list_.name_of_call(text_of(id));
    list_.add(Role::tool, PartKind::tool_result, name,
              result_text(value.find_any({"response", "result", "content", "output"})));
  }

  void tool_message(Json message) {
    std::string_view name = text_of(message.find("name"));
    if (name.empty()) name = list_.name_of_call(text_of(message.find("tool_call_id")));
    list_.add(Role::tool, PartKind::tool_result, name, result_text(message.find("content")));
  }

  // JSON that may be packed in a string: minified when it is an object or array, else the text as it is.
  std::string_view json_text(Json value) {
    const Json document = workspace_.unpack(value);
    if (document.is_object() || document.is_array()) return workspace_.minified(document);
    return value.scalar_text(workspace_.arena);
  }

  // What a tool gave back: a string, blocks with text (joined by line ends), or JSON.
  std::string_view result_text(Json value) {
    if (!value.is_array() && !value.is_object()) return value.scalar_text(workspace_.arena);
    if (value.is_object()) return workspace_.minified(value);
    std::string_view joined;
    for (const Json element : value) {
      if (element.is_object() && !element.find("type").is_string()) return workspace_.minified(value);
      if (!element.is_object() && !element.is_string()) return workspace_.minified(value);
      const std::string_view text = text_of(element.is_string() ? element : element.find("text"));
      joined = joined.empty() ? text : join(joined, text);
    }
    return joined;
  }

  std::string_view join(std::string_view a, std::string_view b) {
    char* const place = workspace_.arena.allocate(a.size() + b.size() + 1);
    std::copy(a.begin(), a.end(), place);
    place[a.size()] = '\n';
    std::copy(b.begin(), b.end(), place + a.size() + 1);
    return {place, a.size() + b.size() + 1};
  }

  // A link or a file id; never the bytes.
  std::string_view media_reference(Json value) {
    Json reference = value.find_any({"uri", "image_url", "file_id", "file_url", "url"});
    if (reference.is_object()) reference = reference.find("url");
    if (reference.is_missing()) reference = value.find("source").find_any({"url", "file_id"});
    if (reference.is_missing()) reference = value.find("file").find("file_id");
    const std::string_view text = text_of(reference);
    return text.starts_with("data:") ? std::string_view{} : text;
  }

  MessageList& list_;
  JsonWorkspace& workspace_;
};

}  // namespace

std::uint32_t MessageList::next_index(Role role) const {
  if (parts_.empty()) return 0;
  const Part& last = parts_.back();
  if (side_ == Side::output) return last.message + (fresh_ ? 1 : 0);
  const bool same = role == last.role && role != Role::tool && (role != Role::user || !fresh_);
  return last.message + (same ? 0 : 1);
}

void MessageList::add(Role role, PartKind kind, std::string_view name, std::string_view text) {
  if (text.empty() && (kind == PartKind::text || kind == PartKind::reasoning)) return;
  if (kind == PartKind::reasoning || kind == PartKind::tool_call || side_ == Side::output) {
    role = Role::assistant;
  } else if (kind == PartKind::tool_result) {
    role = Role::tool;
  }
  parts_.push_back(Part{next_index(role), role, kind, name, text});
  fresh_ = false;
}

void MessageList::remember_call(std::string_view id, std::string_view name) {
  if (!id.empty()) calls_.push_back({id, name});
}

std::string_view MessageList::name_of_call(std::string_view id) const {
  if (id.empty()) return {};
  const auto found =
      std::find_if(calls_.rbegin(), calls_.rend(), [&](const Call& call) { return call.id == id; });
  return found == calls_.rend() ? std::string_view{} : found->name;
}

void read_input_messages(Json messages, std::vector<Part>& parts, JsonWorkspace& workspace) {
  MessageList list(parts, MessageList::Side::input);
  MessageReader reader(list, workspace);
  if (!messages.is_array()) return reader.message(messages, Role::user);
  for (const Json message : messages) reader.message(message, Role::user);
}

void read_system_first(Json system, std::vector<Part>& parts, JsonWorkspace& workspace) {
  const std::size_t before = parts.size();
  MessageList list(parts, MessageList::Side::input);
  list.begin_message();
  MessageReader(list, workspace).content(system, Role::system);
  const std::size_t added = parts.size() - before;
  if (before == 0 || added == 0) return;
  std::rotate(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(before), parts.end());
  const bool merges = parts[added].role == Role::system;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i < added) {
      parts[i].message = 0;
    } else if (!merges) {
      ++parts[i].message;
    }
  }
}

void MessageOutput::add_message(Json message) {
  MessageReader(list_, workspace_).message(message, Role::assistant);
}

void read_output_messages(Json messages, std::vector<Part>& parts, JsonWorkspace& workspace) {
  MessageOutput output(parts, workspace);
  if (!messages.is_array()) return output.add_message(messages);
  for (const Json message : messages) output.add_message(message);
}

void read_output_blocks(Json blocks, std::vector<Part>& parts, JsonWorkspace& workspace) {
  MessageList list(parts, MessageList::Side::output);
  list.begin_message();
  MessageReader reader(list, workspace);
  for (const Json item : blocks) {
    const Json type = item.find("type");
    if (type.is_string() && type.raw() == "message") {
      reader.content(item.find("content"), Role::assistant);
    } else {
      reader.content(item, Role::assistant);
    }
  }
  if (blocks.is_string()) reader.content(blocks, Role::assistant);
}

void read_tools(Json tools, std::vector<Tool>& out, JsonWorkspace& workspace) {
  if (!tools.is_array()) return;
  Arena& arena = workspace.arena;
  for (const Json tool : tools) {
    const Json function = tool.find("function").is_object() ? tool.find("function") : tool;
    Tool& made = out.emplace_back();
    made.name = function.find_any({"name", "type"}).string(arena);
    made.description = function.find("description").string(arena);
    const Json parameters =
        workspace.unpack(function.find_any({"parameters", "input_schema", "inputSchema"}));
    if (parameters.is_object() || parameters.is_array()) made.parameters = workspace.minified(parameters);
  }
}

std::string_view normal_finish_reason(std::string_view reason) {
  struct Entry {
    std::string_view from, to;
  };
  static constexpr std::array kReasons = {
      Entry{"stop", "stop"},
      Entry{"end_turn", "stop"},
      Entry{"tool_calls", "tool_calls"},
      Entry{"tool_use", "tool_calls"},
      Entry{"length", "length"},
      Entry{"max_tokens", "length"},
      Entry{"max_output_tokens", "length"},
      Entry{"model_context_window_exceeded", "length"},
      Entry{"stop_sequence", "stop"},
      Entry{"completed", "stop"},
      Entry{"STOP", "stop"},
      Entry{"eos", "stop"},
      Entry{"MAX_TOKENS", "length"},
      Entry{"tool_call", "tool_calls"},
      Entry{"function_call", "tool_calls"},
      Entry{"content_filter", "content_filter"},
      Entry{"refusal", "content_filter"},
      Entry{"SAFETY", "content_filter"},
  };
  for (const Entry& entry : kReasons) {
    if (entry.from == reason) return entry.to;
  }
  return reason;
}

}  // namespace stillwatch
