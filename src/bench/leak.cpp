#include "bench/leak.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/random.h"
#include "trace/text_tracer.h"
#include "world/plan_world.h"
#include "world/population.h"
#include "world/renderer.h"

namespace stillwatch {
namespace {

constexpr std::size_t kFolds = 5;
constexpr std::size_t kBins = 10;
constexpr std::uint32_t kSamplesPerAccount = 20;
constexpr double kSmoothing = 2.0;  // pseudo-observations per bin

std::size_t fold_of(std::uint32_t account) { return mix64(account) % kFolds; }

// Bin numbers of the samples: one per category, or ten of equal mass.
std::vector<std::uint32_t> bin(const std::vector<LeakSample>& samples, bool categorical) {
  std::vector<double> cuts;
  for (const LeakSample& sample : samples) cuts.push_back(sample.value);
  std::sort(cuts.begin(), cuts.end());
  if (!categorical) {
    std::vector<double> quantiles;
    for (std::size_t i = 1; i < kBins; ++i) quantiles.push_back(cuts[i * cuts.size() / kBins]);
    cuts = quantiles;
  }
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::vector<std::uint32_t> bins;
  for (const LeakSample& sample : samples) {
    bins.push_back(
        static_cast<std::uint32_t>(std::upper_bound(cuts.begin(), cuts.end(), sample.value) - cuts.begin()));
  }
  return bins;
}

// Area under the ROC curve by ranks; ties count half.
double auc_of(std::vector<std::pair<double, bool>> scored) {
  std::sort(scored.begin(), scored.end());
  double campaign = 0.0;
  double honest = 0.0;
  double won = 0.0;
  for (std::size_t i = 0; i < scored.size();) {
    double tied_campaign = 0.0;
    double tied_honest = 0.0;
    std::size_t j = i;
    for (; j < scored.size() && scored[j].first == scored[i].first; ++j)
      (scored[j].second ? tied_campaign : tied_honest) += 1.0;
    won += tied_campaign * (honest + 0.5 * tied_honest);
    campaign += tied_campaign;
    honest += tied_honest;
    i = j;
  }
  return campaign > 0.0 && honest > 0.0 ? won / (campaign * honest) : 0.5;
}

double error_of(double auc, double campaign, double honest) {
  if (campaign < 1.0 || honest < 1.0) return 0.5;
  const double q1 = auc / (2.0 - auc);
  const double q2 = 2.0 * auc * auc / (1.0 + auc);
  return std::sqrt((auc * (1 - auc) + (campaign - 1) * (q1 - auc * auc) + (honest - 1) * (q2 - auc * auc)) /
                   (campaign * honest));
}

// Collects samples by field, in the order in which the fields are first named.
class Fields {
 public:
  void number(const std::string& field, std::uint32_t account, bool campaign, double value) {
    add(field, false).push_back({value, account, campaign});
  }
  void category(const std::string& field, std::uint32_t account, bool campaign, std::string_view value) {
    auto& samples = add(field, true);
    const auto index = names_[field].emplace(value, names_[field].size()).first->second;
    samples.push_back({static_cast<double>(index), account, campaign});
  }
  [[nodiscard]] std::vector<FieldLeak> classify_all() const {
    std::vector<FieldLeak> leaks;
    for (const Field& field : fields_)
      leaks.push_back(classify(field.name, field.samples, field.categorical));
    return leaks;
  }

