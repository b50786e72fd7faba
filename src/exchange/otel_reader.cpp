#include <array>

#include "exchange/attribute_alias.h"
#include "exchange/bodies.h"
#include "exchange/dialect_readers.h"
#include "exchange/field_member.h"
#include "exchange/json_writer.h"
#include "exchange/messages.h"

namespace stillwatch {
namespace {

// OTLP's AnyValue as plain JSON text.
void append_any_value(std::string& out, Json value, Arena& arena, unsigned depth = 0) {
  if (const Json list = value.find("arrayValue"); list.is_object() && depth < kJsonDepth) {
    out += '[';
    for (const Json element : list.find("values")) {
      if (out.back() != '[') out += ',';
      append_any_value(out, element, arena, depth + 1);
    }
    out += ']';
  } else if (const Json members = value.find("kvlistValue"); members.is_object() && depth < kJsonDepth) {
    ObjectWriter object(out);
    for (const Json member : members.find("values")) {
      object.key(member.find("key").string(arena));
      append_any_value(out, member.find("value"), arena, depth + 1);
    }
    object.close();
  } else {
    const Json scalar = value.find_any({"stringValue", "boolValue", "doubleValue", "intValue", "bytesValue"});
    append_json(out, scalar, arena);
  }
}

bool is_inference(std::string_view operation) {
  return operation.empty() || operation == "chat" || operation == "text_completion" ||
         operation == "generate_content" || operation == "completion" || operation == "responses";
}

class OtelReader final : public RecordReader {
 public:
  void read(Json record, JsonWorkspace& workspace, RecordSink& sink) override {
    workspace_ = &workspace;
    for (const Json resource : record.find("resourceSpans")) {
      const Json resource_attributes = resource.find("resource").find("attributes");
      for (const Json scope : resource.find_any({"scopeSpans", "instrumentationLibrarySpans"})) {
        for (const Json span : scope.find("spans")) read_span(record, span, resource_attributes, sink);
      }
    }
    for (const Json resource : record.find("resourceLogs")) {
      const Json resource_attributes = resource.find("resource").find("attributes");
      for (const Json scope : resource.find("scopeLogs")) {
        for (const Json event : scope.find("logRecords"))
          read_event(record, event, resource_attributes, sink);
      }
    }
  }

 private:
  void read_span(Json record, Json span, Json resource_attributes, RecordSink& sink) {
    begin();
    const Json attributes = span.find("attributes");
    read_attributes(attributes);
    for (const Json event : span.find("events")) read_message_event(event);
    if (!is_inference(exchange_.operation)) return;
    if (exchange_.operation.empty() && exchange_.request_model.empty()) return;  // some other span
    assign(exchange_, Field::time, span.find("startTimeUnixNano"), *workspace_);
    assign(exchange_, Field::time_end, span.find("endTimeUnixNano"), *workspace_);
    finish(record, span, attributes, resource_attributes, sink);
  }

  void read_event(Json record, Json event, Json resource_attributes, RecordSink& sink) {
    begin();
    const Json attributes = event.find("attributes");
    const std::string_view name = event_name(event);
    if (name.starts_with("gen_ai.") && (name.ends_with(".message") || name == "gen_ai.choice"))
      return sink.reject(AnomalyKind::missing_field, "gen_ai.request.model",
                         "messages in events of their own lack the request: export spans, or set "
                         "OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental");
    read_attributes(attributes);
    if (const Json body = event.find("body").find("kvlistValue"); body.is_object())
      read_attributes(body.find("values"));
    if (name != "gen_ai.client.inference.operation.details" && exchange_.request_model.empty()) return;
    if (!is_inference(exchange_.operation)) return;
    assign(exchange_, Field::time, event.find_any({"timeUnixNano", "observedTimeUnixNano"}), *workspace_);
    finish(record, event, attributes, resource_attributes, sink);
  }

  void begin() {
    exchange_.clear();
    flat_list_.emplace(exchange_.input, MessageList::Side::input);
    flat_output_.emplace(exchange_.output, MessageList::Side::output);
  }

  void finish(Json record, Json span, Json attributes, Json resource_attributes, RecordSink& sink) {
    for (const Json attribute : resource_attributes) {
      const auto field = field_of(attribute.find("key").string(workspace_->arena));
      if (!field || is_content(*field) || is_fingerprint(*field)) continue;
      if (!visit_member(exchange_, *field, [](const auto& member) { return is_set(member); }))
        assign(exchange_, *field, value_of(attribute.find("value")), *workspace_);
    }
    Fallback fallback{exchange_.response_id, 0, {}, "chat"};
    if (fallback.id.empty()) fallback.id = span.find("spanId").string(workspace_->arena);
    sink.accept(exchange_, RecordContext{record, attributes, resource_attributes}, fallback);
  }

