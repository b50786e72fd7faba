#include "campaign/recall.h"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

#include "campaign/template_text.h"
#include "campaign/unchanged_logs.h"
#include "exchange/field_selection.h"

namespace stillwatch {
namespace {

using Place = std::pair<std::uint32_t, std::uint64_t>;  // input, offset

// Newest user text of a request: all text parts of user messages after the last assistant message.
std::string newest_user_text(const Exchange& exchange) {
  std::string text;
  for (const Part& part : exchange.input) {
    if (part.role == Role::assistant) text.clear();
    if (part.role != Role::user || part.kind != PartKind::text) continue;
    if (!text.empty()) text.push_back('\n');
    text.append(part.text.substr(0, 4000));
  }
  return text;
}

template <class Visit>
void for_each_group(ScanResult& result, const Visit& visit) {
  for (auto* groups : {&result.campaigns, &result.pools, &result.single_customers}) {
    for (GroupFinding& group : *groups) visit(group);
  }
}

// Citations of reasons and of the explained account's links: their ids are wanted, and no text.
template <class Visit>
void for_each_citation(ScanResult& result, const Visit& visit) {
  for_each_group(result, [&](GroupFinding& group) {
    for (MemberFinding& member : group.members) {
      for (Reason& reason : member.reasons) {
        for (Citation& c : reason.citations) visit(c);
      }
    }
  });
  if (!result.explanation) return;
  for (AccountLink& link : result.explanation->links) {
    for (Citation& c : link.citations) visit(c);
  }
}

struct Found {
  std::string id, text;
};

struct Wanted {
  std::unordered_map<Place, Found, PlaceHash> records;
  std::set<Place> with_text;

