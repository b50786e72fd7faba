#include "exchange/body_parts.h"

namespace stillwatch::body {

std::string CallIds::issue(std::string_view name) {
  std::string id = "call_" + std::to_string(++issued_);
  open_.emplace_back(name, id);
  return id;
}

std::string CallIds::answer(std::string_view name) {
  for (auto at = open_.begin(); at != open_.end(); ++at) {
    if (at->first != name) continue;
    std::string id = std::move(at->second);
    open_.erase(at);
    return id;
  }
  return "call_unknown";
}

std::string_view name_of_role(Role role) {
  switch (role) {
    case Role::system:
      return "system";
    case Role::assistant:
      return "assistant";
    case Role::tool:
      return "tool";
    case Role::user:
      return "user";
  }
  return "user";
}

void comma_unless(std::string& out, char opener) {
  if (out.back() != opener) out += ',';
}

std::vector<Run> runs_of(const std::vector<Part>& parts, std::size_t from) {
  std::vector<Run> runs;
  for (std::size_t i = from; i < parts.size();) {
    std::size_t end = i + 1;
    while (end < parts.size() && parts[end].message == parts[i].message && parts[end].role == parts[i].role)
      ++end;
    runs.push_back({parts, i, end});
    i = end;
  }
  return runs;
}

std::size_t system_parts(const Exchange& e) {
  std::size_t count = 0;
  while (count < e.input.size() && e.input[count].role == Role::system) ++count;
  return count;
}

void append_tools(const Exchange& e, std::string_view parameters, std::string& out) {
  out += '[';
  for (const Tool& tool : e.tools) {
    comma_unless(out, '[');
    ObjectWriter object(out);
    if (parameters == "parameters") object.raw("type", "\"function\"");
    object.always_text("name", tool.name);
    object.text("description", tool.description);
    if (!tool.parameters.empty()) object.raw(parameters, tool.parameters);
    object.close();
  }
  out += ']';
}

void write_nested_text(ObjectWriter& body, std::string_view outer, std::string_view inner,
                       std::string_view text) {
  if (text.empty()) return;
  body.key(outer);
  ObjectWriter object(body.out());
  object.text(inner, text);
  object.close();
}

void write_openai_usage(ObjectWriter& body, const TokenUsage& usage, bool responses) {
  if (usage.input == 0 && usage.output == 0) return;
  body.key("usage");
  ObjectWriter object(body.out());
  object.always_number(responses ? "input_tokens" : "prompt_tokens", usage.input);
  object.always_number(responses ? "output_tokens" : "completion_tokens", usage.output);
  object.always_number("total_tokens", usage.input + usage.output);
  object.key(responses ? "input_tokens_details" : "prompt_tokens_details");
  ObjectWriter input(body.out());
  input.always_number("cached_tokens", usage.cache_read);
  input.close();
  object.key(responses ? "output_tokens_details" : "completion_tokens_details");
  ObjectWriter output(body.out());
  output.always_number("reasoning_tokens", usage.reasoning);
  output.close();
  object.close();
}

}  // namespace stillwatch::body
