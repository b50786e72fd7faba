// What passes from person to person: prompts that many use, and an exported conversation that others
// continue.
#pragma once

#include <vector>

#include "world/planner.h"

namespace stillwatch::world {

// How much one person uses each of a set of shared prompts; some people use few of them, some nearly all.
class PromptTaste {
 public:
  PromptTaste(std::vector<std::uint32_t> forms, Random& random);  // `forms` must not be empty
  // The conversation opens with one of the prompts, around the person's own content.
  void apply(const Planner& planner, Conversation& conversation, Random& random) const;

 private:
  std::vector<std::uint32_t> forms_;
  std::vector<double> summed_;
};

struct ExportedChat {
  std::uint32_t conversation = kNone;
  std::uint16_t turns = 0;
  std::int64_t shared_us = 0;
};
// `member` has a conversation of 3 to 8 turns that begins then, and shares it.
[[nodiscard]] ExportedChat export_chat(Planner& planner, std::uint32_t member, const Persona& persona,
                                       std::int64_t start_us, Random& random);
// `member` takes the export up some time later and asks on; the history carries all that was said.
void continue_chat(Planner& planner, std::uint32_t member, const Persona& persona, const ExportedChat& chat,
                   Random& random);

}  // namespace stillwatch::world
