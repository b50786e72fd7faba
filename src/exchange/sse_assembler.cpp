#include "exchange/sse_assembler.h"

#include <algorithm>
#include <vector>

#include "exchange/json_writer.h"

namespace stillwatch {
namespace {

constexpr std::size_t kMostPieces = 4096;  // choices, blocks or items of one answer

// A text that grows by deltas, within the limit of the stream.
struct Growing {
  std::string text;
  void add(std::string_view more, std::size_t& budget) {
    const std::size_t taken = std::min(more.size(), budget);
    text.append(more.substr(0, taken));
    budget -= taken;
  }
};

// One tool call, block or item under construction.
struct Piece {
  std::string type, id, name;
  Growing text, arguments;
};

struct Choice {
  Growing content, reasoning, refusal;
  std::vector<Piece> calls;
  std::string finish_reason;
};

template <class T>
T* piece_at(std::vector<T>& pieces, std::size_t index) {
  if (index >= kMostPieces) return nullptr;
  if (pieces.size() <= index) pieces.resize(index + 1);
  return &pieces[index];
}

std::size_t index_of(Json event, std::string_view name) {
  const auto index = event.find(name).integer();
  return index && *index >= 0 ? static_cast<std::size_t>(*index) : 0;
}

void keep_text(std::string& to, Json value, Arena& arena) {
  const std::string_view text = value.scalar_text(arena);
  if (!text.empty()) to = text;
}

void keep_json(std::string& to, Json value, Arena& arena) {
  if (!value.is_object()) return;
  to.clear();
  append_json(to, value, arena);
}

// Members of a usage object that later events may repeat with new values; the last value of each stays.
class UsageMembers {
 public:
  void add(Json usage, Arena& arena) {
    for (const Json member : usage) {
      if (members_.size() > 64 || member.is_missing()) continue;
      std::string value;
      append_json(value, member, arena);
      const std::string key(member.key());
      const auto found =
          std::find_if(members_.begin(), members_.end(), [&](const auto& m) { return m.first == key; });
      if (found != members_.end()) {
        found->second = std::move(value);
      } else {
        members_.emplace_back(key, std::move(value));
      }
    }
  }
  void write(ObjectWriter& body) const {
    if (members_.empty()) return;
    body.key("usage");
    ObjectWriter usage(body.out());
    for (const auto& [key, value] : members_) usage.raw(key, value);
    usage.close();
  }

 private:
  std::vector<std::pair<std::string, std::string>> members_;
};

}  // namespace

struct SseAssembler::State {
  explicit State(Dialect which) : dialect(which) {}

  Dialect dialect;
  JsonWorkspace workspace;
  std::string line, data;  // of the event under construction
  std::size_t budget = kLargestStream;
  std::string id, model, created, error, complete, stop_reason;
  UsageMembers usage;
  std::vector<Choice> choices;  // Chat
  std::vector<Piece> pieces;    // Anthropic blocks, Responses items

  void end_line() {
    std::string_view text = line;
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    if (text.empty()) {
      end_event();
    } else if (text.starts_with("data:")) {
      text.remove_prefix(5);
      if (text.starts_with(' ')) text.remove_prefix(1);
      // Some gateways drop the empty lines: a new `data:` after a complete document is a new event.
      if (!data.empty() && data.back() == '}' && text.starts_with('{')) end_event();
      if (data.size() + text.size() <= kLargestStream) data += text;
    }
    line.clear();
  }

  void end_event() {
    if (data.size() >= 2 && data.front() == '{') {
      workspace.reset();
      add(workspace.parse_text(data));
    }
    data.clear();
  }

  void add(Json event) {
    if (!event.is_object()) return;
    keep_json(error, event.find("error"), workspace.arena);
    switch (dialect) {
      case Dialect::anthropic:
        return add_anthropic(event);
      case Dialect::openai_responses:
        return add_responses(event);
      default:
        return add_chat(event);
    }
  }

  void add_head(Json message) {
    keep_text(id, message.find("id"), workspace.arena);
    keep_text(model, message.find("model"), workspace.arena);
    keep_text(created, message.find_any({"created", "created_at"}), workspace.arena);
    usage.add(message.find("usage"), workspace.arena);
  }