  [[nodiscard]] std::string_view event_name(Json event) const {
    if (const Json name = event.find_any({"eventName", "name"}); name.is_string())
      return name.string(workspace_->arena);
    for (const Json attribute : event.find("attributes")) {
      const Json key = attribute.find("key");
      if (key.is_string() && key.raw() == "event.name")
        return attribute.find("value").find("stringValue").string(workspace_->arena);
    }
    return {};
  }

  // A scalar as it is; lists and maps as parsed JSON.
  Json value_of(Json value) {
    if (!value.find("arrayValue").is_object() && !value.find("kvlistValue").is_object())
      return value.find_any({"stringValue", "intValue", "doubleValue", "boolValue"});
    text_.clear();
    append_any_value(text_, value, workspace_->arena);
    return workspace_->parse_text(text_);
  }

  void read_attributes(Json attributes) {
    for (const Json attribute : attributes) {
      const Json key = attribute.find("key");
      if (!key.is_string()) continue;
      const std::string_view name = key.string(workspace_->arena);
      if (const auto field = field_of_attribute(name)) {
        read_attribute(*field, value_of(attribute.find("value")));
      } else if (name.starts_with("gen_ai.prompt.") || name.starts_with("gen_ai.completion.")) {
        read_flat_message(name, value_of(attribute.find("value")));
      }
    }
  }

  void read_attribute(Field field, Json value) {
    if (field == Field::input_messages && !exchange_.input.empty() &&
        exchange_.input.back().role != Role::system)
      return;
    if (field == Field::output_messages && !exchange_.output.empty()) return;
    assign(exchange_, field, value, *workspace_);
  }

  // OpenLLMetry: gen_ai.prompt.0.role, gen_ai.prompt.0.content, gen_ai.completion.0.finish_reason, ...
  void read_flat_message(std::string_view name, Json value) {
    const bool prompt = name.starts_with("gen_ai.prompt.");
    const std::string_view member = name.substr(name.rfind('.') + 1);
    const std::string_view text = value.scalar_text(workspace_->arena);
    if (member == "role") {
      flat_role_ = text == "assistant" ? Role::assistant
                   : text == "system"  ? Role::system
                   : text == "tool"    ? Role::tool
                                       : Role::user;
      (prompt ? *flat_list_ : *flat_output_).begin_message();
    } else if (member == "content") {
      const bool tool = flat_role_ == Role::tool;
      (prompt ? *flat_list_ : *flat_output_)
          .add(flat_role_, tool ? PartKind::tool_result : PartKind::text, {}, text);
    } else if (member == "finish_reason" && !prompt) {
      exchange_.finish_reason = normal_finish_reason(text);
    }
  }

  // Events of the older conventions on a span: one message each.
  void read_message_event(Json event) {
    const std::string_view name = event_name(event);
    const Json attributes = event.find("attributes");
    if (name == "gen_ai.client.inference.operation.details" || name.starts_with("gen_ai.content."))
      return read_attributes(attributes);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kRoles = {
        {{"gen_ai.system.message", "system"},
         {"gen_ai.user.message", "user"},
         {"gen_ai.assistant.message", "assistant"},
         {"gen_ai.tool.message", "tool"},
         {"gen_ai.choice", "assistant"}}};
    for (const auto& [known, role] : kRoles) {
      if (known != name) continue;
      const Json message = message_of(attributes, role);
      if (name == "gen_ai.choice") {
        read_output_messages(message.find("message").is_object() ? message.find("message") : message,
                             exchange_.output, *workspace_);
        assign(exchange_, Field::finish_reasons, message.find("finish_reason"), *workspace_);
      } else {
        read_input_messages(message, exchange_.input, *workspace_);
      }
    }
  }

  // The attributes of an event as one message object; `gen_ai.event.content` holds the whole of it.
  Json message_of(Json attributes, std::string_view role) {
    text_.clear();
    ObjectWriter object(text_);
    object.text("role", role);
    for (const Json attribute : attributes) {
      const std::string_view key = attribute.find("key").string(workspace_->arena);
      if (key == "gen_ai.event.content") {
        const Json whole = workspace_->unpack(attribute.find("value").find("stringValue"));
        if (!whole.is_object()) continue;
        for (const Json member : whole) {
          if (member.key() == "role") continue;
          object.key(member.key());
          append_json(text_, member, workspace_->arena);
        }
      } else if (key != "role") {
        object.key(key);
        const Json value = workspace_->unpack(attribute.find("value").find("stringValue"));
        if (value.is_object() || value.is_array()) {
          append_json(text_, value, workspace_->arena);
        } else {
          append_any_value(text_, attribute.find("value"), workspace_->arena);
        }
      }
    }
    object.close();
    return workspace_->parse_text(text_);
  }

  Exchange exchange_;
  JsonWorkspace* workspace_ = nullptr;
  std::optional<MessageList> flat_list_, flat_output_;
  Role flat_role_ = Role::user;
  std::string text_;
};

}  // namespace

std::unique_ptr<RecordReader> make_otel_reader() { return std::make_unique<OtelReader>(); }

}  // namespace stillwatch
