#include "exchange/envelope.h"

#include <algorithm>
#include <unordered_map>

#include "exchange/canonical_reader.h"
#include "exchange/field_member.h"
#include "exchange/record_reader.h"

namespace stillwatch {
namespace {

using Names = std::vector<std::pair<std::string_view, Field>>;

const Names kCommonNames = {
    {"request_id", Field::id},
    {"requestId", Field::id},
    {"x-request-id", Field::id},
    {"x_request_id", Field::id},
    {"custom_id", Field::id},
    {"timestamp", Field::time},
    {"start_time", Field::time},
    {"startTime", Field::time},
    {"started_at", Field::time},
    {"request_created_at", Field::time},
    {"created_at", Field::time},
    {"createdAt", Field::time},
    {"time_iso8601", Field::time},
    {"@timestamp", Field::time},
    {"msec", Field::time},
    {"ts", Field::time},
    {"created", Field::time},
    {"end_time", Field::time_end},
    {"endTime", Field::time_end},
    {"response_created_at", Field::time_end},
    {"account_id", Field::account},
    {"accountId", Field::account},
    {"account", Field::account},
    {"customer_id", Field::account},
    {"tenant_id", Field::account},
    {"tenant", Field::account},
    {"user_id", Field::account},
    {"org_id", Field::organisation},
    {"organization_id", Field::organisation},
    {"organisation_id", Field::organisation},
    {"organization", Field::organisation},
    {"organisation", Field::organisation},
    {"project_id", Field::project},
    {"project", Field::project},
    {"credential_hash", Field::credential},
    {"api_key_hash", Field::credential},
    {"key_hash", Field::credential},
    {"auth_hash", Field::credential},
    {"api_key_id", Field::credential},
    {"key_id", Field::credential},
    {"end_user", Field::enduser},
    {"enduser", Field::enduser},
    {"helicone_user", Field::enduser},
    {"request_user_id", Field::enduser},
    {"session_id", Field::session},
    {"conversation_id", Field::conversation},
    {"thread_id", Field::conversation},
    {"client_ip", Field::client_address},
    {"clientIp", Field::client_address},
    {"client_address", Field::client_address},
    {"requester_ip_address", Field::client_address},
    {"x_forwarded_for", Field::client_address},
    {"http_x_forwarded_for", Field::client_address},
    {"remote_addr", Field::client_address},
    {"remote_ip", Field::client_address},
    {"downstream_remote_address", Field::client_address},
    {"ip_address", Field::client_address},
    {"ip", Field::client_address},
    {"asn", Field::as_number},
    {"as_number", Field::as_number},
    {"country", Field::country},
    {"geo_country", Field::country},
    {"user_agent", Field::user_agent},
    {"http_user_agent", Field::user_agent},
    {"userAgent", Field::user_agent},
    {"ja4", Field::ja4},
    {"tls_ja4", Field::ja4},
    {"provider", Field::provider},
    {"model", Field::request_model},
    {"request_model", Field::request_model},
    {"status_code", Field::status},
    {"statusCode", Field::status},
    {"response_code", Field::status},
    {"http_status", Field::status},
    {"response_status", Field::status},
    {"status", Field::status},
    {"error_type", Field::error_type},
};

const Names kHeaderNames = {
    {"x-request-id", Field::id},
    {"user-agent", Field::user_agent},
    {"x-forwarded-for", Field::client_address},
    {"x-real-ip", Field::client_address},
    {"openai-organization", Field::organisation},
    {"anthropic-organization-id", Field::organisation},
    {"openai-project", Field::project},
};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

// The first of a forwarding chain, without a port.
std::string_view address_alone(std::string_view text) {
  text = text.substr(0, text.find(','));
  const std::size_t colon = text.find(':');
  const bool version_4 =
      colon != std::string_view::npos && text.substr(0, colon).find('.') != std::string_view::npos;
  return version_4 ? text.substr(0, colon) : text;
}

void assign_common(Exchange& exchange, Field field, Json value, JsonWorkspace& workspace) {
  if (visit_member(exchange, field, [](const auto& member) { return is_set(member); })) return;
  if (value.is_array()) value = value.at(0);
  if (value.is_object()) value = value.find_any({"id", "username", "name"});
  assign(exchange, field, value, workspace);
  if (field == Field::client_address) exchange.client_address = address_alone(exchange.client_address);
}

}  // namespace

const Names& common_names() { return kCommonNames; }

void read_envelope(Json record, Exchange& exchange, JsonWorkspace& workspace) {
  static const std::unordered_map<std::string_view, std::size_t> ranks = [] {
    std::unordered_map<std::string_view, std::size_t> map;
    for (std::size_t i = 0; i < kCommonNames.size(); ++i) map.emplace(kCommonNames[i].first, i);
    return map;
  }();
  read_canonical(record, exchange, workspace, Wanted::all_but_content);
  std::array<std::pair<std::size_t, Json>, kFieldCount> best{};
  for (const Json member : record) {
    const auto found = ranks.find(member.key());
    if (found == ranks.end() || member.is_missing()) continue;
    auto& [rank, value] = best[static_cast<std::size_t>(kCommonNames[found->second].second)];
    if (value.is_missing() || found->second < rank) {
      rank = found->second;
      value = member;
    }
  }
  for (std::size_t i = 0; i < best.size(); ++i) {
    if (!best[i].second.is_missing())
      assign_common(exchange, static_cast<Field>(i), best[i].second, workspace);
  }
  if (const Json consumer = record.find("consumer"); consumer.is_object())  // Kong
    assign_common(exchange, Field::account, consumer, workspace);
  for (const std::string_view name : {"request_headers", "headers", "response_headers"}) {
    read_headers(record.find(name), exchange, workspace);
  }
}

Json find_header(Json headers, std::string_view name) {
  for (const Json header : headers) {
    if (headers.is_object() && equal_ignoring_case(header.key(), name)) return header;
    const Json named = headers.is_array() ? header.find("name") : Json();
    if (named.is_string() && equal_ignoring_case(named.raw(), name)) return header.find("value");
  }
  return {};
}

void read_headers(Json headers, Exchange& exchange, JsonWorkspace& workspace) {
  if (headers.is_missing()) return;
  for (const auto& [name, field] : kHeaderNames) {
    if (const Json value = find_header(headers, name); !value.is_missing())
      assign_common(exchange, field, value, workspace);
  }
}

namespace {

Json find_attribute(Json attributes, std::string_view name) {
  for (const Json attribute : attributes) {
    const Json key = attribute.find("key");
    if (key.is_string() && key.raw() == name)
      return attribute.find("value").find_any({"stringValue", "intValue", "boolValue", "doubleValue"});
  }
  return {};
}

}  // namespace

std::string_view RecordContext::find(std::string_view path, Arena& arena) const {
  for (const Json list : {attributes, resource_attributes}) {
    if (const Json value = find_attribute(list, path); !value.is_missing()) return value.scalar_text(arena);
  }
  if (const Json value = find_path(record, path);
      !value.is_missing() && !value.is_object() && !value.is_array())
    return value.scalar_text(arena);
  for (const std::string_view place : {"headers", "request_headers", "response_headers", "request.headers",
                                       "response.headers", "metadata.requester_custom_headers"}) {
    Json value = find_header(find_path(record, place), path);
    if (value.is_array()) value = value.at(0);
    if (!value.is_missing()) return value.scalar_text(arena);
  }
  return {};
}

}  // namespace stillwatch
