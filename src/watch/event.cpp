#include "watch/event.h"

#include <fmt/format.h>

#include <sstream>

#include "base/time.h"
#include "report/json_writer.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

std::string accounts_words(std::size_t count) {
  return fmt::format("{} account{}", count, count == 1 ? "" : "s");
}

// One careful sentence for a person.
std::string statement_of(const Event& event) {
  switch (event.kind) {
    case EventKind::opened:
      return fmt::format(
          "Alleged campaign: {} linked, and consistent with being run as one to harvest answers.",
          accounts_words(event.accounts));
    case EventKind::grew:
      return fmt::format("{} more linked to this alleged campaign by evidence of their own.",
                         accounts_words(event.added.size()));
    case EventKind::merged:
      return fmt::format("What was alleged as {} is now linked to this campaign.", event.merged);
    case EventKind::closed:
      return fmt::format("No longer followed: {}.", event.reason);
    case EventKind::reopened:
      return fmt::format("Named again: {} linked, and consistent with being run as one to harvest answers.",
                         accounts_words(event.accounts));
  }
  return {};
}

}  // namespace

std::string_view name_of(EventKind kind) {
  switch (kind) {
    case EventKind::opened:
      return "opened";
    case EventKind::grew:
      return "grew";
    case EventKind::merged:
      return "merged";
    case EventKind::closed:
      return "closed";
    case EventKind::reopened:
      return "reopened";
  }
  return "";
}

std::string event_line(const Event& event) {
  std::ostringstream out;
  {
    JsonWriter json(out, JsonLayout::line);
    json.begin_object(JsonLayout::line);
    json.field("schema", "stillwatch.event/1");
    json.field("event", event.id);
    json.field("number", event.number);
    json.field("kind", name_of(event.kind));
    json.field("campaign", event.campaign);
    json.field("look", event.look);
    json.field("at", format_time(event.at_us));
    if (!event.finding.empty()) json.field("finding", event.finding);
    json.field("accounts", event.accounts);
    json.key("added");
    json.begin_array(JsonLayout::line);
    for (const std::string& account : event.added) json.value(account);
    json.end_array();
    if (!event.merged.empty()) json.field("merged", event.merged);
    json.field("exchanges", event.exchanges);
    json.field("harvest_exchanges", event.harvest_exchanges);
    json.field("log10_e", event.log10_e);
    json.field("fdr", event.fdr);
    json.field("look_share", event.look_share);
    json.field("reach", event.wide ? "window" : "newest");
    if (!event.reason.empty()) json.field("reason", event.reason);
    json.field("statement", statement_of(event));
    json.field("appeal", appeal_route());
    json.end_object();
  }
  std::string line = out.str();
  if (line.empty() || line.back() != '\n') line += '\n';
  return line;
}

}  // namespace stillwatch
