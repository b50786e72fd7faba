// The record around the text.
#include "world/renderer.h"

#include <fmt/format.h>

#include <algorithm>

#include "world/population.h"
#include "world/text/phrases.h"
#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

constexpr std::int64_t tokens_of(std::size_t bytes) { return static_cast<std::int64_t>((bytes + 3) / 4); }

}  // namespace

void Renderer::forget() { turns_.clear(); }

void Renderer::describe(const Event& event, const AccountPlan& account, const Conversation& conversation) {
  const auto salted = [&](std::uint64_t value) { return mix64(seed_ ^ mix64(value)); };
  id_ = "req_";
  append_hex(salted(event.sequence), 16, id_);
  exchange_.id = id_;
  exchange_.time_us = event.time_us;
  exchange_.time_end_us = event.time_us + event.latency_ms * 1'000LL;
  exchange_.account = account.facts.account;
  exchange_.organisation = account.facts.organisation;
  exchange_.credential = account.credential;
  if (conversation.enduser != kNone) {
    enduser_ = "user_";
    append_hex(salted(conversation.enduser + 0x100000000ULL), 10, enduser_);
    exchange_.enduser = enduser_;
  }
  exchange_.provider = "example";
  exchange_.operation = "chat";
  exchange_.request_model = model_name(conversation.model);
  exchange_.parameters = account.parameters;
  exchange_.status = event.status;
  if (plan_.metadata) locate(event, account);
}

// Where a request comes from and what its client calls it.
void Renderer::locate(const Event& event, const AccountPlan& account) {
  const Client& client = clients()[account.client];
  const auto salted = [&](std::uint64_t value) { return mix64(seed_ ^ mix64(value)); };
  // Sessions and conversations are named by the client, so that a name never crosses accounts.
  session_ = account.session_prefix;
  append_hex(salted(account.seed ^ static_cast<std::uint64_t>(event.time_us / (4 * kHour))), 10, session_);
  exchange_.session = session_;
  conversation_ = "conv_";
  append_hex(salted(account.seed ^ (static_cast<std::uint64_t>(event.conversation) << 20)), 14,
             conversation_);
  exchange_.conversation = conversation_;
  exchange_.client_address =
      account.addresses[std::min<std::size_t>(event.address, account.addresses.size() - 1)];
  exchange_.as_number = account.as_number;
  exchange_.country = countries()[account.country].code;
  exchange_.user_agent = client.user_agent;
  exchange_.ja4 = client.ja4;
}

void Renderer::add_turn(const Turn& turn, bool with_answer, std::uint32_t& message) {
  const bool tool_result = !exchange_.input.empty() && exchange_.input.back().kind == PartKind::tool_call;
  Part part;
  part.message = message++;
  part.role = tool_result ? Role::tool : Role::user;
  part.kind = tool_result ? PartKind::tool_result : PartKind::text;
  if (tool_result) part.name = exchange_.input.back().name;
  part.text = turn.asked;
  exchange_.input.push_back(part);
  if (!with_answer) return;
  const std::string_view said = turn.carried.empty() ? turn.answered : turn.carried;
  exchange_.input.push_back({message, Role::assistant, PartKind::text, {}, said});
  if (!turn.tool_name.empty()) {
    exchange_.input.push_back(
        {message, Role::assistant, PartKind::tool_call, turn.tool_name, turn.tool_arguments});
  }
  ++message;
}

void Renderer::converse(const Event& event, const AccountPlan& account, const Conversation& conversation) {
  std::uint32_t message = 0;
  const Turn& first = turn(event.conversation, 0);
  const std::string_view system = first.system.empty() ? std::string_view(account.own_system) : first.system;
  if (!system.empty()) exchange_.input.push_back({message++, Role::system, PartKind::text, {}, system});
  for (std::uint16_t i = 0; i <= event.turn; ++i)
    add_turn(turn(event.conversation, i), i < event.turn, message);
  const std::uint32_t toolset = conversation.form != kNone ? plan_.forms[conversation.form].toolset : kNone;
  if (!conversation.agentic && toolset == kNone) return;
  const auto& tools = toolsets()[conversation.toolset];
  for (const ToolWording& tool : tools)
    exchange_.tools.push_back({tool.name, tool.description, tool.parameters});
}

void Renderer::close(const Event& event, const Turn& last) {
  std::size_t input_bytes = 0;
  for (const Part& part : exchange_.input) input_bytes += part.text.size();
  exchange_.usage.input = tokens_of(input_bytes);
  if (event.status != 200) {
    exchange_.error_type = error_type_of(event.status);
    exchange_.usage = {};
    return;
  }
  exchange_.response_model = exchange_.request_model;
  response_id_ = "resp_";
  append_hex(mix64(seed_ + event.sequence), 16, response_id_);
  exchange_.response_id = response_id_;
  exchange_.finish_reason = last.tool_name.empty() ? "stop" : "tool_calls";
  if (!last.reasoning.empty())
    exchange_.output.push_back({0, Role::assistant, PartKind::reasoning, {}, last.reasoning});
  exchange_.output.push_back({0, Role::assistant, PartKind::text, {}, last.answered});
  if (!last.tool_name.empty()) {
    exchange_.output.push_back(
        {0, Role::assistant, PartKind::tool_call, last.tool_name, last.tool_arguments});
  }
  exchange_.usage.reasoning = tokens_of(last.reasoning.size());
  exchange_.usage.output =
      tokens_of(last.answered.size() + last.tool_arguments.size()) + exchange_.usage.reasoning;
}

const Exchange& Renderer::render(const Event& event) {
  exchange_.clear();
  const AccountPlan& account = plan_.accounts[event.account];
  const Conversation& conversation = plan_.conversations[event.conversation];
  describe(event, account, conversation);
  converse(event, account, conversation);
  close(event, turn(event.conversation, event.turn));
  return exchange_;
}

}  // namespace stillwatch::world
