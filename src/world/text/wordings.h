// Fixed wordings of the world, all written for it: campaign templates, grading and elicitation forms,
// framework prompts, CI jobs, judge prompts, tool sets, and the slots that vary them. See Form (plan.h) for
// the marks.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "world/text/corpus.h"
#include "world/text/phrases.h"

namespace stillwatch::world {

struct Wording {
  std::string_view system;  // may be empty
  std::string_view user;
  std::uint32_t toolset;  // index into toolsets(), or kNoTools
  Area area;
};
inline constexpr std::uint32_t kNoTools = 0xffffffff;

[[nodiscard]] std::span<const Wording> harvest_templates();  // the `templates` profile
[[nodiscard]] std::span<const Wording> elicitation_forms();  // `grading`: reasoning behind a completed answer
[[nodiscard]] std::span<const Wording> rubric_forms();       // `grading`: rubric with candidate answers
[[nodiscard]] std::span<const Wording>
plain_task_forms();  // `grading`: asks for the answers that are graded later
[[nodiscard]] std::span<const Wording> tagged_forms();    // `tagged`: reasoning forced between inline tags
[[nodiscard]] std::span<const Wording> cleaning_forms();  // `cleaner`: traces restored and normalised
[[nodiscard]] std::span<const Wording> polyglot_forms();  // `polyglot`: one instruction, a language each
// `spike`: a history that no service ever issued, and the requests that go on from it.
struct InjectedTurn {
  std::string_view asked, answered;
};
[[nodiscard]] std::span<const InjectedTurn> injected_trajectories();
[[nodiscard]] std::span<const Wording> continuation_forms();
[[nodiscard]] std::span<const Wording>
framework_forms();                                     // prompts of popular frameworks, three per framework
[[nodiscard]] std::span<const Wording> ci_forms();     // jobs of a company's CI
[[nodiscard]] std::span<const Wording> judge_forms();  // an evaluation team's LLM-as-judge prompts
[[nodiscard]] std::span<const Wording> personal_systems();  // system prompts that people write for themselves

[[nodiscard]] std::span<const Wording> review_forms();    // a review bot's, with a tool set
[[nodiscard]] std::span<const Wording> nightly_forms();   // a company's nightly job over a list of documents
[[nodiscard]] std::span<const Wording> indexing_forms();  // a document index is filled: one text at a time
[[nodiscard]] std::span<const Wording>
translation_forms();                                        // a localisation team's; {target} is the language
[[nodiscard]] std::span<const Wording> benchmark_forms();   // public benchmark harnesses
[[nodiscard]] std::span<const Wording> first_look_forms();  // what is tried on a new model by everybody
[[nodiscard]] std::span<const Wording> annotation_rubrics();  // a labelling vendor's, with issued answers
[[nodiscard]] std::span<const Wording> annotation_tasks();    // a labelling vendor's: new tasks
// Prompt recipes that a community of this language (ISO 639-1) shares; English where there are none.
[[nodiscard]] std::span<const Wording> community_recipes(std::string_view language);

// Languages that texts are translated into: English names by index, and ISO 639-1 codes.
[[nodiscard]] const PhraseList& target_languages();
[[nodiscard]] std::string_view target_code(std::size_t target);

struct ToolWording {
  std::string_view name, description, parameters;
};
[[nodiscard]] std::span<const std::vector<ToolWording>> toolsets();

// Values of the slot {name}; null when there is no such slot.
[[nodiscard]] const PhraseList* slot(std::string_view name);

[[nodiscard]] const PhraseList& refusals();          // answers that many accounts receive word for word
[[nodiscard]] const PhraseList& short_follow_ups();  // "continue", in English
[[nodiscard]] const PhraseList& passage_leads();     // before a pasted text
[[nodiscard]] const PhraseList& tool_commands();     // arguments of tool calls

}  // namespace stillwatch::world