  void grow(Growing& to, Json value) { to.add(value.string(workspace.arena), budget); }

  void add_chat(Json chunk) {
    add_head(chunk);
    for (const Json entry : chunk.find("choices")) {
      Choice* const choice = piece_at(choices, index_of(entry, "index"));
      if (choice == nullptr) continue;
      keep_text(choice->finish_reason, entry.find("finish_reason"), workspace.arena);
      const Json delta = entry.find_any({"delta", "message"});
      grow(choice->content, delta.find("content"));
      grow(choice->content, entry.find("text"));
      grow(choice->reasoning, delta.find_any({"reasoning_content", "reasoning"}));
      grow(choice->refusal, delta.find("refusal"));
      for (const Json call : delta.find("tool_calls")) add_chat_call(*choice, call);
    }
  }

  void add_chat_call(Choice& choice, Json call) {
    Piece* const piece = piece_at(choice.calls, index_of(call, "index"));
    if (piece == nullptr) return;
    keep_text(piece->id, call.find("id"), workspace.arena);
    keep_text(piece->name, call.find("function").find("name"), workspace.arena);
    grow(piece->arguments, call.find("function").find("arguments"));
  }

  void add_anthropic(Json event) {
    const std::string_view type = event.find("type").raw();
    if (type == "message_start") {
      add_head(event.find("message"));
    } else if (type == "content_block_start") {
      start_block(event);
    } else if (type == "content_block_delta") {
      Piece* const piece = piece_at(pieces, index_of(event, "index"));
      if (piece == nullptr) return;
      const Json delta = event.find("delta");
      grow(piece->text, delta.find_any({"text", "thinking"}));
      grow(piece->arguments, delta.find("partial_json"));
    } else if (type == "message_delta") {
      keep_text(stop_reason, event.find("delta").find("stop_reason"), workspace.arena);
      usage.add(event.find("usage"), workspace.arena);
    }
  }

  void start_block(Json event) {
    Piece* const piece = piece_at(pieces, index_of(event, "index"));
    if (piece == nullptr) return;
    const Json block = event.find("content_block");
    keep_text(piece->type, block.find("type"), workspace.arena);
    keep_text(piece->id, block.find("id"), workspace.arena);
    keep_text(piece->name, block.find("name"), workspace.arena);
    grow(piece->text, block.find_any({"text", "thinking"}));
    if (const Json input = block.find("input"); input.is_object() && input.size() > 0) {
      std::string whole;
      append_json(whole, input, workspace.arena);
      piece->arguments.add(whole, budget);
    }
  }

  void add_responses(Json event) {
    const std::string_view type = event.find("type").raw();
    if (type == "response.completed" || type == "response.incomplete" || type == "response.failed") {
      keep_json(complete, event.find("response"), workspace.arena);
    } else if (type == "response.created") {
      add_head(event.find("response"));
    } else if (type == "response.output_item.added" || type == "response.output_item.done") {
      if (Piece* const piece = piece_at(pieces, index_of(event, "output_index"))) {
        const Json item = event.find("item");
        keep_text(piece->type, item.find("type"), workspace.arena);
        keep_text(piece->id, item.find("call_id"), workspace.arena);
        keep_text(piece->name, item.find("name"), workspace.arena);
      }
    } else if (type.ends_with(".delta")) {
      Piece* const piece = piece_at(pieces, index_of(event, "output_index"));
      if (piece == nullptr) return;
      const bool arguments = type.find("arguments") != std::string_view::npos;
      grow(arguments ? piece->arguments : piece->text, event.find("delta"));
      if (piece->type.empty())
        piece->type = arguments                                          ? "function_call"
                      : type.find("reasoning") != std::string_view::npos ? "reasoning"
                                                                         : "message";
    }
  }

  void write_head(ObjectWriter& body) const {
    body.text("id", id);
    body.text("model", model);
    if (!created.empty() && created.find_first_not_of("0123456789.") == std::string::npos)
      body.raw("created", created);
    if (!error.empty()) body.raw("error", error);
    usage.write(body);
  }

