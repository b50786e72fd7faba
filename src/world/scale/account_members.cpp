#include "world/scale/account_members.h"

#include <fmt/format.h>

#include <array>

#include "base/parallel.h"
#include "exchange/json_tree.h"
#include "world/population.h"
#include "world/scale/slotted_texts.h"

namespace stillwatch::world {
namespace {

void add_text(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(",\"").append(name).append("\":");
  append_json_string(out, value);
}

template <class T>
void add_number(std::string& out, std::string_view name, const std::optional<T>& value) {
  if (value) fmt::format_to(std::back_inserter(out), ",\"{}\":{}", name, *value);
}

// In the order of exchange/canonical_writer.h; the fields that population.h gives.
void add_parameters(std::string& out, const RequestParameters& p) {
  add_number(out, "gen_ai.request.temperature", p.temperature);
  add_number(out, "gen_ai.request.top_p", p.top_p);
  add_number(out, "gen_ai.request.max_tokens", p.max_tokens);
  add_number(out, "gen_ai.request.seed", p.seed);
  add_number(out, "gen_ai.request.stream", p.stream);
  add_text(out, "gen_ai.request.reasoning_effort", p.reasoning_effort);
  add_text(out, "gen_ai.request.response_format", p.response_format);
}

}  // namespace

AccountMembers::Lines AccountMembers::write(const AccountPlan& account) {
  Lines lines;
  std::string& out = lines.text;
  const auto end = [&](PartNumber number) { lines.ends[number] = static_cast<std::uint32_t>(out.size()); };
  add_text(out, "account.id", account.facts.account);
  add_text(out, "org.id", account.facts.organisation);
  add_text(out, "credential.hash", account.credential);
  end(kIdentity);
  const Client& client = clients()[account.client];
  if (account.as_number != 0)
    fmt::format_to(std::back_inserter(out), ",\"client.as.number\":{}", account.as_number);
  add_text(out, "geo.country.iso_code", countries()[account.country].code);
  add_text(out, "user_agent.original", client.user_agent);
  add_text(out, "tls.client.ja4", client.ja4);
  end(kOrigin);
  add_parameters(out, account.parameters);
  end(kParameters);
  append_escaped(account.own_system, out);
  end(kSystem);
  append_escaped(account.session_prefix, out);
  end(kSession);
  for (const std::string& address : account.addresses) {
    append_escaped(address, out);
    out += '\n';  // never inside an escaped text
  }
  end(kAddresses);
  out.shrink_to_fit();
  return lines;
}

AccountMembers::AccountMembers(const WorldPlan& plan, unsigned threads) : lines_(plan.accounts.size()) {
  parallel_blocks(plan.accounts.size(), threads, [&](std::size_t first, std::size_t last, unsigned) {
    for (std::size_t i = first; i < last; ++i) lines_[i] = write(plan.accounts[i]);
  });
}

std::string_view AccountMembers::address(std::uint32_t account, std::size_t number) const {
  std::string_view rest = part(account, kAddresses);
  while (true) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    if (number == 0 || end + 1 == rest.size()) return rest.substr(0, end);
    rest.remove_prefix(end + 1);
    --number;
  }
}

}  // namespace stillwatch::world
