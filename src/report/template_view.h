// Which templates of a group are shown to people, in which order: the telling ones first, each wording once.
//
//   for (const ShownTemplate& shown : templates_to_show(group).shown) ...
//
// Two templates that read alike after their slots are hidden are shown once, with their exchanges added; a
// template whose constant words are too few or too short to say anything is left out and counted. What tells
// most is exchanges times constant words. The machine formats list all of them. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/scan_result.h"

namespace stillwatch {

struct ShownTemplate {
  const TemplateFinding* first = nullptr;             // of those that read alike, the one with most exchanges
  std::uint64_t alike = 1;                            // templates with this wording
  std::uint64_t exchanges = 0, distinct_prompts = 0;  // of all of them
  std::uint64_t accounts = 0;                         // of the widest: others may have more
};

struct TemplateView {
  std::vector<ShownTemplate> shown;
  std::uint64_t left_out = 0, left_out_exchanges = 0;  // nearly only slots
};

// The pointers live as long as `group`.
[[nodiscard]] TemplateView templates_to_show(const GroupFinding& group);

}  // namespace stillwatch