  void write_chat(ObjectWriter& body) const {
    body.key("choices");
    std::string& out = body.out();
    out += '[';
    for (const Choice& choice : choices) {
      if (&choice != choices.data()) out += ',';
      ObjectWriter entry(out);
      entry.text("finish_reason", choice.finish_reason);
      entry.key("message");
      ObjectWriter message(out);
      message.raw("role", "\"assistant\"");
      message.text("reasoning_content", choice.reasoning.text);
      message.text("content", choice.content.text);
      message.text("refusal", choice.refusal.text);
      if (!choice.calls.empty()) write_chat_calls(message, choice.calls);
      message.close();
      entry.close();
    }
    out += ']';
  }

  static void write_chat_calls(ObjectWriter& message, const std::vector<Piece>& calls) {
    message.key("tool_calls");
    std::string& out = message.out();
    out += '[';
    for (const Piece& piece : calls) {
      if (&piece != calls.data()) out += ',';
      ObjectWriter call(out);
      call.text("id", piece.id);
      call.raw("type", "\"function\"");
      call.key("function");
      ObjectWriter function(out);
      function.always_text("name", piece.name);
      function.always_text("arguments", piece.arguments.text);
      function.close();
      call.close();
    }
    out += ']';
  }

  // Anthropic blocks and Responses items take the same members here.
  void write_pieces(ObjectWriter& body, std::string_view name, bool responses) const {
    body.key(name);
    std::string& out = body.out();
    out += '[';
    bool first = true;
    for (const Piece& piece : pieces) {
      if (piece.type.empty()) continue;
      if (!first) out += ',';
      first = false;
      ObjectWriter entry(out);
      const bool thinking = piece.type == "thinking" || piece.type == "reasoning";
      entry.text("type", responses && piece.type == "message" ? "output_text" : piece.type);
      entry.text("id", piece.id);
      entry.text("name", piece.name);
      entry.text(thinking ? "thinking" : "text", piece.text.text);
      entry.text(responses ? "arguments" : "input", piece.arguments.text);
      entry.close();
    }
    out += ']';
  }
};

SseAssembler::SseAssembler(Dialect dialect) : state_(std::make_unique<State>(dialect)) {}
SseAssembler::SseAssembler(SseAssembler&&) noexcept = default;
SseAssembler::~SseAssembler() = default;

void SseAssembler::feed(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view part = text.substr(0, end);
    if (state_->line.size() + part.size() <= kLargestStream) state_->line += part;
    if (end == std::string_view::npos) return;
    state_->end_line();
    text.remove_prefix(end + 1);
  }
}

void SseAssembler::add_event(Json event) { state_->add(event); }

std::string SseAssembler::finish() {
  State& state = *state_;
  if (!state.line.empty()) state.end_line();
  state.end_event();
  if (!state.complete.empty()) return state.complete;
  std::string out;
  ObjectWriter body(out);
  state.write_head(body);
  switch (state.dialect) {
    case Dialect::anthropic:
      state.write_pieces(body, "content", false);
      body.text("stop_reason", state.stop_reason);
      break;
    case Dialect::openai_responses:
      state.write_pieces(body, "output", true);
      break;
    default:
      state.write_chat(body);
  }
  body.close();
  return out;
}

Json assemble_stream(Dialect dialect, Json stored, JsonWorkspace& workspace) {
  SseAssembler assembler(dialect);
  if (stored.is_string()) {
    const std::string_view text = stored.string(workspace.arena);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    if (text[first] == '{') return workspace.parse_text(text);
    assembler.feed(text);
  }
  for (const Json element : stored) {
    if (element.is_string()) {
      const std::string_view text = element.string(workspace.arena);
      assembler.feed(text.starts_with("data:") || text.starts_with("event:") ? "" : "data:");
      assembler.feed(text);
      assembler.feed("\n\n");
    } else {
      const Json data = element.find("data");
      assembler.add_event(data.is_missing() ? element : workspace.unpack(data));
    }
  }
  return workspace.parse_text(assembler.finish());
}

}  // namespace stillwatch
