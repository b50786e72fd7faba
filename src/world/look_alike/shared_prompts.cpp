#include "world/look_alike/shared_prompts.h"

#include <algorithm>

#include "world/look_alike/look_alikes.h"

namespace stillwatch::world {

PromptTaste::PromptTaste(std::vector<std::uint32_t> forms, Random& random) : forms_(std::move(forms)) {
  const double breadth = random.chance(0.5) ? 0.3 : 2.0;
  for (std::size_t i = 0; i < forms_.size(); ++i)
    summed_.push_back((summed_.empty() ? 0.0 : summed_.back()) + random.gamma(breadth));
}

void PromptTaste::apply(const Planner& planner, Conversation& conversation, Random& random) const {
  conversation.opening = Opening::form;
  const auto liked = std::lower_bound(summed_.begin(), summed_.end(), random.uniform(0.0, summed_.back()));
  const auto choice = static_cast<std::size_t>(liked - summed_.begin());
  conversation.form = forms_[std::min(choice, forms_.size() - 1)];
  const std::uint32_t toolset = planner.plan.forms[conversation.form].toolset;
  if (toolset != kNone) conversation.toolset = static_cast<std::uint8_t>(toolset);
  conversation.agentic &= toolset != kNone;
}

ExportedChat export_chat(Planner& planner, std::uint32_t member, const Persona& persona,
                         std::int64_t start_us, Random& random) {
  Conversation conversation = planner.own_conversation(planner.plan.accounts[member], persona, random);
  conversation.agentic = false;
  ExportedChat chat;
  chat.turns = static_cast<std::uint16_t>(3 + random.below(6));
  chat.conversation = planner.add(conversation);
  chat.shared_us = planner.converse(member, chat.conversation, chat.turns, start_us, random);
  return chat;
}

void continue_chat(Planner& planner, std::uint32_t member, const Persona& persona, const ExportedChat& chat,
                   Random& random) {
  const auto span = static_cast<double>(planner.plan.end_us - planner.plan.start_us);
  Conversation conversation = planner.own_conversation(planner.plan.accounts[member], persona, random);
  conversation.thread = planner.plan.conversations[chat.conversation].thread;
  conversation.opening = Opening::own;
  conversation.agentic = false;
  conversation.parent = chat.conversation;
  conversation.parent_turns = chat.turns;
  const double wait_us = random.exponential(0.15 * span);
  planner.converse(member, planner.add(conversation), static_cast<std::uint16_t>(1 + random.below(4)),
                   chat.shared_us + 10 * kMinute + static_cast<std::int64_t>(wait_us), random);
}

void add_chat_export(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const auto span = static_cast<double>(planner.plan.end_us - planner.plan.start_us);
  ExportedChat chat;
  for (std::uint32_t i = 0; i < size; ++i) {
    AccountPlan account = group_account(planner, AccountClass::chat_export, group);
    start_before_world(planner, account);
    Random own = random.fork(account.facts.account);
    const Persona persona = planner.persona(account, own);
    const double exchanges = planner.draw_activity(own);
    const std::uint32_t member = planner.add(std::move(account));
    if (i == 0) {
      const double at = own.uniform(0.05, 0.4) * span;
      chat =
          export_chat(planner, member, persona, planner.plan.start_us + static_cast<std::int64_t>(at), own);
    } else {
      continue_chat(planner, member, persona, chat, own);
    }
    planner.live(member, persona, exchanges, own);
  }
}

}  // namespace stillwatch::world
