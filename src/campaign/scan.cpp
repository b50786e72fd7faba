#include "campaign/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "base/parallel.h"
#include "base/version.h"
#include "campaign/account_explanation.h"
#include "campaign/analysis.h"
#include "campaign/findings.h"
#include "campaign/masking.h"
#include "campaign/recall.h"
#include "exchange/coverage.h"
#include "trace/text_tracer.h"

namespace stillwatch {
namespace {

struct Loaded {
  ReadReport report;
  AccountFactsTable facts;
  ExchangeTable table;
};

Result<Loaded> load(const ScanOptions& options) {
  Loaded loaded;
  if (!options.accounts_file.empty()) {
    auto facts = read_account_facts(options.accounts_file);
    if (!facts.has_value()) return facts.error();
    loaded.facts = std::move(facts).value();
    const auto fault = loaded.facts.first_fault(options.accounts_file);
    if (options.read.strict && fault) return *fault;
  }
  ReadOptions read = options.read;
  read.threads = worker_count(read.threads);
  std::vector<ExchangeTableBuilder> parts;
  std::vector<TextTracer> tracers;
  std::vector<TextFingerprints> prints(read.threads);
  for (unsigned t = 0; t < read.threads; ++t) {
    parts.emplace_back(options.secret);
    tracers.emplace_back(options.secret);
  }
  auto report = read_logs(read, [&](unsigned worker) -> ExchangeVisitor {
    return [&parts, &tracers, &prints, worker](const Exchange& exchange) {
      tracers[worker].trace(exchange, prints[worker]);
      parts[worker].add(exchange, prints[worker]);
    };
  });
  if (!report.has_value()) return report.error();
  loaded.report = std::move(report).value();
  if (options.stage) options.stage("table");
  loaded.table = ExchangeTable::merge(std::move(parts), loaded.facts);
  if (options.read.strict && !loaded.table.first_duplicates().empty()) {
    const SourcePlace& place = loaded.table.first_duplicates().front();
    const auto& inputs = loaded.report.inputs;
    return Error{Code::bad_input, fmt::format("{}:{} (byte {}): id: give every exchange an id of its own",
                                              place.input < inputs.size() ? inputs[place.input].path : "?",
                                              place.line, place.offset)};
  }
  for (const SourcePlace& place : loaded.table.first_duplicates()) {
    loaded.report.anomalies.add(AnomalyKind::duplicate_id, {place, "id", std::string(kDuplicateRemedy)});
  }
  loaded.report.anomalies.count[static_cast<std::size_t>(AnomalyKind::duplicate_id)] +=
      loaded.table.duplicate_ids() - loaded.table.first_duplicates().size();
  return loaded;
}

std::string configuration_text(const ScanOptions& options) {
  const SipKey key = derive_key(options.secret, "stillwatch/key-name/v1");
  const auto time = [](const std::optional<std::int64_t>& t) {
    return t ? std::to_string(*t) : std::string("-");
  };
  return fmt::format(
      "fdr={} seed={} from={} to={} dialect={} map={} account_field={} join_on={} accounts={} allow={} "
      "key={:016x}",
      options.fdr, options.seed, time(options.read.from_us), time(options.read.to_us),
      options.read.dialect ? name_of(*options.read.dialect) : "sniffed",
      options.read.map_file.empty() ? "no" : "yes", options.read.account_field, options.read.join_on,
      options.accounts_file.empty() ? "no" : "yes", options.allow_file.empty() ? "no" : "yes", key.k0);
}

// How often each field is filled, and which signals are blind where one never is.
std::vector<FieldCoverage> coverage_of(const Loaded& loaded) {
  std::vector<FieldCoverage> list;
  const auto& filled = loaded.report.filled;
  for (const std::string_view field : canonical_field_names()) {
    const auto at = filled.find(std::string(field));
    if (at == filled.end()) continue;
    FieldCoverage& coverage = list.emplace_back();
    coverage.field = field;
    coverage.filled = at->second;
    if (at->second != 0) continue;
    for (const std::string_view signal : need_of(field, filled).blind)
      coverage.blind_signals.emplace_back(signal);
  }
  FieldCoverage payment{"accounts.payment", 0, {}}, banned{"accounts.banned", 0, {}};
  for (std::uint32_t a = 0; a < loaded.table.account_count(); ++a) {
    payment.filled += loaded.table.facts(a).payment.empty() ? 0 : 1;
    banned.filled += loaded.table.facts(a).banned_us != 0 ? 1 : 0;
  }
  if (payment.filled == 0) payment.blind_signals.emplace_back("shared_identifiers");
  if (banned.filled == 0) banned.blind_signals.emplace_back("succession");
  list.push_back(std::move(payment));
  list.push_back(std::move(banned));
  return list;
}

// `paths` are the files that the places count.
void add_anomalies(const AnomalyLog& log, const std::vector<std::string>& paths, ScanResult& result) {
  for (std::size_t kind = 0; kind < kAnomalyKinds; ++kind) {
    if (log.count[kind] == 0) continue;
    const std::string name(name_of(static_cast<AnomalyKind>(kind)));
    auto finding = std::find_if(result.anomalies.begin(), result.anomalies.end(),
                                [&](const AnomalyFinding& known) { return known.kind == name; });
    if (finding == result.anomalies.end())
      finding = result.anomalies.insert(finding, AnomalyFinding{name, 0, {}});
    finding->count += log.count[kind];
    for (const AnomalyPlace& at : log.first[kind]) {
      const std::string path = at.place.input < paths.size() ? paths[at.place.input] : "?";
      finding->places.push_back(text_of(at, path));
    }
  }
}

void fill_inputs(const Loaded& loaded, const std::string& accounts_file, ScanResult& result) {
  for (const InputReport& input : loaded.report.inputs) {
    result.inputs.push_back(
        {input.path, input.dialect, input.sha256, input.bytes, input.records, input.rejected});
  }
  std::vector<std::string> paths;
  for (const InputFinding& input : result.inputs) paths.push_back(input.path);
  add_anomalies(loaded.report.anomalies, paths, result);
  add_anomalies(loaded.facts.anomalies, {accounts_file}, result);
}

std::vector<std::string> limits_of(const Loaded& loaded) {
  std::vector<std::string> limits = {
      "Free-form campaigns whose accounts each mix in at least half of cover traffic of their own leave no "
      "shared content.",
      "Live relays of real people's requests look like a reseller: they are listed as pools, purpose "
      "undetermined.",
      "An accusation is statistical: it says that no considered honest explanation fits, not that none "
      "exists.",
  };
  if (loaded.facts.rows.empty()) {
    limits.emplace_back(
        "No account table was given: organisations, payments, sign-up and ban times are unknown.");
  }
  return limits;
}

std::int64_t clock_now_us() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since_1970).count();
}

