#include "exchange/sample_exchanges.h"

#include <array>

#include "base/time.h"

namespace stillwatch {
namespace {

constexpr std::array<std::string_view, 8> kWords = {"plain",         "two\nlines", "quote \" and \\ slash",
                                                    "Grüße, 世界",   "emoji 😀 x", "tab\there",
                                                    "ctrl \x01 end", "{not json"};

constexpr std::array<std::string_view, 3> kArguments = {R"({"path":"a/b.txt","n":3})",
                                                        R"({"z":[1,2,{"y":null}],"a":"ü"})", "{}"};

}  // namespace

std::string_view SampleExchanges::text() {
  std::string made;
  const std::uint64_t words = 1 + random_.below(12);
  for (std::uint64_t i = 0; i < words; ++i) {
    if (i > 0) made += ' ';
    made += kWords[random_.below(kWords.size())];
    made += std::to_string(random_.below(1000));
  }
  return keep(std::move(made));
}

std::string_view SampleExchanges::maybe(std::string_view prefix) {
  if (random_.chance(0.4)) return {};
  return keep(std::string(prefix) + std::to_string(random_.below(1000)));
}

void SampleExchanges::add_conversation(Exchange& e) {
  std::uint32_t message = 0;
  if (random_.chance(0.6)) {
    const std::uint64_t parts = 1 + random_.below(2);
    for (std::uint64_t i = 0; i < parts; ++i)
      e.input.push_back({0, Role::system, PartKind::text, {}, text()});
    ++message;
  }
  const std::uint64_t turns = random_.below(4);
  for (std::uint64_t turn = 0; turn < turns; ++turn) {
    e.input.push_back({message++, Role::user, PartKind::text, {}, text()});
    if (random_.chance(0.3)) e.input.push_back({message, Role::assistant, PartKind::reasoning, {}, text()});
    e.input.push_back({message, Role::assistant, PartKind::text, {}, text()});
    const std::uint64_t calls = random_.below(3);
    for (std::uint64_t i = 0; i < calls; ++i)
      e.input.push_back({message, Role::assistant, PartKind::tool_call, i == 0 ? "read_file" : "search",
                         kArguments[random_.below(kArguments.size())]});
    ++message;
    for (std::uint64_t i = 0; i < calls; ++i)
      e.input.push_back(
          {message++, Role::tool, PartKind::tool_result, i == 0 ? "read_file" : "search", text()});
    if (calls > 0) {
      e.input.push_back({message, Role::assistant, PartKind::text, {}, text()});
      ++message;
    }
  }
  e.input.push_back({message, Role::user, PartKind::text, {}, text()});
  if (random_.chance(0.3)) e.input.push_back({message, Role::user, PartKind::text, {}, text()});
  if (random_.chance(0.2))
    e.input.push_back({message, Role::user, PartKind::media, {}, "https://example.org/a.png"});
}

void SampleExchanges::add_answer(Exchange& e) {
  if (random_.chance(0.3)) e.output.push_back({0, Role::assistant, PartKind::reasoning, {}, text()});
  e.output.push_back({0, Role::assistant, PartKind::text, {}, text()});
  e.finish_reason = random_.chance(0.2) ? "length" : "stop";
  if (random_.chance(0.3)) {
    e.output.push_back(
        {0, Role::assistant, PartKind::tool_call, "search", kArguments[random_.below(kArguments.size())]});
    e.finish_reason = "tool_calls";
  }
}

void SampleExchanges::add_parameters(RequestParameters& p) {
  if (random_.chance(0.7)) p.temperature = static_cast<double>(random_.below(20)) / 10;
  if (random_.chance(0.3)) p.top_p = 0.95;
  if (random_.chance(0.3)) p.top_k = 40;
  if (random_.chance(0.5)) p.max_tokens = 1024;
  if (random_.chance(0.2)) p.seed = 7;
  if (random_.chance(0.2)) p.choice_count = 1;
  if (random_.chance(0.2)) p.frequency_penalty = 0.5;
  if (random_.chance(0.2)) p.presence_penalty = -0.25;
  if (random_.chance(0.2)) p.logprobs = true;
  if (random_.chance(0.2)) p.top_logprobs = 5;
  if (random_.chance(0.2)) p.logit_bias_count = 3;
  if (random_.chance(0.5)) p.stream = random_.chance(0.5);
  if (random_.chance(0.2)) p.reasoning_effort = "high";
  if (random_.chance(0.2)) p.response_format = "json_schema";
}

void SampleExchanges::add_identity(Exchange& e) {
  e.time_us = 1'770'000'000 * kSecond + static_cast<std::int64_t>(random_.below(86'400'000'000ULL));
  if (random_.chance(0.5)) e.time_end_us = e.time_us + 1'234'567;
  e.account = keep("acct-" + std::to_string(random_.below(50)));
  e.organisation = maybe("org-");
  e.project = maybe("proj-");
  e.credential = maybe("key-");
  e.enduser = maybe("user-");
  e.session = maybe("session-");
  e.conversation = maybe("conv-");
  e.client_address = maybe("198.51.100.");
  e.as_number = random_.chance(0.5) ? 64'496 : 0;
  e.country = random_.chance(0.5) ? "NZ" : "";
  e.user_agent = maybe("client/1.");
  e.ja4 = maybe("t13d1516h2_");
}

Exchange SampleExchanges::next() {
  Exchange e;
  e.id = keep("req-" + std::to_string(made_++));
  add_identity(e);
  e.provider = "example";
  e.operation = "chat";
  e.request_model = "model-large";
  e.response_model = "model-large-0601";
  e.response_id = keep("resp-" + std::to_string(made_));
  e.status = 200;
  add_parameters(e.parameters);
  add_conversation(e);
  if (random_.chance(0.1)) {
    e.status = 429;
    e.error_type = "rate_limit_error";
    e.response_id = {};
    e.response_model = e.request_model;
  } else {
    add_answer(e);
    e.usage = {200 + static_cast<std::int64_t>(random_.below(900)), 100, 0, 0, 0};
    if (random_.chance(0.3)) e.usage.reasoning = 40;
    if (random_.chance(0.3)) e.usage.cache_read = 64;
    if (random_.chance(0.3)) e.usage.cache_creation = 32;
  }
  if (random_.chance(0.4)) {
    e.tools.push_back({"read_file", "Reads a file.\nFully.",
                       R"({"type":"object","properties":{"path":{"type":"string"}}})"});
    e.tools.push_back({"search", "", R"({"type":"object","required":["q"],"additionalProperties":false})"});
  }
  return e;
}

}  // namespace stillwatch
