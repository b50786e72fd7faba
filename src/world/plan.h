// The plan of a world: who does what and when, without any text.
//
// Planning fills a WorldPlan; rendering (renderer.h) turns any event of it into an exchange. Text is a pure
// function of the plan, so that every event can be rendered alone, on any thread, and a turn that is quoted
// later (in the history, in a grading prompt, in another account's continuation) is the very text that was
// issued.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "world/text/corpus.h"
#include "world/world.h"

namespace stillwatch::world {

inline constexpr std::uint32_t kNone = 0xffffffff;
inline constexpr std::uint8_t kReasoningModel = 3;  // index of the model that shows its reasoning
inline constexpr std::uint8_t kNewModel = 4;  // index of the model that is released inside the world's span
inline constexpr std::uint8_t kNoTarget = 0xff;
inline constexpr std::int64_t kMinute = 60 * kSecond;

// A fixed wording around content that varies. Marks in the texts are replaced: {task} by a question of the
// corpus, {passage} by a pasted text, {answer1}..{answer3} by answers that were issued earlier, and {name} by
// one of the slot table's values of that name (wordings.h).
struct Form {
  std::string system;  // constant system prompt; may be empty
  std::string user;    // wording of the first user turn
  std::uint32_t toolset = kNone;
  Area area = Area::everyday;
  std::string answer = {};  // of an injected turn, which no service ever issued; empty: answers are made
};

// What later requests of a conversation quote as its earlier answers.
enum class Carries : std::uint8_t {
  issued,   // the answers, word for word
  retold,   // the answers in other words
  foreign,  // answers that another service gave to the same questions
};

// How a conversation's first turn is made.
enum class Opening : std::uint8_t {
  own,       // a question of the corpus, rewritten so that nobody else has asked it in these words
  verbatim,  // a question of the corpus as it stands: a popular question, homework, a benchmark item
  form,      // a Form filled in
};

struct Conversation {
  std::uint64_t seed = 0;
  std::uint32_t thread = 0;        // corpus thread that supplies questions and answers
  std::uint32_t form = kNone;      // index into WorldPlan::forms
  std::uint32_t parent = kNone;    // the conversation that is continued: an exported chat
  std::uint16_t parent_turns = 0;  // how many of its turns are carried over
  std::uint16_t sample = 0;        // asked again: the same question with another answer
  Opening opening = Opening::own;
  Carries carries = Carries::issued;
  std::uint8_t model = 0;
  std::uint8_t toolset = 0;  // index into toolsets(), used when agentic or when the form brings tools
  bool agentic = false;      // turns after the first are tool results
  bool terse = false;        // the answer is short: a score or a verdict
  bool tagged = false;       // the answer begins with its reasoning inside inline tags
  std::uint8_t cited_count = 0;
  std::uint8_t target = kNoTarget;       // translate into this language (target_languages()); mark {target}
  std::uint16_t words = 0;               // length of the first turn; 0: drawn as for everybody
  std::uint32_t enduser = kNone;         // a reseller's own customer, when it is passed on
  std::uint32_t owner = kNone;           // account whose repository or project the form speaks of
  std::array<std::uint32_t, 3> cited{};  // conversations whose first answer is quoted by the form
};

// One request. 40 bytes, because there are millions.
struct Event {
  std::int64_t time_us = 0;
  std::uint32_t account = 0;
  std::uint32_t conversation = 0;
  std::uint32_t latency_ms = 0;
  std::uint32_t sequence = 0;  // order of planning; breaks ties of time and names the exchange
  std::uint16_t turn = 0;
  std::uint16_t status = 200;
  std::uint8_t address = 0;  // index into AccountPlan::addresses
  bool harvest = false;
};

struct AccountPlan {
  AccountFacts facts;
  AccountClass account_class = AccountClass::person;
  std::uint32_t group = kNone;     // index into WorldPlan::groups
  std::uint32_t campaign = kNone;  // index into WorldPlan::campaigns
  std::uint64_t seed = 0;
  std::uint8_t client = 0;     // index into the client table (population.h)
  std::uint8_t model = 0;      // the model it prefers
  std::uint8_t language = 0;   // index into Corpus::languages
  std::int8_t zone_hours = 0;  // local time minus UTC
  std::uint16_t country = 0;   // index into the country table
  std::uint32_t as_number = 0;
  std::string credential, session_prefix, device;
  std::vector<std::string> addresses;
  RequestParameters parameters;
  std::string own_system;     // a system prompt of its own; may be empty
  std::int64_t first_us = 0;  // not active before; the world's start for most
  std::int64_t last_us = 0;   // not active from then on (ban, or the world's end)
};

struct WorldPlan {
  std::vector<AccountPlan> accounts;
  std::vector<Conversation> conversations;
  std::vector<Event> events;
  std::vector<Form> forms;
  std::vector<std::string> groups;     // "classroom-1"
  std::vector<std::string> campaigns;  // "templates-1"
  std::vector<AllowEntry> allow;       // organisations with a contract, as an allow list names them
  std::int64_t start_us = 0, end_us = 0;
  std::int64_t released_us = 0;  // when kNewModel comes out
  bool metadata = true;          // requests say where they come from (WorldOptions::metadata)
};

}  // namespace stillwatch::world