SipKey id_key_of(const ScanOptions& options) { return derive_key(options.secret, "stillwatch/finding/v1"); }

void describe(const Analysis& analysis, const ScanOptions& options, ScanResult& result) {
  const SignalContext context = analysis.context();
  const SipKey id_key = id_key_of(options);
  std::vector<GroupFinding> described(analysis.groups().size());
  parallel_for(described.size(), options.read.threads, [&](std::size_t g, unsigned) {
    const GroupDecision& decision = analysis.decisions()[g];
    described[g] = decision.outcome == Outcome::cleared
                       ? describe_cleared(context, decision, id_key)
                       : describe_group(context, decision, options.fdr, id_key);
  });
  for (GroupFinding& group : described) {
    switch (group.outcome) {
      case Outcome::campaign:
        result.campaigns.push_back(std::move(group));
        break;
      case Outcome::pool:
        result.pools.push_back(std::move(group));
        break;
      case Outcome::single_customer:
        result.single_customers.push_back(std::move(group));
        break;
      default:
        if (result.cleared.size() < 50) result.cleared.push_back(std::move(group));
    }
  }
  const auto by_size = [](const GroupFinding& a, const GroupFinding& b) {
    return a.exchanges != b.exchanges ? a.exchanges > b.exchanges : a.id < b.id;
  };
  for (auto* groups : {&result.campaigns, &result.pools, &result.single_customers}) {
    std::sort(groups->begin(), groups->end(), by_size);
  }
}

}  // namespace

Result<ScanResult> scan(const ScanOptions& options) {
  const auto begin = [&](std::string_view name) {
    if (options.stage) options.stage(name);
  };
  std::vector<AllowEntry> allow;
  if (!options.allow_file.empty()) {
    auto list = read_allow_list(options.allow_file);
    if (!list.has_value()) return list.error();
    allow = std::move(list).value();
  }
  begin("read");
  auto loaded_or = load(options);
  if (!loaded_or.has_value()) return loaded_or.error();
  const Loaded& loaded = loaded_or.value();
  const ExchangeTable& table = loaded.table;
  if (table.rows().empty()) {
    return Error{
        Code::bad_input,
        "no usable exchange was read: try `stillwatch validate` on the same inputs to see what is missing"};
  }
  const Analysis analysis(table, options.secret, options.seed, options.fdr, options.read.threads,
                          options.stage);

  ScanResult result;
  result.version = version();
  result.configuration = configuration_text(options);
  result.configuration_digest = fmt::format("{:016x}", siphash(SipKey{}, result.configuration));
  result.seed = options.seed;
  result.partial = loaded.report.partial;
  result.fdr = options.fdr;
  result.exchanges = table.rows().size();
  result.accounts = table.account_count();
  std::set<std::string> organisations;
  for (std::uint32_t a = 0; a < table.account_count(); ++a) {
    if (!table.facts(a).organisation.empty()) organisations.insert(table.facts(a).organisation);
  }
  result.organisations = organisations.size();
  result.first_us = table.first_us();
  result.last_us = table.last_us();
  result.groups_tested = analysis.groups().size();
  result.null_explanations = honest_explanations();
  result.coverage = coverage_of(loaded);
  result.limits = limits_of(loaded);
  fill_inputs(loaded, options.accounts_file, result);
  begin("explain");
  describe(analysis, options, result);
  if (!options.explain_account.empty()) {
    result.explanation =
        explain_account(analysis.context(), analysis, options.explain_account, id_key_of(options));
  }
  mask_findings(allow, options.now_us.value_or(clock_now_us()), table, result);
  const bool from_stdin = std::count(options.read.inputs.begin(), options.read.inputs.end(), "-") != 0;
  if (options.recall && !from_stdin) {
    begin("recall");
    if (const Status status = recall_text(options.read, result); !status.has_value()) return status.error();
  }
  return result;
}

}  // namespace stillwatch
