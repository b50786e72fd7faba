#include "report/sample_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kHourUs = 3'600'000'000;
constexpr std::int64_t kStart = 1'772'323'200'000'000;  // 2026-03-01T00:00:00Z

Citation citation(Random& random) {
  const std::uint64_t line = 1 + random.below(90'000);
  return {fmt::format("req_{:012x}", random.next() & 0xffffffffffffULL),
          {static_cast<std::uint32_t>(random.below(3)), line, line * 2911 + random.below(800)},
          kStart + static_cast<std::int64_t>(random.below(14 * 24)) * kHourUs + 1'234'567};
}

std::vector<Reason> reasons(Random& random, std::size_t index) {
  std::vector<Reason> list;
  list.push_back(
      {"template_spread",
       fmt::format("{} of its {} prompts fill slots of templates that {} other linked accounts also fill, "
                   "and nobody else in this log.",
                   310 - index, 341 - index, 61 - index % 9),
       {citation(random), citation(random), citation(random)}});
  if (index % 3 == 0) {
    list.push_back({"issued_return",
                    "4 prompts of this account with answers that were issued to 1 other account of the group "
                    "and never to "
                    "this one.",
                    {citation(random), citation(random)}});
  }
  if (index % 5 == 0) {
    list.push_back(
        {"hand_off",
         "7 conversations that were refused with 429 on another linked account went on here within 3 s.",
         {citation(random)}});
  }
  if (index % 7 == 0) {
    list.push_back({"shared_payment",
                    "It shares its means of payment with 1 other account of the group.",
                    {},
                    {"acct-1c02", "acct-7f31"}});
  }
  return list;
}

MemberFinding member(Random& random, std::size_t index, Outcome outcome) {
  MemberFinding found;
  found.account_id = fmt::format("acct-{:04x}{:02x}", random.below(65536), index & 255U);
  found.outcome = outcome;
  found.log10_e = random.uniform(2.5, 9.0);
  found.p = std::pow(10.0, -found.log10_e - 0.4);
  found.exchanges = 300 + random.poisson(61);
  found.harvest_exchanges = found.exchanges - random.below(40);
  found.input_tokens = found.exchanges * (900 + random.below(400));
  found.output_tokens = found.exchanges * (1500 + random.below(900));
  found.first_us = kStart + static_cast<std::int64_t>(random.below(30)) * kHourUs;
  found.last_us = kStart + static_cast<std::int64_t>(300 + random.below(30)) * kHourUs;
  found.reasons = reasons(random, index);
  if (index % 2 == 0) found.facts = {kStart - 40 * 24 * kHourUs, 0, "team", "", "example.org"};
  return found;
}

std::vector<LinkFinding> links(Random& random, std::size_t members) {
  constexpr std::array<const char*, 5> kKinds = {"template", "template", "issued_turn", "hand_off",
                                                 "payment"};
  std::vector<LinkFinding> list;
  const std::size_t wanted = std::min<std::size_t>(2000, members * 4);
  for (std::size_t i = 0; i < wanted && members > 1; ++i) {
    const auto from = static_cast<std::uint32_t>(random.below(members));
    const auto near = static_cast<std::uint32_t>((from + 1 + random.below(1 + members / 5)) % members);
    if (from != near)
      list.push_back({from, near, random.exponential(4.0), kKinds[random.below(kKinds.size())], 1 + i % 40});
  }
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.weight > b.weight; });
  return list;
}

void add_activity(Random& random, GroupFinding& group, int days, double evening) {
  for (int day = 0; day < days; ++day) {
    auto& row = group.heat.emplace_back();
    for (int hour = 0; hour < 24; ++hour) {
      const double rate = 20.0 + evening * std::max(0.0, std::cos((hour - 19) * 0.26));
      row[static_cast<std::size_t>(hour)] = static_cast<std::uint32_t>(day == 6 ? 0 : random.poisson(rate));
    }
  }
}

