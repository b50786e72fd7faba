#include "report/audit_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "exchange/source.h"
#include "exchange/table_reader.h"
#include "report/escape.h"
#include "report/json_writer.h"
#include "report/number_text.h"

namespace stillwatch {
namespace {

enum class Answer : std::uint8_t { no, unsure, yes };

std::optional<Answer> answer_of(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  if (text == "yes" || text == "y") return Answer::yes;
  if (text == "no" || text == "n") return Answer::no;
  if (text == "unsure" || text == "?") return Answer::unsure;
  return std::nullopt;
}

// What the reviewer may know of a unit's kind: a control looks like a group.
std::string_view shown_kind(AuditKind kind) { return kind == AuditKind::account ? "account" : "group"; }

struct KeyItem {
  std::string name;
  std::string kind;
  std::size_t stratum = 0;
};

struct Key {
  std::string frame;
  std::vector<StratumReview> strata;
  std::vector<std::string> kinds;  // of the strata
  std::map<std::string, KeyItem> items;
};

Error bad_key(const std::string& path, std::string_view what) {
  return {Code::bad_input,
          fmt::format("{}: {}; give the key.json that `stillwatch audit-sample --out` wrote", path, what)};
}

void read_strata(Json list, Arena& arena, Key& key) {
  for (const Json stratum : list) {
    StratumReview& review = key.strata.emplace_back();
    review.name = stratum.find("name").string(arena);
    review.units = static_cast<std::uint64_t>(stratum.find("units").integer().value_or(0));
    key.kinds.emplace_back(stratum.find("kind").string(arena));
  }
}

// A stratum has at least the units that were drawn from it, and no more than a log can have accounts.
std::optional<Error> impossible_stratum(const Key& key, const std::string& path) {
  constexpr std::uint64_t kMostUnits = std::uint64_t{1} << 32;
  std::vector<std::uint64_t> drawn(key.strata.size(), 0);
  for (const auto& [blind_id, item] : key.items) ++drawn[item.stratum];
  for (std::size_t s = 0; s < drawn.size(); ++s) {
    const StratumReview& stratum = key.strata[s];
    if (stratum.units < drawn[s] || stratum.units > kMostUnits)
      return bad_key(path, fmt::format("stratum \"{}\": {} drawn of {} units", stratum.name, drawn[s],
                                       static_cast<std::int64_t>(stratum.units)));
  }
  return std::nullopt;
}

Result<Key> parse_key(const std::string& path, std::string_view text) {
  Key key;
  JsonWorkspace json;
  const Json root = json.parse_text(text);
  if (root.find("schema").string(json.arena) != "stillwatch.audit_key/1")
    return bad_key(path, "no key of an audit");
  key.frame = root.find("frame").string(json.arena);
  read_strata(root.find("strata"), json.arena, key);
  for (const Json item : root.find("items")) {
    KeyItem& known = key.items[std::string(item.find("blind_id").string(json.arena))];
    known.name = item.find("name").string(json.arena);
    known.kind = item.find("kind").string(json.arena);
    known.stratum = static_cast<std::size_t>(item.find("stratum").integer().value_or(-1));
    if (known.stratum >= key.strata.size()) return bad_key(path, "an item without a stratum");
  }
  if (const auto impossible = impossible_stratum(key, path)) return *impossible;
  return key;
}

// Campaign: run as one and harvest; of a single account only the second is asked.
Answer verdict_of(const KeyItem& item, Answer run, Answer harvest) {
  return item.kind == "account" ? harvest : std::min(run, harvest);
}

void count(const std::string& blind_id, const KeyItem& item, Answer verdict, Key& key, AuditReview& review) {
  const bool missed = verdict == Answer::yes, unsure = verdict == Answer::unsure;
  if (item.kind == "control") {
    ++review.controls;
    review.controls_found += missed ? 1 : 0;
    review.controls_unsure += unsure ? 1 : 0;
    return;
  }
  StratumReview& stratum = key.strata[item.stratum];
  ++stratum.reviewed;
  stratum.missed += missed ? 1 : 0;
  stratum.unsure += unsure ? 1 : 0;
  if (missed) review.missed.push_back(blind_id + " " + item.name);
  if (unsure) review.unsure.push_back(blind_id + " " + item.name);
}

// Reads the lines of a sheet; the first fault stops it.
class SheetReader {
 public:
  SheetReader(const std::string& path, Key& key, AuditReview& review)
      : path_(path), key_(key), review_(review) {}

