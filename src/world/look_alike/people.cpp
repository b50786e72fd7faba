// People with interests of their own who share one thing: a framework's prompts, a classroom, an office.
#include <algorithm>
#include <utility>

#include "world/look_alike/look_alikes.h"
#include "world/look_alike/shared_prompts.h"
#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

// The fixed prompts of a framework: one to three, or in two of five cases a library of ten to forty, as a
// product with many buttons has. Of a corpus with prompt libraries, or written here.
std::vector<std::uint32_t> framework_prompts(Planner& planner, Random& random) {
  constexpr std::size_t kPromptsPerFramework = 3;
  std::vector<std::uint32_t> forms;
  const auto& library = random.chance(0.7) ? planner.corpus.framework_prompts : planner.corpus.role_prompts;
  const bool many = random.chance(0.4);
  const std::size_t count = many ? 10 + random.below(31) : 1 + random.below(kPromptsPerFramework);
  const std::span<const Wording> written = framework_forms();
  const std::size_t framework = random.below(written.size() / kPromptsPerFramework);
  for (std::size_t i = 0; i < (library.empty() ? std::min(count, written.size()) : count); ++i) {
    const Wording& wording = written[(framework * kPromptsPerFramework + i) % written.size()];
    Form form{std::string(wording.system), std::string(wording.user), wording.toolset, wording.area};
    if (!library.empty()) {
      const Thread& thread = planner.corpus.threads[library[random.below(library.size())]];
      const std::string_view prompt = planner.corpus.turn(thread, 0).question;
      const bool as_system = thread.use == CorpusUse::framework_prompts;
      form = {as_system ? std::string(prompt) : "", as_system ? "{task}" : std::string(prompt) + "\n\n{task}",
              kNone, wording.area};
    }
    forms.push_back(static_cast<std::uint32_t>(planner.plan.forms.size()));
    planner.plan.forms.push_back(std::move(form));
  }
  return forms;
}

// All events since `first` left by this address of their account.
void move_events(Planner& planner, std::size_t first, std::size_t address) {
  for (std::size_t i = first; i < planner.plan.events.size(); ++i) {
    planner.plan.events[i].address = static_cast<std::uint8_t>(address);
  }
}

struct Course {
  std::vector<std::uint32_t> homework;  // threads, pasted verbatim
  std::vector<std::int64_t> lessons;    // start times, in order
  SharedNetwork campus;
  std::uint16_t country = 0;
  std::uint8_t language = 0;
  std::int8_t zone_hours = 0;
};

// Two lessons a week at fixed hours; at least one lesson in short worlds.
Course draw_course(Planner& planner, Random& random) {
  Course course;
  const AccountPlan teacher = planner.population.account();
  course.country = teacher.country;
  course.language = teacher.language;
  course.zone_hours = teacher.zone_hours;
  course.campus = planner.population.new_network(countries()[teacher.country].code);
  const auto& shelf = planner.corpus.shelves[course.language];
  const std::uint16_t topic = planner.corpus.threads[shelf.all[random.below(shelf.all.size())]].topic;
  const std::size_t questions = 8 + random.below(8);
  for (std::size_t i = 0; i < questions; ++i) {
    course.homework.push_back(shelf.by_topic[topic][random.below(shelf.by_topic[topic].size())]);
  }
  const std::int64_t days = std::max<std::int64_t>(1, (planner.plan.end_us - planner.plan.start_us) / kDay);
  const auto first_day = static_cast<std::int64_t>(random.below(3));
  const std::int64_t hour = 8 + static_cast<std::int64_t>(random.below(8)) - course.zone_hours;
  for (std::int64_t day = 0; day < days; ++day) {
    const bool lesson = day % 7 == first_day || day % 7 == first_day + 2;
    if (lesson || (course.lessons.empty() && day + 1 == days)) {
      course.lessons.push_back(planner.plan.start_us + day * kDay + hour * kHour);
    }
  }
  return course;
}

void ask_homework(Planner& planner, std::uint32_t student, const Course& course, Random& random) {
  const std::size_t campus = planner.plan.accounts[student].addresses.size() - 1;
  for (std::size_t i = 0; i < course.homework.size(); ++i) {
    if (!random.chance(0.6)) continue;
    Conversation conversation;
    conversation.seed = random.next();
    conversation.thread = course.homework[i];
    conversation.opening = Opening::verbatim;
    conversation.model = planner.plan.accounts[student].model;
    const std::int64_t lesson = course.lessons[i % course.lessons.size()];
    const bool in_class = random.chance(0.7);
    const double delay_h = in_class ? random.uniform(0.0, 1.5) : random.uniform(4.0, 12.0);
    const std::size_t first = planner.plan.events.size();
    const auto turns = static_cast<std::uint16_t>(1 + random.below(3));
    planner.converse(student, planner.add(conversation), turns,
                     lesson + static_cast<std::int64_t>(delay_h * static_cast<double>(kHour)), random);
    if (in_class) move_events(planner, first, campus);
  }
}