 private:
  struct Field {
    std::string name;
    bool categorical;
    std::vector<LeakSample> samples;
  };
  std::vector<LeakSample>& add(const std::string& name, bool categorical) {
    for (Field& field : fields_) {
      if (field.name == name) return field.samples;
    }
    fields_.push_back({name, categorical, {}});
    return fields_.back().samples;
  }
  std::vector<Field> fields_;
  std::map<std::string, std::map<std::string, std::size_t, std::less<>>> names_;
};

void observe_account(const world::WorldPlan& plan, std::uint32_t index, Fields& fields) {
  const world::AccountPlan& account = plan.accounts[index];
  const AccountFacts& facts = account.facts;
  const bool campaign = account.account_class == AccountClass::campaign;
  const world::Client& client = world::clients()[account.client];
  const auto category = [&](const char* field, std::string_view value) {
    fields.category(field, index, campaign, value);
  };
  const auto number = [&](const char* field, double value) { fields.number(field, index, campaign, value); };
  number("account age", static_cast<double>(plan.start_us - facts.created_us));
  number("hour of sign-up", static_cast<double>(facts.created_us / kHour % 24));
  category("plan", facts.plan);
  category("programme", facts.programme);
  category("e-mail domain", facts.email_domain.size() > 16 ? "own" : std::string_view(facts.email_domain));
  category("organisation", facts.organisation.empty()    ? "none"
                           : facts.organisation_verified ? "verified"
                                                         : "declared");
  category("country", world::countries()[account.country].code);
  number("addresses", static_cast<double>(account.addresses.size()));
  category("AS number", std::to_string(account.as_number % 50));
  category("client", client.user_agent);
  category("TLS fingerprint", client.ja4);
  const RequestParameters& p = account.parameters;
  number("temperature", p.temperature.value_or(-1.0));
  number("top_p", p.top_p.value_or(-1.0));
  number("max_tokens", static_cast<double>(p.max_tokens.value_or(-1)));
  category("stream", !p.stream ? "unset" : *p.stream ? "yes" : "no");
  category("response format", p.response_format);
  category("reasoning effort", p.reasoning_effort);
}

void observe_exchange(const world::WorldPlan& plan, const world::Corpus& corpus, const world::Event& event,
                      const TextFingerprints& prints, Fields& fields) {
  const bool campaign = plan.accounts[event.account].account_class == AccountClass::campaign;
  const world::Conversation& conversation = plan.conversations[event.conversation];
  const world::Thread& thread = corpus.threads[conversation.thread];
  const auto number = [&](const char* field, double value) {
    fields.number(field, event.account, campaign, value);
  };
  const auto category = [&](const char* field, std::string_view value) {
    fields.category(field, event.account, campaign, value);
  };
  // Lengths of first turns that quote nothing issued: follow-ups, quotes and verdicts are behaviour.
  if (event.turn == 0 && conversation.cited_count == 0 && event.status == 200) {
    number("prompt words", prints.prompt_words);
    number("answer words", prints.answer_words);
  }
  category("system prompt", prints.system == 0 ? "no" : "yes");
  category("model", world::model_name(conversation.model));
  category("text language", corpus.languages[thread.language]);
  category("era of the text", std::to_string(thread.era));
  number("latency", event.latency_ms);
  category("status", std::to_string(event.status));
}

}  // namespace

FieldLeak classify(const std::string& field, const std::vector<LeakSample>& samples, bool categorical) {
  FieldLeak leak;
  leak.field = field;
  if (samples.empty()) return leak;
  const std::vector<std::uint32_t> bins = bin(samples, categorical);
  const std::size_t bin_count = 1 + *std::max_element(bins.begin(), bins.end());
  std::vector<std::array<std::array<double, 2>, kFolds>> counts(bin_count);
  std::array<std::array<double, 2>, kFolds> totals{};
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::size_t fold = fold_of(samples[i].account);
    counts[bins[i]][fold][samples[i].campaign ? 1 : 0] += 1.0;
    totals[fold][samples[i].campaign ? 1 : 0] += 1.0;
    ++(samples[i].campaign ? leak.campaign : leak.honest);
  }
  // Held-out AUC fold by fold: scores of different folds come from different classifiers and do not compare.
  double weighted = 0.0;
  double weights = 0.0;
  for (std::size_t held_out = 0; held_out < kFolds; ++held_out) {
    const double campaign = static_cast<double>(leak.campaign) - totals[held_out][1];
    const double honest = static_cast<double>(leak.honest) - totals[held_out][0];
    std::vector<double> score(bin_count);
    for (std::size_t b = 0; b < bin_count; ++b) {
      double in_campaign = 0.0;
      double in_honest = 0.0;
      for (std::size_t fold = 0; fold < kFolds; ++fold) {
        if (fold == held_out) continue;
        in_honest += counts[b][fold][0];
        in_campaign += counts[b][fold][1];
      }
      const double share = campaign / std::max(1.0, campaign + honest);
      score[b] = std::log((in_campaign + kSmoothing * share) / (in_honest + kSmoothing * (1.0 - share)));
    }
    std::vector<std::pair<double, bool>> scored;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (fold_of(samples[i].account) == held_out) scored.emplace_back(score[bins[i]], samples[i].campaign);
    }
    const double weight = totals[held_out][1];
    weighted += weight * auc_of(std::move(scored));
    weights += weight;
  }
  leak.auc = weights > 0.0 ? weighted / weights : 0.5;
  leak.standard_error =
      error_of(leak.auc, static_cast<double>(leak.campaign), static_cast<double>(leak.honest));
  return leak;
}

Result<std::vector<FieldLeak>> measure_leak(const WorldOptions& options) {
  if (options.profiles.empty() || options.campaign_accounts == 0) {
    return Error{Code::usage, "a world without a campaign has nobody to tell apart; give a profile"};
  }
  if (auto sound = world::check(options); !sound.has_value()) return sound.error();
  auto corpus = world::open_corpus(options);
  if (!corpus.has_value()) return corpus.error();
  const world::WorldPlan plan = world::plan_world(options, corpus.value());
  Fields fields;
  std::vector<std::uint32_t> active(plan.accounts.size(), 0);
  for (const world::Event& event : plan.events) ++active[event.account];
  for (std::uint32_t i = 0; i < plan.accounts.size(); ++i) {
    if (active[i] > 0) observe_account(plan, i, fields);
  }
  world::Renderer renderer(plan, corpus.value(), options.seed);
  TextTracer tracer("leak");
  TextFingerprints prints;
  std::uint32_t rendered = 0;
  for (const world::Event& event : plan.events) {
    // Spread over the account's life, and the same whatever comes before.
    if (mix64(event.sequence) % std::max(1U, active[event.account]) >= kSamplesPerAccount) continue;
    if (++rendered % 4096 == 0) renderer.forget();
    tracer.trace(renderer.render(event), prints);
    if ((prints.flags & kToolTurn) == 0) observe_exchange(plan, corpus.value(), event, prints, fields);
  }
  return fields.classify_all();
}

}  // namespace stillwatch
