#include "exchange/bodies.h"
#include "exchange/dialect_readers.h"
#include "exchange/envelope.h"
#include "exchange/field_member.h"
#include "exchange/messages.h"

namespace stillwatch {
namespace {

// LiteLLM's StandardLoggingPayload: content and identity in one record.
class LiteLlmReader final : public RecordReader {
 public:
  void read(Json record, JsonWorkspace& workspace, RecordSink& sink) override {
    exchange_.clear();
    const Json metadata = record.find("metadata");
    read_identity(record, metadata, workspace);
    read_request(record, workspace);
    Fallback fallback{{}, 0, {}, "chat"};
    read_answer(record, metadata, workspace, fallback);
    read_outcome(record, workspace);
    read_canonical_members(record, workspace);
    sink.accept(exchange_, RecordContext{record, {}, {}}, fallback);
  }

 private:
  void set(Field field, Json object, std::initializer_list<std::string_view> names,
           JsonWorkspace& workspace) {
    assign(exchange_, field, object.find_any(names), workspace);
  }

  void read_identity(Json record, Json metadata, JsonWorkspace& workspace) {
    set(Field::id, record, {"id", "litellm_call_id"}, workspace);
    set(Field::time, record, {"startTime", "start_time"}, workspace);
    set(Field::time_end, record, {"endTime", "end_time"}, workspace);
    set(Field::account, metadata, {"user_api_key_user_id", "user_api_key_team_id", "user_api_key_hash"},
        workspace);
    set(Field::organisation, metadata, {"user_api_key_org_id"}, workspace);
    set(Field::project, metadata, {"user_api_key_project_id"}, workspace);
    set(Field::credential, metadata, {"user_api_key_hash"}, workspace);
    set(Field::enduser, metadata, {"user_api_key_end_user_id"}, workspace);
    set(Field::enduser, record, {"end_user"}, workspace);
    set(Field::client_address, metadata, {"requester_ip_address"}, workspace);
    set(Field::client_address, record, {"requester_ip_address"}, workspace);
    set(Field::user_agent, metadata, {"user_agent"}, workspace);
    set(Field::user_agent, record, {"user_agent"}, workspace);
    set(Field::session, metadata, {"session_id"}, workspace);
    set(Field::provider, record, {"custom_llm_provider"}, workspace);
    read_headers(metadata.find("requester_custom_headers"), exchange_, workspace);
  }

  void read_request(Json record, JsonWorkspace& workspace) {
    set(Field::request_model, record, {"model_group", "model"}, workspace);
    set(Field::stream, record, {"stream"}, workspace);
    const Json parameters = workspace.unpack(record.find("model_parameters"));
    read_parameters(parameters, exchange_, workspace);
    read_tools(parameters.find_any({"tools", "functions"}), exchange_.tools, workspace);
    const Json messages = workspace.unpack(record.find("messages"));
    if (messages.is_object() &&
        !messages.find("messages").is_missing()) {  // a whole body is kept for some call types
      read_request_body(Dialect::anthropic, messages, exchange_, workspace);
      return;
    }
    if (const Json system = parameters.find_any({"system", "instructions"}); !system.is_missing())
      read_system_first(system, exchange_.input, workspace);
    read_input_messages(messages, exchange_.input, workspace);
  }

  void read_answer(Json record, Json metadata, JsonWorkspace& workspace, Fallback& fallback) {
    const Json response = workspace.unpack(record.find("response"));
    if (response.is_string()) {
      read_output_blocks(response, exchange_.output, workspace);
    } else if (response.is_object()) {
      const Dialect dialect = response.find("output").is_array()    ? Dialect::openai_responses
                              : response.find("content").is_array() ? Dialect::anthropic
                                                                    : Dialect::openai_chat;
      read_response_body(dialect, response, exchange_, workspace, fallback);
    }
    if (exchange_.response_model.empty()) set(Field::response_model, record, {"model"}, workspace);
    // LiteLLM's own counts hold cached tokens, whatever the provider's convention.
    read_usage(metadata.find("usage_object"), CachedTokens::counted_in_input, exchange_.usage);
    set(Field::input_tokens, record, {"prompt_tokens"}, workspace);
    set(Field::output_tokens, record, {"completion_tokens"}, workspace);
  }

  void read_outcome(Json record, JsonWorkspace& workspace) {
    const Json information = record.find("error_information");
    set(Field::status, information, {"error_code"}, workspace);
    set(Field::error_type, information, {"error_class"}, workspace);
    const Json status = record.find("status");
    if (exchange_.status == 0 && status.is_string() && status.raw() == "success") exchange_.status = 200;
    if (exchange_.status == 0 && status.is_string() && status.raw() == "failure") exchange_.status = 500;
  }

  // Fields that the payload has no place for may be added under their canonical names.
  void read_canonical_members(Json record, JsonWorkspace& workspace) {
    for (const Json member : record) {
      const auto field = field_of(member.key());
      if (!field || is_content(*field) || is_fingerprint(*field)) continue;
      const bool there = visit_member(exchange_, *field, [](const auto& value) { return is_set(value); });
      if (!there) assign(exchange_, *field, member, workspace);
    }
  }

  Exchange exchange_;
};

}  // namespace

std::unique_ptr<RecordReader> make_litellm_reader() { return std::make_unique<LiteLlmReader>(); }

}  // namespace stillwatch
