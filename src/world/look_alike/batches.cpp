// A company's batches of text: the nightly job, the document index that is filled, the translations of a
// release.
#include <algorithm>

#include "world/look_alike/company.h"
#include "world/look_alike/look_alikes.h"

namespace stillwatch::world {
namespace {

std::int64_t seconds(double s) { return static_cast<std::int64_t>(s * static_cast<double>(kSecond)); }

std::vector<std::uint32_t> add_team(Planner& planner, AccountClass account_class, std::uint32_t group,
                                    std::uint32_t size, const Company& company) {
  const AccountPlan like = planner.population.account();
  std::vector<std::uint32_t> team;
  for (std::uint32_t i = 0; i < size; ++i)
    team.push_back(planner.add(company_account(planner, account_class, group, company, like)));
  return team;
}

std::uint32_t any_thread(const Planner& planner, Random& random) {
  const auto& all = planner.corpus.shelves[0].all;
  return all[random.below(all.size())];
}

struct Document {
  std::uint32_t thread;
  std::uint64_t seed;
  std::uint32_t form;
};

}  // namespace

void add_nightly_batch(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const Company company = draw_company(planner, 0.7, 0.7, random);
  const auto team = add_team(planner, AccountClass::nightly_batch, group, size, company);
  const auto forms = add_forms(planner, nightly_forms(), 1 + random.below(3), random);
  const bool same_list = random.chance(0.25);  // the same documents every night, changed or not
  const bool weekends = random.chance(0.6);
  const auto documents =
      static_cast<std::size_t>(std::clamp(random.log_normal(25.0, 0.6), 8.0, 120.0) * size);
  const double pause_s = random.log_normal(5.0, 0.7);
  const std::int64_t hour = static_cast<std::int64_t>(random.below(5));
  std::vector<Document> list(documents);
  bool filled = false;
  for (std::int64_t night = 0; planner.plan.start_us + night * kDay < planner.plan.end_us; ++night) {
    const std::int64_t from_us = planner.plan.start_us + night * kDay + hour * kHour;
    if (!weekends && (from_us / kDay + 3) % 7 >= 5) continue;
    for (Document& document : list) {
      if (filled && same_list) continue;
      document = {any_thread(planner, random), random.next(), forms[random.below(forms.size())]};
    }
    filled = true;
    std::int64_t time_us = from_us + seconds(random.uniform(0.2, 4.0));
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::uint32_t account = team[i % team.size()];
      Conversation conversation = form_conversation(planner, list[i].form, list[i].thread,
                                                    planner.plan.accounts[account].model, random);
      conversation.seed = same_list ? list[i].seed : conversation.seed;
      planner.request(account, planner.add(conversation), 0, time_us, random);
      time_us += seconds(random.exponential(pause_s / static_cast<double>(team.size())));
    }
  }
}

void add_rag_backfill(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const Company company = draw_company(planner, 0.6, 0.7, random);
  const auto keys = add_team(planner, AccountClass::rag_backfill, group, size, company);
  const std::uint32_t form = add_forms(planner, indexing_forms(), 1, random).front();
  const auto chunks = static_cast<std::size_t>(std::clamp(random.log_normal(1'800.0, 0.9), 500.0, 25'000.0));
  const auto span = static_cast<double>(planner.plan.end_us - planner.plan.start_us);
  const std::int64_t start_us =
      planner.plan.start_us + static_cast<std::int64_t>(random.uniform(0.05, 0.8) * span);
  if (random.chance(0.5)) {  // made for the purpose, some days before
    for (const std::uint32_t key : keys)
      planner.plan.accounts[key].facts.created_us = start_us - seconds(random.exponential(3.0 * 86'400.0));
  }
  const auto chunk_words = static_cast<std::uint16_t>(150 + random.below(250));  // as the splitter is set
  const double per_second = random.log_normal(0.8, 0.7);  // at full speed from the first request on
  std::int64_t time_us = start_us;
  std::uint32_t document = any_thread(planner, random);
  for (std::size_t i = 0; i < chunks && time_us < planner.plan.end_us; ++i) {
    if (random.chance(0.08)) document = any_thread(planner, random);
    const std::uint32_t key = keys[i % keys.size()];
    Conversation conversation =
        form_conversation(planner, form, document, planner.plan.accounts[key].model, random);
    conversation.words = chunk_words;
    planner.request(key, planner.add(conversation), 0, time_us, random);
    time_us += seconds(random.exponential(1.0 / per_second));
  }
}

void add_localisation(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const Company company = draw_company(planner, 0.7, 0.7, random);
  const auto team = add_team(planner, AccountClass::localisation, group, size, company);
  const auto forms = add_forms(planner, translation_forms(), 1 + random.below(3), random);
  const auto& own = planner.corpus.translation;
  const auto& pool = own.size() >= 150 ? own : planner.corpus.shelves[0].all;
  const std::size_t languages = 4 + random.below(target_languages().size() - 3);
  const std::size_t first_language = random.below(target_languages().size());
  const std::size_t releases = 1 + random.below(3);
  const auto items = static_cast<std::size_t>(std::clamp(random.log_normal(28.0, 0.6), 10.0, 120.0));
  const auto span = static_cast<double>(planner.plan.end_us - planner.plan.start_us);
  for (std::size_t release = 0; release < releases; ++release) {
    const double at =
        (static_cast<double>(release) + random.uniform(0.1, 0.7)) / static_cast<double>(releases);
    std::int64_t time_us = planner.plan.start_us + static_cast<std::int64_t>(at * span);
    for (std::size_t item = 0; item < items; ++item) {
      // One text, word for word the same in every language's request.
      Conversation conversation = form_conversation(planner, forms[random.below(forms.size())],
                                                    pool[random.below(pool.size())], 0, random);
      conversation.words = static_cast<std::uint16_t>(30 + random.below(90));
      for (std::size_t language = 0; language < languages; ++language) {
        const std::uint32_t account = team[language % team.size()];  // each looks after some languages
        conversation.model = planner.plan.accounts[account].model;
        conversation.target =
            static_cast<std::uint8_t>((first_language + language) % target_languages().size());
        planner.request(account, planner.add(conversation), 0, time_us, random);
        time_us += seconds(random.exponential(3.0));
      }
    }
  }
}

}  // namespace stillwatch::world
