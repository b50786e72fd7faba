#include "campaign/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/parallel.h"
#include "campaign/account_explanation.h"
#include "campaign/analysis.h"
#include "campaign/counted_words.h"
#include "campaign/findings.h"
#include "campaign/group_totals.h"
#include "campaign/masking.h"
#include "campaign/membership.h"
#include "campaign/recall.h"
#include "campaign/scan_inputs.h"

namespace stillwatch {
namespace {

// A group is tested on 20 requests of one of two folds: with fewer exchanges than this nothing can be shown.
constexpr std::uint64_t kLeastExchanges = 40;

std::uint64_t records_not_used(const ScanResult& result) {
  std::uint64_t sum = 0;
  for (const InputFinding& input : result.inputs) sum += input.rejected;
  return sum;
}

// Why the data do not suffice for an answer, or for all of it.
void fill_shortfall(ScanResult& result) {
  const std::uint64_t unused = records_not_used(result);
  if (result.exchanges == 0) {
    result.insufficient = true;
    result.shortfall =
        "no usable exchange was read: `stillwatch validate` on the same inputs shows what is missing";
  } else if (result.groups_tested == 0 && (result.exchanges < kLeastExchanges || unused > result.exchanges)) {
    result.insufficient = true;
    result.shortfall = fmt::format(
        "too little usable data: {} of {} records could be used, and no group of accounts could be tested on "
        "them; `stillwatch validate` shows what is missing",
        result.exchanges, result.exchanges + unused);
  } else if (result.partial) {
    result.shortfall = "partial: an input could not be read, or not to its end; the anomalies name it";
  }
}

std::string sentence_of(const PublicTraces& left_out) {
  return fmt::format(
      "{} of this log (constant parts of prompts, system prompts, tool definitions, prompts asked word for "
      "word) "
      "{} left by more than a quarter of all accounts, {} in all, and linked nobody.",
      counted_words(left_out.traces, "trace"), left_out.traces == 1 ? "is" : "are",
      counted_words(left_out.uses, "use"));
}

std::int64_t clock_now_us() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since_1970).count();
}

SipKey id_key_of(const ScanOptions& options) { return derive_key(options.secret, "stillwatch/finding/v1"); }

MemberFacts facts_of(const ExchangeTable& table, const std::string& account) {
  const auto number = account_named(table, account);
  if (!number) return {};
  const AccountFacts& facts = table.facts(*number);
  return {facts.created_us, facts.banned_us, facts.plan, facts.programme, facts.email_domain};
}

// Of each group that is shown, and not as cleared: accounts outside it that may be tied to it.
std::vector<std::vector<std::uint32_t>> outsiders_of(const Analysis& analysis,
                                                     const std::vector<std::size_t>& shown,
                                                     unsigned threads) {
  std::vector<std::size_t> not_cleared;
  std::vector<const GroupEvidence*> evidence;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (analysis.decisions()[shown[i]].outcome == Outcome::cleared) continue;
    not_cleared.push_back(i);
    evidence.push_back(&analysis.decisions()[shown[i]].evidence);
  }
  std::vector<std::vector<std::uint32_t>> outsiders(shown.size());
  auto found = outside_candidates(analysis.context(), evidence, threads);
  for (std::size_t i = 0; i < found.size(); ++i) outsiders[not_cleared[i]] = std::move(found[i]);
  return outsiders;
}

void describe(const Analysis& analysis, const ScanOptions& options, ScanResult& result) {
  const SignalContext context = analysis.context();
  const SipKey id_key = id_key_of(options);
  constexpr std::size_t kMostCleared = 50;  // that are shown
  std::vector<std::size_t> shown;
  std::size_t cleared = 0;
  for (std::size_t g = 0; g < analysis.groups().size(); ++g) {
    const bool clear = analysis.decisions()[g].outcome == Outcome::cleared;
    if (!clear || ++cleared <= kMostCleared) shown.push_back(g);
  }
  const auto outsiders = outsiders_of(analysis, shown, options.read.threads);
  std::vector<GroupFinding> described(shown.size());
  parallel_for(described.size(), options.read.threads, [&](std::size_t i, unsigned) {
    const GroupDecision& decision = analysis.decisions()[shown[i]];
    described[i] = decision.outcome == Outcome::cleared
                       ? describe_cleared(context, decision, id_key)
                       : describe_group(context, decision, analysis.fdr(), id_key, &outsiders[i]);
    for (MemberFinding& member : described[i].members)
      member.facts = facts_of(context.table, member.account_id);
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
        result.cleared.push_back(std::move(group));
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
  begin("read");
  const auto inputs = read_scan_inputs(options);
  if (!inputs.has_value()) return inputs.error();
  const ExchangeTable& table = inputs.value().table;
  if (options.counted) options.counted(table.rows().size(), table.account_count());
  ScanResult result;
  describe_inputs(options, inputs.value(), result);
  result.null_explanations = honest_explanations();
  const Analysis analysis(table, options.secret, options.seed, options.fdr * options.look_share,
                          options.read.threads, options.stage, options.fdr, options.memory / 2);
  result.groups_tested = analysis.groups().size();
  fill_shortfall(result);
  if (analysis.left_out().traces > 0) result.limits.push_back(sentence_of(analysis.left_out()));
  begin("explain");
  describe(analysis, options, result);
  if (!options.explain_account.empty()) {
    result.explanation = explain_account(analysis.context(), analysis, options.explain_account,
                                         id_key_of(options), options.for_appeal);
    result.explanation->facts = facts_of(table, options.explain_account);
  }
  mask_findings(inputs.value().allow.entries, options.now_us.value_or(clock_now_us()), table, result);
  const RecallSource source = recall_source(inputs.value());
  if (options.recall && !source.has_standard_input()) {
    begin("recall");
    if (const Status status = recall_text(source, result); !status.has_value()) return status.error();
  }
  return result;
}

}  // namespace stillwatch
