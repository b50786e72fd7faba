#include "world/world.h"

#include <algorithm>

#include "world/plan_world.h"
#include "world/renderer.h"

namespace stillwatch {

std::string_view name_of(AccountClass account_class) {
  constexpr std::array<std::string_view, kAccountClasses> kNames = {
      "person",          "framework",    "ci_fleet",    "classroom",     "corporate_vpn",
      "honest_reseller", "evaluation",   "chat_export", "personal_pool", "pr_review",
      "nightly_batch",   "rag_backfill", "campus",      "family",        "aggregator",
      "localisation",    "day_one",      "labelling",   "community",     "campaign"};
  return kNames[static_cast<std::size_t>(account_class)];
}

bool run_by_one_operator(AccountClass account_class) {
  switch (account_class) {
    case AccountClass::ci_fleet:
    case AccountClass::honest_reseller:
    case AccountClass::evaluation:
    case AccountClass::personal_pool:
    case AccountClass::pr_review:  // several companies share one bot; each runs its own accounts
    case AccountClass::nightly_batch:
    case AccountClass::rag_backfill:
    case AccountClass::aggregator:
    case AccountClass::localisation:
    case AccountClass::labelling:
    case AccountClass::campaign:
      return true;
    case AccountClass::person:
    case AccountClass::framework:
    case AccountClass::classroom:
    case AccountClass::corporate_vpn:
    case AccountClass::chat_export:
    case AccountClass::campus:
    case AccountClass::family:
    case AccountClass::day_one:
    case AccountClass::community:
      return false;
  }
  return false;
}

const AccountTruth* WorldTruth::find(std::string_view account) const {
  const auto at =
      std::lower_bound(accounts.begin(), accounts.end(), account,
                       [](const AccountTruth& a, std::string_view id) { return a.facts.account < id; });
  return at != accounts.end() && at->facts.account == account ? &*at : nullptr;
}

Result<std::shared_ptr<const world::Corpus>> open_world_corpus(const WorldOptions& options) {
  auto corpus = world::open_corpus(options);
  if (!corpus.has_value()) return corpus.error();
  return std::shared_ptr<const world::Corpus>(std::make_shared<world::Corpus>(std::move(corpus).value()));
}

Status generate_world(const WorldOptions& options, const std::function<void(const Exchange&)>& visit,
                      WorldTruth& truth) {
  if (auto sound = world::check(options); !sound.has_value()) return sound.error();
  auto corpus = world::open_corpus(options);
  if (!corpus.has_value()) return corpus.error();
  return generate_world(options, corpus.value(), visit, truth);
}

Status generate_world(const WorldOptions& options, const world::Corpus& corpus,
                      const std::function<void(const Exchange&)>& visit, WorldTruth& truth) {
  if (auto sound = world::check(options); !sound.has_value()) return sound.error();
  const world::WorldPlan plan = world::plan_world(options, corpus);
  truth = world::truth_of(plan);
  world::Renderer renderer(plan, corpus, options.seed);
  constexpr std::size_t kForgetAfter = 4096;
  for (std::size_t i = 0; i < plan.events.size(); ++i) {
    if (i % kForgetAfter == 0) renderer.forget();
    visit(renderer.render(plan.events[i]));
  }
  return Done{};
}

}  // namespace stillwatch