void add_signals(GroupFinding& group) {
  group.signals = {
      {"template_spread",
       Question::harvest,
       true,
       2.1e-9,
       21.4,
       "38 templates are filled by 12 or more of these accounts each; a degree-preserving shuffle of the log "
       "gives 0.3.",
       {{"templates", 38}, {"expected", 0.3}}},
      {"work_queue",
       Question::run_as_one,
       true,
       4.0e-7,
       9.8,
       "R = 1.03: two conversations of one account are no more alike than two of different accounts, as in "
       "one queue. "
       "Independent people score 2.1 or more.",
       {{"R", 1.03}}},
      {"alternation",
       Question::run_as_one,
       true,
       0.0003,
       3.1,
       "Conversation starts alternate between accounts more than chance allows (1,204 runs, 803 expected).",
       {{"runs", 1204}, {"expected", 803}}},
      {"issued_return",
       Question::harvest,
       true,
       1e-12,
       14.0,
       "212 answers issued to one of these accounts came back in another one's prompt to be graded.",
       {{"returns", 212}}},
      {"evenness",
       Question::run_as_one,
       true,
       0.18,
       -0.2,
       "Exchanges per account vary about as much as chance.",
       {}},
      {"hand_off", Question::run_as_one, false, 1.0, 0.0, "No refused requests in the log.", {}},
      {"succession", Question::run_as_one, false, 1.0, 0.0, "No account was banned in this window.", {}},
  };
}

void add_explanations(GroupFinding& group) {
  group.explanations = {
      {"independent people", false,
       "Would have habits of their own; the work-queue ratio R is 1.03 instead of 2.1 or more."},
      {"users of one framework", false,
       "Would share a system prompt, not 38 task templates; 0 of 5,000 other accounts fill them."},
      {"a classroom", false,
       "Would ask the same questions; here 9,903 of 9,914 prompts of a template are distinct."},
      {"one organisation", false, "The accounts declare 41 organisations and no verified one in common."},
      {"an evaluation team", false,
       "Would ask each question of several models; one model was asked 97% of the time."},
  };
}

void add_templates(Random& random, GroupFinding& group) {
  group.templates = {
      {0x9f31c2d4aa01ULL,
       "Write a ⟨language⟩ function that ⟨task⟩. Think step by step, then give the final code and three "
       "tests.",
       9914,
       61,
       9903,
       Capability::coding,
       {citation(random), citation(random)}},
      {0x11d0c2d4aa02ULL,
       "You are an agent with tools ⟨tools⟩. Goal: ⟨goal⟩.\nPlan, act, and explain each decision before you "
       "act.",
       5120,
       58,
       5101,
       Capability::agentic,
       {citation(random)}},
      {0x77a0c2d4aa03ULL, "", 880, 31, 879, Capability::reasoning, {citation(random)}},
  };
}

