#include "world/scale/exchange_lines.h"

#include <algorithm>

#include "base/time.h"
#include "exchange/canonical_writer.h"
#include "world/population.h"

namespace stillwatch::world {
namespace {

std::uint64_t tokens_of(std::size_t bytes) { return (bytes + 3) / 4; }

std::vector<std::string> tool_members() {
  std::vector<std::string> members;
  for (const auto& tools : toolsets()) {
    Exchange exchange;
    for (const ToolWording& tool : tools)
      exchange.tools.push_back({tool.name, tool.description, tool.parameters});
    members.emplace_back(",\"gen_ai.tool.definitions\":");
    append_tool_definitions(members.back(), exchange);
  }
  return members;
}

void append_call(const TurnWriter& turns, Turn turn, const ToolWording& tool, LineBuffer& out) {
  out.append(",{\"type\":\"tool_call\",\"name\":\"");
  out.append(tool.name);
  out.append("\",\"arguments\":");
  turns.arguments(turn, tool, out);
  out.append('}');
}

}  // namespace

ExchangeLines::ExchangeLines(const WorldPlan& plan, const TurnWriter& turns, const AccountMembers& members,
                             std::uint64_t seed)
    : plan_(plan), turns_(turns), members_(members), seed_(seed), tools_(tool_members()) {
  first_day_ = plan.start_us / kDay;
  constexpr std::int64_t kSpareDays = 2;  // answers that arrive after the end
  for (std::int64_t day = first_day_; day <= plan.end_us / kDay + kSpareDays; ++day) {
    const std::string text = format_time(day * kDay);
    auto& kept = days_.emplace_back();
    std::copy_n(text.data(), kept.size(), kept.data());
  }
}

// As base/time.h writes it.
void ExchangeLines::append_time(std::int64_t time_us, LineBuffer& out) const {
  const auto& day = days_[static_cast<std::size_t>(time_us / kDay - first_day_)];
  const auto rest = static_cast<std::uint64_t>(time_us % kDay);
  const std::uint64_t seconds = rest / kSecond, micros = rest % kSecond;
  out.append({day.data(), day.size()});
  out.append_digits(seconds / 3600, 2);
  out.append(':');
  out.append_digits(seconds / 60 % 60, 2);
  out.append(':');
  out.append_digits(seconds % 60, 2);
  if (micros != 0) {
    out.append('.');
    micros % 1000 == 0 ? out.append_digits(micros / 1000, 3) : out.append_digits(micros, 6);
  }
  out.append('Z');
}

void ExchangeLines::write_identity(const Event& event, LineBuffer& out) const {
  const AccountPlan& account = plan_.accounts[event.account];
  const Conversation& conversation = plan_.conversations[event.conversation];
  out.append("{\"id\":\"req_");
  out.append_hex(salted(event.sequence), 16);
  out.append("\",\"time\":\"");
  append_time(event.time_us, out);
  out.append("\",\"time_end\":\"");
  append_time(event.time_us + event.latency_ms * 1'000LL, out);
  out.append('"');
  out.append(members_.identity(event.account));
  if (conversation.enduser != kNone) {
    out.append(",\"enduser.id\":\"user_");
    out.append_hex(salted(conversation.enduser + 0x100000000ULL), 10);
    out.append('"');
  }
  if (!plan_.metadata) return;
  // Sessions and conversations are named by the client, so that a name never crosses accounts.
  out.append(",\"session.id\":\"");
  out.append(members_.session_prefix(event.account));
  out.append_hex(salted(account.seed ^ static_cast<std::uint64_t>(event.time_us / (4 * kHour))), 10);
  out.append("\",\"gen_ai.conversation.id\":\"conv_");
  out.append_hex(salted(account.seed ^ (static_cast<std::uint64_t>(event.conversation) << 20)), 14);
  out.append("\",\"client.address\":\"");
  out.append(members_.address(event.account, event.address));
  out.append('"');
  out.append(members_.origin(event.account));
}

void ExchangeLines::write_transport(const Event& event, bool calls, const Sizes& sizes,
                                    LineBuffer& out) const {
  const std::string_view model = model_name(plan_.conversations[event.conversation].model);
  const bool answered = event.status == 200;
  out.append(
      ",\"gen_ai.provider.name\":\"example\",\"gen_ai.operation.name\":\"chat\",\"gen_ai.request.model\":\"");
  out.append(model);
  if (answered) {
    out.append("\",\"gen_ai.response.model\":\"");
    out.append(model);
    out.append("\",\"gen_ai.response.id\":\"resp_");
    out.append_hex(mix64(seed_ + event.sequence), 16);
    out.append("\",\"gen_ai.response.finish_reasons\":[\"");
    out.append(calls ? "tool_calls" : "stop");
    out.append("\"],\"http.response.status_code\":");
  } else {
    out.append("\",\"http.response.status_code\":");
  }
  out.append_number(event.status);
  if (!answered) {
    out.append(",\"error.type\":\"");
    out.append(error_type_of(event.status));
    out.append('"');
  }
  out.append(members_.parameters(event.account));
  if (!answered) return;
  const auto count = [&](std::string_view name, std::uint64_t tokens) {
    if (tokens == 0) return;
    out.append(name);
    out.append_number(tokens);
  };
  count(",\"gen_ai.usage.input_tokens\":", tokens_of(sizes.input));
  count(",\"gen_ai.usage.output_tokens\":", tokens_of(sizes.answer) + tokens_of(sizes.reasoning));
  count(",\"gen_ai.usage.reasoning.output_tokens\":", tokens_of(sizes.reasoning));
}

void ExchangeLines::write_system(const Event& event, Sizes& sizes) {
  constexpr std::string_view kOpening = ",\"gen_ai.system_instructions\":[{\"type\":\"text\",\"content\":\"";
  const std::size_t before = content_.size();
  content_.append(kOpening);
  const std::size_t begin = content_.size();
  turns_.system(turns_.resolve(event.conversation, 0), content_);
  if (content_.size() == begin) content_.append(members_.system(event.account));
  sizes.input += content_.size() - begin;
  if (content_.size() == begin)
    content_.shorten(before);
  else
    content_.append("\"}]");
}

void ExchangeLines::write_messages(const Event& event, Sizes& sizes) {
  content_.append(",\"gen_ai.input.messages\":[");
  const std::size_t begin = content_.size();
  const ToolWording* called = nullptr;  // by the answer before
  for (std::uint16_t number = 0; number <= event.turn; ++number) {
    const Turn turn = turns_.resolve(event.conversation, number);
    if (number > 0) content_.append(',');
    if (called != nullptr) {
      content_.append("{\"role\":\"tool\",\"parts\":[{\"type\":\"tool_call_response\",\"name\":\"");
      content_.append(called->name);
      content_.append("\",\"response\":\"");
    } else {
      content_.append("{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"");
    }
    turns_.asked(turn, content_);
    content_.append("\"}]}");
    if (number == event.turn) break;
    content_.append(",{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"");
    turns_.carried(turn, content_);
    content_.append("\"}");
    called = turns_.call(turn);
    if (called != nullptr) append_call(turns_, turn, *called, content_);
    content_.append("]}");
  }
  sizes.input += content_.size() - begin;
  content_.append(']');
}

void ExchangeLines::write_output(const Event& event, bool& calls, Sizes& sizes) {
  const Turn turn = turns_.resolve(event.conversation, event.turn);
  content_.append(",\"gen_ai.output.messages\":[{\"role\":\"assistant\",\"parts\":[");
  const std::size_t before = content_.size();
  content_.append("{\"type\":\"reasoning\",\"content\":\"");
  const std::size_t begin = content_.size();
  turns_.reasoning(turn, content_);
  sizes.reasoning = content_.size() - begin;
  if (sizes.reasoning == 0)
    content_.shorten(before);
  else
    content_.append("\"},");
  const std::size_t answer = content_.size();
  content_.append("{\"type\":\"text\",\"content\":\"");
  turns_.answered(turn, content_);
  content_.append("\"}");
  const ToolWording* call = turns_.call(turn);
  calls = call != nullptr;
  if (calls) append_call(turns_, turn, *call, content_);
  sizes.answer = content_.size() - answer;
  content_.append("]}]");
}

ExchangeLines::Sizes ExchangeLines::write_content(const Event& event, bool& calls) {
  Sizes sizes;
  content_.clear();
  write_system(event, sizes);
  write_messages(event, sizes);
  if (event.status == 200) write_output(event, calls, sizes);
  const Conversation& conversation = plan_.conversations[event.conversation];
  const std::uint32_t toolset = conversation.form != kNone ? plan_.forms[conversation.form].toolset : kNone;
  if (conversation.agentic || toolset != kNone) content_.append(tools_[conversation.toolset]);
  return sizes;
}

void ExchangeLines::append(const Event& event, LineBuffer& out) {
  bool calls = false;
  const Sizes sizes = write_content(event, calls);  // tokens come first in the line
  write_identity(event, out);
  write_transport(event, calls, sizes, out);
  out.append(content_.view());
  out.append("}\n");
}

}  // namespace stillwatch::world