  [[nodiscard]] const Found& at(const Citation& citation) const {
    return records.at({citation.place.input, citation.place.offset});
  }
};

Wanted cited_in(ScanResult& result) {
  Wanted wanted;
  for_each_citation(result, [&](const Citation& c) { wanted.records[{c.place.input, c.place.offset}]; });
  for_each_group(result, [&](GroupFinding& group) {
    for (const TemplateFinding& t : group.templates) {
      for (const Citation& c : t.citations) {
        wanted.records[{c.place.input, c.place.offset}];
        wanted.with_text.insert({c.place.input, c.place.offset});
      }
    }
  });
  return wanted;
}

// What of the records that begin at `starts` is read, in one pass over their inputs.
struct Pass {
  std::vector<RecordStart> starts;  // ascending
  bool text = false;                // beside ids
};

// Numbers of inputs in the first pass, by those of this one.
using NumberThen = std::function<std::uint32_t(std::uint32_t)>;

Status read_pass(const ReadOptions& read, Pass pass, const NumberThen& number_then, Wanted& wanted) {
  if (pass.starts.empty()) return Done{};
  ReadOptions again = read;
  again.digests = false;
  again.strict = false;  // the first pass has judged every record
  FieldSelection looked_at;
  looked_at.add(Field::id);
  if (pass.text) looked_at.add(Field::input_messages);
  again.looked_at = &looked_at;
  again.only = std::move(pass.starts);
  std::mutex mutex;
  auto report = read_logs(again, [&](unsigned) -> ExchangeVisitor {
    return [&](const Exchange& exchange) {
      const Place place{number_then(exchange.place.input), exchange.place.offset};
      const auto at = wanted.records.find(place);  // the map's shape does not change while threads read it
      if (at == wanted.records.end()) return;
      const std::scoped_lock lock(mutex);
      at->second.id = exchange.id;
      if (wanted.with_text.contains(place)) at->second.text = newest_user_text(exchange);
    };
  });
  return report.has_value() ? Status(Done{}) : Status(report.error());
}

// Columns of text cost most of a Parquet file, and few of the wanted records need theirs: these have a pass
// of their own. Other inputs are read once.
Status read_records(const RecallSource& source, const ReadOptions& read,
                    const std::vector<RecordStart>& starts, const NumberThen& number_then, Wanted& wanted) {
  Pass ids, texts{{}, !wanted.with_text.empty()};
  for (const RecordStart& start : starts) {
    const std::uint32_t then = number_then(start.input);
    const bool id_alone =
        source.inputs[then].dialect == "parquet" && !wanted.with_text.contains({then, start.offset});
    (id_alone ? ids : texts).starts.push_back(start);
  }
  if (const Status done = read_pass(read, std::move(ids), number_then, wanted); !done.has_value())
    return done;
  return read_pass(read, std::move(texts), number_then, wanted);
}

// Of logs that were read at another time; what cannot be fetched stays empty, and `limit` says so.
Status read_unchanged(const RecallSource& source, Wanted& wanted, std::string& limit) {
  std::set<std::uint32_t> inputs;
  for (const auto& [place, found] : wanted.records) inputs.insert(place.first);
  UnchangedLogs logs(source, inputs);
  ReadOptions read = source.read;
  read.inputs = logs.paths();
  std::vector<RecordStart> starts;
  for (const auto& [place, found] : wanted.records) {
    if (!logs.is_lost(place.first)) starts.push_back({logs.number_now().at(place.first), place.second});
  }
  std::sort(starts.begin(), starts.end());
  if (!read.inputs.empty()) {
    const auto then = [&](std::uint32_t now) { return logs.number_then(now); };
    if (const Status done = read_records(source, read, starts, then, wanted); !done.has_value()) return done;
  }
  logs.drop_changed();
  for (auto& [place, found] : wanted.records) {
    if (logs.is_lost(place.first)) found = {};
  }
  limit = logs.sentence();
  return Done{};
}

// Ids as the first pass noted them; false where it could not keep all.
bool take_noted_ids(const RecallSource& source, Wanted& wanted) {
  IdsByPlace ids;
  for (const auto& [place, found] : wanted.records) ids[place];
  if (!source.ids->look_up(ids, source.read.threads)) return false;
  for (auto& [place, id] : ids) wanted.records[place].id = std::move(id);
  return true;
}

Status read_again(const RecallSource& source, Wanted& wanted, std::string& limit) {
  if (source.from_states) return read_unchanged(source, wanted, limit);
  const bool ids_known = source.ids != nullptr && take_noted_ids(source, wanted);
  std::vector<RecordStart> starts;
  for (const auto& [place, found] : wanted.records) {
    if (!ids_known || wanted.with_text.contains(place)) starts.push_back({place.first, place.second});
  }
  std::sort(starts.begin(), starts.end());
  return read_records(source, source.read, starts, [](std::uint32_t now) { return now; }, wanted);
}

}  // namespace

bool RecallSource::has_standard_input() const {
  return std::any_of(inputs.begin(), inputs.end(),
                     [](const InputReport& input) { return input.path == "-"; });
}

RecallSource recall_source(const ScanInputs& inputs) {
  return {inputs.read, inputs.report.inputs, inputs.report.map, !inputs.states.empty(), inputs.ids};
}

Status recall_text(const RecallSource& source, ScanResult& result) {
  Wanted wanted = cited_in(result);
  if (wanted.records.empty()) return Done{};
  std::string limit;
  if (const Status status = read_again(source, wanted, limit); !status.has_value()) return status;
  if (!limit.empty()) result.limits.push_back(limit);
  for_each_citation(result, [&](Citation& c) { c.exchange_id = wanted.at(c).id; });
  for_each_group(result, [&](GroupFinding& group) {
    for (TemplateFinding& t : group.templates) {
      std::vector<std::string> examples;
      for (Citation& c : t.citations) {
        const Found& found = wanted.at(c);
        c.exchange_id = found.id;
        if (!found.text.empty()) examples.push_back(found.text);
      }
      t.text = template_text(examples);
    }
  });
  return Done{};
}

Status recall_exchanges(const RecallSource& source, std::vector<RecalledExchange>& exchanges) {
  Wanted wanted;
  for (const RecalledExchange& exchange : exchanges) {
    const Place place{exchange.place.input, exchange.place.offset};
    wanted.records[place];
    wanted.with_text.insert(place);
  }
  if (wanted.records.empty()) return Done{};
  std::string limit;  // an empty id says as much
  if (const Status status = read_again(source, wanted, limit); !status.has_value()) return status;
  for (RecalledExchange& exchange : exchanges) {
    const Found& found = wanted.records.at({exchange.place.input, exchange.place.offset});
    exchange.id = found.id;
    exchange.text = found.text;
  }
  return Done{};
}

}  // namespace stillwatch
