// What the text of one exchange leaves behind: keyed hashes and a few small numbers, never text.
//
// TextFingerprints is the only thing the rest of Stillwatch knows about the content of an exchange. It is
// computed from text (trace/text_tracer.h) or read from a log that never stored the text (the `fp.*` fields
// of docs/format/exchange.md); both give the same findings under the same key. Every 64-bit value is a
// SipHash under the scan's key; 0 means "absent".
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace stillwatch {

// What kind of ability a request draws on, guessed from small word lists (text/lexicon_words.h). Order is
// part of the fingerprint format: append only.
enum class Capability : std::uint8_t {
  other,
  coding,
  agentic,
  data_analysis,
  mathematics,
  reasoning,
  grading,
  writing,
  translation,
  summarising,
  role_play,
  knowledge,
};
inline constexpr std::size_t kCapabilityCount = 12;

// What a request seems to be for, where that is what campaigns ask for: the best class of a small linear
// model. Order is part of the fingerprint format: append only.
enum class Intent : std::uint8_t {
  none,
  reasoning_elicitation,  // wants the reasoning written out, not only the answer
  rubric_grading,         // wants given answers scored, graded or ranked
  trace_cleaning,         // wants a given answer or reasoning restored, normalised or put into a form
  task_generation,        // wants new tasks or prompts
  tool_trajectory,        // a step of an agent with tools over a task
  safe_rewrite,           // wants a harmful text made harmless, or a refusal written
};
inline constexpr std::size_t kIntentCount = 7;

// A text as a direction in a small space: unit length, each coordinate times 127 and rounded; all zeros:
// none. Near means "about the same things" (text/projection.h). Serves distribution tests over many
// exchanges.
inline constexpr std::size_t kProjectionSize = 32;
using Projection = std::array<std::int8_t, kProjectionSize>;

// Bits of TextFingerprints::flags.
enum TextFlag : std::uint8_t {
  kToolTurn = 1,           // the newest turn is a tool result; there is no user text
  kConversationStart = 2,  // no assistant turn precedes the newest turn
  kAsksForReasoning = 4,   // the wording asks for internal reasoning or step-by-step traces
  kAsksForGrading = 8,     // the wording asks to score, grade or rank given answers
};

struct TextFingerprints {
  std::uint64_t root = 0;      // first user turn of the conversation: the same in all its requests
  std::uint64_t prompt = 0;    // newest user turn (or tool results), normalised, whole
  std::uint64_t skeleton = 0;  // newest user turn with its variable words masked, whole
  std::uint64_t system = 0;    // system prompt, normalised, whole
  std::uint64_t tools = 0;     // tool schemas: names, descriptions and parameters
  std::uint64_t issued = 0;    // the answer, normalised, whole; 0 when too short to be evidence
  std::uint32_t prompt_words = 0;
  std::uint32_t answer_words = 0;
  std::uint8_t topic = 0;  // 256 buckets of like content
  Capability capability = Capability::other;
  std::uint8_t flags = 0;
  std::array<char, 2> language = {'u', 'n'};  // coarse: script or commonest function words; "un" undetermined
  Intent intent = Intent::none;
  std::uint8_t intent_score = 0;  // 255 times the model's probability of that class; 0 for none
  Projection projection{};        // content of the newest turn, or the log's own embedding

  std::vector<std::uint64_t> history;  // last assistant turns quoted in the request, oldest first, at most 4
  std::vector<std::uint64_t> shapes;   // template fingerprints of the newest user turn, ascending
  std::vector<std::uint64_t> prompt_prints;  // winnowed word shingles of the newest turn, ascending
  std::vector<std::uint64_t> answer_prints;  // the same of the answer, ascending
};

}  // namespace stillwatch