  void add(const TableRow& row) {
    if (fault_) return;
    const std::string blind_id = row.text("blind_id");
    const auto item = key_.items.find(blind_id);
    if (item == key_.items.end()) return fault(row, fmt::format("the key has no unit \"{}\"", blind_id));
    if (!seen_.emplace(blind_id, true).second) return fault(row, "a second line for " + blind_id);
    const bool is_account = item->second.kind == "account";
    const auto run = is_account ? Answer::yes : answer_of(row.text("run_as_one"));
    const auto harvest = answer_of(row.text("harvest"));
    if (!run || !harvest) {
      return fault(row, fmt::format("{}: answer {} with yes, no or unsure", blind_id,
                                    !run ? "run_as_one" : "harvest"));
    }
    count(blind_id, item->second, verdict_of(item->second, *run, *harvest), key_, review_);
  }

  [[nodiscard]] std::optional<Error> end() const {
    if (fault_) return fault_;
    for (const auto& [blind_id, item] : key_.items) {
      if (!seen_.contains(blind_id))
        return Error{Code::bad_input, fmt::format("{}: lacks {}, which the key has", path_, blind_id)};
    }
    return std::nullopt;
  }

 private:
  void fault(const TableRow& row, const std::string& what) {
    fault_ = Error{Code::bad_input, fmt::format("{}:{}: {}", path_, row.place.line, what)};
  }
  const std::string& path_;
  Key& key_;
  AuditReview& review_;
  std::map<std::string, bool> seen_;
  std::optional<Error> fault_;
};

}  // namespace

void write_audit_sheet(const AuditSample& sample, std::ostream& out) {
  out << "blind_id,kind,accounts,page,run_as_one,harvest,notes\r\n";
  for (const AuditItem& item : sample.items) {
    out << item.blind_id << ',' << shown_kind(item.kind) << ',' << item.facts.accounts << ",units/"
        << item.blind_id << ".html," << (item.kind == AuditKind::account ? "-" : "") << ",,\r\n";
  }
}

void write_audit_key(const AuditSample& sample, std::ostream& out) {
  JsonWriter json(out);
  json.begin_object();
  json.field("schema", "stillwatch.audit_key/1");
  json.field("version", sample.version);
  json.field("configuration_digest", sample.configuration_digest);
  json.field("seed", sample.seed);
  json.field("frame", sample.frame == AuditFrame::cleared ? "cleared" : "unaccused");
  json.key("strata");
  json.begin_array();
  for (const AuditStratum& stratum : sample.strata) {
    json.begin_object(JsonLayout::line);
    json.field("name", stratum.name);
    json.field("kind", name_of(stratum.kind));
    json.field("units", stratum.units);
    json.field("drawn", stratum.drawn);
    json.end_object();
  }
  json.end_array();
  json.key("items");
  json.begin_array();
  for (const AuditItem& item : sample.items) {
    const AuditStratum& stratum = sample.strata[item.stratum];
    json.begin_object(JsonLayout::line);
    json.field("blind_id", item.blind_id);
    json.field("kind", name_of(item.kind));
    json.field("name", item.name);
    json.field("stratum", item.stratum);
    json.field("inclusion_probability",
               static_cast<double>(stratum.drawn) / static_cast<double>(stratum.units));
    json.field("outcome", item.kind == AuditKind::account ? "ungrouped" : name_of(item.outcome));
    json.field("log10_e_run_as_one", item.log10_e_run);
    json.field("log10_e_harvest", item.log10_e_harvest);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

Result<AuditReview> read_audit_review(const std::string& sheet_path, const std::string& key_path) {
  StoredFile stored_key;
  const auto key = read_whole(key_path, kLargestTable, &stored_key);
  if (!key.has_value()) return key.error();
  const auto sheet = read_whole(sheet_path, kLargestTable, nullptr);
  if (!sheet.has_value()) return sheet.error();
  auto review = parse_audit_review({sheet_path, sheet.value()}, {key_path, key.value()});
  if (!review.has_value()) return review.error();
  review.value().key_sha256 = stored_key.sha256;
  return review;
}

Result<AuditReview> parse_audit_review(const AuditPaper& sheet, const AuditPaper& sealed) {
  auto key = parse_key(sealed.path, sealed.text);
  if (!key.has_value()) return key.error();
  AuditReview review;
  review.frame = key.value().frame;
  AnomalyLog anomalies;
  SheetReader reader(sheet.path, key.value(), review);
  read_table_text(sheet.text, anomalies, [&](const TableRow& row) { reader.add(row); });
  if (const auto fault = reader.end()) return *fault;
  for (std::size_t s = 0; s < key.value().strata.size(); ++s) {
    const std::string& kind = key.value().kinds[s];
    if (kind == "group") review.groups.push_back(key.value().strata[s]);
    if (kind == "account") review.accounts.push_back(key.value().strata[s]);
  }
  return review;
}

}  // namespace stillwatch
