// What the signals read of one group: its rows by fold, its signature, the beginnings of its conversations.
//
//   SignalContext context = ...;                               // once per scan: the table and what crosses
//   accounts GroupEvidence evidence = gather_evidence(context, group);  // once per group, then every signal
//   reads it
//
// Cost: some passes over the group's rows, all linear but for sorting its starts. Memory: 16 bytes for each
// beginning of a conversation and 12 for each tested row, kept; while gathering, up to 32 bytes for each
// template fingerprint that the group leaves five times in fold 0, and 48 for each distinct prompt. Immutable
// afterwards, so signals may run in parallel.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "account/carried_text.h"
#include "account/exchange_table.h"
#include "account/group.h"
#include "account/shared_traces.h"
#include "base/array_pool.h"
#include "base/key_numbers.h"
#include "signal/account_habits.h"

namespace stillwatch {

class TestedRequests;  // signal/tested_requests.h

struct SignalContext {
  const ExchangeTable& table;
  const CarriedText& carried;     // sorted by bringing row
  const TraceUsers& trace_users;  // accounts per template trace in fold 0
  const std::unordered_map<std::string, std::uint64_t>& payment_users;  // of two accounts and more
  // Of all accounts; none: found for each group anew.
  const AccountHabits* habits = nullptr;
  const TestedRequests* requests = nullptr;
};

// A template of the group: learned on fold 0 from traces that at least four in five of their users have
// inside the group.
struct GroupTemplate {
  std::uint64_t key = 0;  // its dominant trace: the commonest one that its exchanges carry
  std::uint64_t exchanges = 0, accounts = 0, distinct_prompts = 0;
  bool slotted =
      false;  // the constant part stays and the rest varies: at least half of its prompts are distinct
  Capability capability = Capability::other;
  std::vector<std::uint32_t> examples;  // rows, at most 5
};

inline constexpr std::uint32_t kNoTemplate = ~0U;

// What a group's exchanges look like: its templates, commonest first.
struct Signature {
  std::vector<GroupTemplate> templates;
  KeyNumbers traces;  // the templates' keys: a key's number is its template
  // One bit per hash of a key above: most shapes are none of them, and this says so without a look-up.
  std::array<std::uint64_t, 128> sieve{};
  // A system prompt that hardly anybody else uses and that three in five of the templates' exchanges carry:
  // what goes without it fills no template of the group. 0: there is none.
  std::uint64_t system = 0;
  void add_trace(std::uint64_t trace);  // of the next template
  // The commonest template whose dominant trace is among the row's shapes, or kNoTemplate.
  [[nodiscard]] std::uint32_t match(const ExchangeTable& table, const ExchangeRow& row) const;
};

struct ConversationStart {
  std::int64_t time_us = 0;
  std::uint32_t row = 0;
  std::uint32_t member = 0;  // of the group: Group::member
};

// Which days teach the signature, and which are tested: all, or first the former and then the latter.
inline constexpr std::int64_t kBeginningOfTime = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kEndOfTime = std::numeric_limits<std::int64_t>::max();
struct EvidenceWindow {
  std::int64_t learn_before_us = kEndOfTime;
  std::int64_t test_from_us = kBeginningOfTime;  // conversations that began earlier are left out
};

struct GroupEvidence {
  const Group* group = nullptr;
  std::int64_t from_us = kBeginningOfTime;  // nothing earlier is tested
  Signature signature;
  // By fold-1 row with new text, in `tested`: its template or kNoTemplate.
  std::span<const std::uint32_t> matched;
  std::span<const std::uint32_t> tested;  // fold-1 rows with new text, by member and time
  std::span<const std::uint32_t> member_of_tested;
  // Beginnings of conversations in both folds by time, without prompts that three or more members ask
  // verbatim (homework, a benchmark, a chain letter), or two where fold 0 may have linked them by it, and
  // without accounts that run on a schedule.
  std::span<const ConversationStart> starts;
  std::vector<bool> start_is_templated;  // by start: it fills a template
  std::size_t shared_prompts_left_out = 0;
  std::size_t scheduled_left_out = 0;                  // accounts
  std::vector<Carry> continuations, returns, entries;  // fold 1, both ends inside the group
  std::uint64_t seed = 0;
  std::shared_ptr<const ArrayPool> held;  // where the arrays above lie
};

// The templates of a group, from its fold-0 rows alone.
[[nodiscard]] Signature learn_signature(const SignalContext& context, const Group& group,
                                        std::int64_t before_us = kEndOfTime);

// `pool`: where its arrays go, beside those of other groups; none: a pool of its own.
[[nodiscard]] GroupEvidence gather_evidence(const SignalContext& context, const Group& group,
                                            const EvidenceWindow& window = {},
                                            std::shared_ptr<ArrayPool> pool = nullptr);

}  // namespace stillwatch