// What somebody takes along from another service: a conversation that was never asked here, of which the next
// turns are. One in five belongs to a project, and the colleague who shares it goes on with it as well.
class Imports {
 public:
  // Makes the conversation go on from one that is taken along.
  void apply(Planner& planner, Conversation& conversation, Random& random) {
    if (shared_ != kNone) {
      conversation.parent = std::exchange(shared_, kNone);
    } else {
      Conversation before = conversation;
      before.seed = random.next();
      before.carries = Carries::foreign;
      conversation.parent = planner.add(before);
      if (random.chance(kOfProjects)) shared_ = conversation.parent;
    }
    conversation.thread = planner.plan.conversations[conversation.parent].thread;
    conversation.parent_turns = static_cast<std::uint16_t>(1 + random.below(5));
    conversation.opening = Opening::own;
    conversation.agentic = false;
  }

 private:
  static constexpr double kOfProjects = 0.2;
  std::uint32_t shared_ = kNone;  // waits for the colleague
};

}  // namespace

void add_framework(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const std::vector<std::uint32_t> forms = framework_prompts(planner, random);
  const std::uint8_t client = planner.population.account().client;
  for (std::uint32_t i = 0; i < size; ++i) {
    AccountPlan account = group_account(planner, AccountClass::framework, group);
    if (random.chance(0.8)) account.client = client;
    Random own = random.fork(account.facts.account);
    const Persona persona = planner.persona(account, own);
    const double exchanges = planner.draw_activity(own);
    const double through_framework = own.uniform(0.5, 0.95);
    const PromptTaste taste(forms, own);
    planner.live(planner.add(std::move(account)), persona, exchanges, own,
                 [&](Conversation& conversation, Random& rng) {
                   if (rng.chance(through_framework)) taste.apply(planner, conversation, rng);
                 });
  }
}

void add_classroom(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const Course course = draw_course(planner, random);
  for (std::uint32_t i = 0; i < size; ++i) {
    AccountPlan account = group_account(planner, AccountClass::classroom, group);
    account.language = course.language;
    account.country = course.country;
    account.zone_hours = course.zone_hours;
    account.as_number = course.campus.as_number;
    account.addresses.push_back(course.campus.address);
    account.first_us = std::min(account.first_us, planner.plan.start_us);
    account.facts.created_us = std::min(account.facts.created_us, planner.plan.start_us - kDay);
    if (random.chance(0.4)) account.facts.programme = "education";
    Random own = random.fork(account.facts.account);
    const Persona persona = planner.persona(account, own);
    const double exchanges = planner.draw_activity(own) * 0.7;
    const std::uint32_t student = planner.add(std::move(account));
    ask_homework(planner, student, course, own);
    planner.live(student, persona, exchanges, own);
  }
}

void add_corporate_vpn(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const SharedNetwork gateway = planner.population.new_network("US");
  const std::string organisation = random.chance(0.5) ? planner.population.new_organisation() : "";
  const std::string domain = planner.population.new_domain();
  const std::string payment = planner.population.new_payment();
  // One company in three has just moved here from another service, with its conversations.
  constexpr double kMoved = 1.0 / 3.0;
  Random move = random.fork("move");
  const double imported = move.chance(kMoved) ? move.uniform(0.3, 0.9) : 0.0;
  Imports imports;
  for (std::uint32_t i = 0; i < size; ++i) {
    AccountPlan account = group_account(planner, AccountClass::corporate_vpn, group);
    account.addresses.insert(account.addresses.begin(), gateway.address);
    account.as_number = gateway.as_number;
    if (!organisation.empty() && random.chance(0.6))
      planner.population.join(account, organisation, domain, payment, true);
    Random own = random.fork(account.facts.account);
    const Persona persona = planner.persona(account, own);
    const double exchanges = planner.draw_activity(own);
    planner.live(planner.add(std::move(account)), persona, exchanges, own,
                 [&](Conversation& conversation, Random& rng) {
                   if (imported > 0.0 && rng.chance(imported)) imports.apply(planner, conversation, rng);
                 });
  }
}

}  // namespace stillwatch::world