GroupFinding campaign(Random& random, const char* id, std::size_t accounts) {
  GroupFinding group;
  group.id = id;
  group.outcome = Outcome::campaign;
  group.confidence = "high";
  group.summary = fmt::format(
      "{} accounts are linked by one stock of prompt templates and by answers that travel between them. What "
      "they ask "
      "is consistent with the systematic collection of coding and agentic answers with their reasoning.",
      accounts);
  group.log10_e_run = 12.7;
  group.log10_e_harvest = 35.4;
  group.log10_e = 12.7;
  for (std::size_t i = 0; i < accounts; ++i) {
    const Outcome outcome = i == 7 ? Outcome::adjacent : i == 11 ? Outcome::victim : Outcome::campaign;
    group.members.push_back(member(random, i, outcome));
    group.exchanges += group.members.back().exchanges;
    group.harvest_exchanges += group.members.back().harvest_exchanges;
    group.input_tokens += group.members.back().input_tokens;
    group.output_tokens += group.members.back().output_tokens;
  }
  add_signals(group);
  add_explanations(group);
  add_templates(random, group);
  group.links = links(random, accounts);
  group.reasoning_tokens = group.output_tokens * 34 / 100;
  group.asks_for_reasoning = group.exchanges * 62 / 100;
  group.asks_for_grading = group.exchanges / 50;
  group.capabilities[static_cast<std::size_t>(Capability::coding)] = group.exchanges * 6 / 10;
  group.capabilities[static_cast<std::size_t>(Capability::agentic)] = group.exchanges * 3 / 10;
  group.capabilities[static_cast<std::size_t>(Capability::grading)] = group.exchanges / 20;
  group.capabilities[static_cast<std::size_t>(Capability::other)] = group.exchanges / 20;
  group.models = {{"still-large-4", group.exchanges * 97 / 100},
                  {"still-small-4", group.exchanges * 3 / 100}};
  group.first_us = kStart;
  group.last_us = kStart + 14 * 24 * kHourUs - 1;
  add_activity(random, group, 14, 90.0);
  group.benchmark_ppv[0] = 0.998;
  group.benchmark_ppv[1] = 0.98;
  group.benchmark_ppv[2] = 0.83;
  group.rank = {0.0003, 3'332, 0, 40, 99};
  group.later.answer = LaterDays::Answer::confirmed;
  group.later.cut_us = kStart + 7 * 24 * kHourUs;
  group.later.tested = 900;
  group.later.log10_e_run = 4.5;
  group.later.log10_e_harvest = 12.0;
  group.later.sentence = "Confirmed on later days.";
  return group;
}

GroupFinding pool(Random& random, const char* id, Outcome outcome, std::size_t accounts) {
  GroupFinding group = campaign(random, id, accounts);
  group.outcome = outcome;
  group.confidence = outcome == Outcome::pool ? "moderate" : "low";
  group.summary =
      outcome == Outcome::pool
          ? "The accounts are linked by alternating conversation starts and hand-offs. What they ask shows "
            "no harvest: topics and lengths are those of ordinary use."
          : "All accounts belong to the declared organisation Northwind Tutors and share its payment.";
  group.log10_e_harvest = -0.6;
  group.log10_e = -0.6;
  for (MemberFinding& found : group.members) {
    found.outcome = outcome;
    found.harvest_exchanges = 0;
    found.reasons.resize(1);
  }
  group.harvest_exchanges = 0;
  group.templates.clear();
  group.explanations.push_back(
      {"a reseller with users of its own", true, "Topics and languages vary as among strangers."});
  std::fill(std::begin(group.benchmark_ppv), std::end(group.benchmark_ppv), 0.0);
  return group;
}

void add_frame(ScanResult& result) {
  result.version = "0.1.0";
  result.configuration = "alpha = 0.01\nmin_group = 5\nseed = 1\nsignals = all\n";
  result.configuration_digest = "sha256:5b1f7c0de4a1";
  result.seed = 1;
  result.inputs = {
      {"logs/gateway-2026-03-01.jsonl.zst", "canonical", std::string(64, 'a'), 81'204'113, 104'201, 12},
      {"logs/gateway-2026-03-08.jsonl.zst", "canonical", std::string(64, 'b'), 79'001'001, 101'990, 0},
      {"logs/litellm.jsonl", "litellm", std::string(64, 'c'), 22'118'403, 8'119, 3}};
  result.tables = {{"accounts.csv", "", std::string(64, 'd'), 81'250, 1'204, 2, "accounts"}};
  result.coverage = {{"account.id", 214'310, {}},
                     {"gen_ai.input.messages", 214'310, {}},
                     {"gen_ai.output.messages", 213'998, {}},
                     {"client.address", 206'191, {}},
                     {"http.response.status_code", 0, {"hand_off"}},
                     {"account.payment", 0, {"shared_identifiers"}}};
  result.anomalies = {
      {"malformed",
       12,
       {"logs/gateway-2026-03-01.jsonl.zst:881 (byte 2412004): record: not JSON; see the line"}},
      {"missing_field", 3, {"logs/litellm.jsonl:17 (byte 40312): account: set --account-field"}}};
  result.exchanges = 214'310;
  result.accounts = 5'412;
  result.organisations = 310;
  result.first_us = kStart;
  result.last_us = kStart + 14 * 24 * kHourUs - 1;
  result.groups_tested = 412;
  result.fdr = 0.01;
  result.null_explanations = {"independent people", "users of one framework",
                              "a classroom",        "one organisation",
                              "a reseller",         "an evaluation team"};
  result.limits = {"No response status in the log: hand-off after refusals cannot be seen.",
                   "Accounts with fewer than 20 exchanges were linked but not tested alone."};
}

void make_hostile(ScanResult& result, const std::string& hostile) {
  for (InputFinding& input : result.inputs) input.path += hostile;
  for (AnomalyFinding& anomaly : result.anomalies) anomaly.places.push_back(hostile);
  for (MaskedFinding& masked : result.masked) masked.reason += hostile;
  result.configuration += hostile;
  for (auto* list : {&result.campaigns, &result.pools, &result.single_customers}) {
    for (GroupFinding& group : *list) {
      group.summary += hostile;
      for (MemberFinding& found : group.members) {
        found.account_id += hostile;
        found.organisation = hostile;
        for (Reason& reason : found.reasons) {
          reason.sentence += hostile;
          for (Citation& cited : reason.citations) cited.exchange_id += hostile;
        }
      }
      for (TemplateFinding& found : group.templates) found.text += hostile;
      for (SignalFinding& signal : group.signals) signal.sentence += hostile;
      for (ExplanationFinding& explanation : group.explanations) explanation.name += hostile;
      for (auto& [model, exchanges] : group.models) model += hostile;
      for (LinkFinding& link : group.links) link.kind += hostile;
    }
  }
}

}  // namespace

ScanResult sample_result(const SampleOptions& options) {
  Random random(options.seed);
  ScanResult result;
  add_frame(result);
  result.campaigns.push_back(campaign(random, "C-3f9a12bc77e0", options.campaign_accounts));
  result.campaigns.push_back(campaign(random, "C-81d0aa6720f4", 14));
  result.campaigns.back().confidence = "moderate";
  result.pools.push_back(pool(random, "P-0b77d1945a3c", Outcome::pool, 9));
  result.single_customers.push_back(pool(random, "P-e1c4930b8d52", Outcome::single_customer, 4));
  GroupFinding cleared;
  cleared.id = "P-44aa01923bce";
  cleared.summary =
      "An evaluation team fits: 31 accounts of one verified organisation ask several models each question.";
  result.cleared.push_back(cleared);
  result.masked.push_back(
      {"org-red-team", "agreed red-team exercise", "safety@provider", "2026-06-30", "C-5d00aa6720f4", 6});
  if (!options.hostile.empty()) make_hostile(result, options.hostile);
  return result;
}

AccountExplanation sample_explanation(const std::string& account_id) {
  AccountExplanation account;
  account.account_id = account_id;
  account.seen = true;
  account.exchanges = 348;
  account.conversations = 119;
  account.input_tokens = 402'000;
  account.output_tokens = 690'000;
  account.reasoning_tokens = 240'000;
  account.asks_for_reasoning = 201;
  account.days_active = 13;
  account.first_us = kStart + 5 * kHourUs;
  account.last_us = kStart + 330 * kHourUs;
  for (std::size_t hour = 0; hour < 24; ++hour) account.hours[hour] = hour > 7 ? hour + 3 : 2;
  account.capabilities[static_cast<std::size_t>(Capability::coding)] = 211;
  account.capabilities[static_cast<std::size_t>(Capability::agentic)] = 137;
  account.models = {{"still-large-4", 348}};
  account.links = {{"acct-7f31", "issued_turn", 11.5, "4 answers issued to it came back here.", {}},
                   {"acct-1c02", "template", 6.25, "31 templates in common, used by 61 accounts.", {}}};
  account.links_total = 57;
  const std::string campaign_id = "C-3f9a12bc77e0";
  account.groups = {{campaign_id, Outcome::campaign, Outcome::campaign, 12.7, 35.4, true, 3.1e-8, 7.1, 171,
                     155, "Its own requests carry the group's signature: named as an alleged member."},
                    {"P-44aa01923bce", Outcome::cleared, Outcome::cleared, 0.4, -0.3, false, 1.0, 0.0, 0, 0,
                     "An evaluation team fits."}};
  account.signals = {
      {"template_spread", campaign_id, true, true, true, "62 % of the requests per account fill templates."},
      {"evenness", campaign_id, true, true, false, "Its volume varies as chance allows."},
      {"hand_off", campaign_id, false, true, false, "No refused requests in the log."}};
  return account;
}

}  // namespace stillwatch
