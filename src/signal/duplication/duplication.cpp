#include "signal/duplication/duplication.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <vector>

#include "base/random.h"
#include "base/statistics.h"

namespace stillwatch::duplication {
namespace {

constexpr std::size_t kMostStarts = 2000;
constexpr std::size_t kLeastStarts = 40;
constexpr int kMostDraws = 199;
constexpr int kLeastDraws = 59;   // what the mean and the excess that are shown need
constexpr int kEnoughAsFew = 10;  // sets that coincide as little: the deficit is then known not to be one

struct Start {
  std::uint64_t prompt = 0;
  std::uint32_t account = 0;
};

// Counts the conversation starts whose prompt some other account of the same set asks as well.
class SharedStarts {
 public:
  explicit SharedStarts(std::size_t most_starts) : slots_(std::bit_ceil(2 * most_starts + 2)) {}

  std::size_t count(const std::vector<Start>& starts) {
    ++round_;
    for (const Start& start : starts) {
      Slot& slot = slot_of(start.prompt);
      if (slot.round != round_) slot = {start.prompt, round_, start.account, false};
      slot.shared = slot.shared || slot.account != start.account;
    }
    std::size_t shared = 0;
    for (const Start& start : starts) shared += slot_of(start.prompt).shared ? 1 : 0;
    return shared;
  }

 private:
  struct Slot {
    std::uint64_t prompt = 0;
    std::uint32_t round = 0;  // an entry of an earlier round is free
    std::uint32_t account = 0;
    bool shared = false;
  };
  Slot& slot_of(std::uint64_t prompt) {  // prompts are keyed hashes: their low bits are spread well
    std::size_t at = prompt & (slots_.size() - 1);
    while (slots_[at].round == round_ && slots_[at].prompt != prompt) at = (at + 1) & (slots_.size() - 1);
    return slots_[at];
  }

  std::vector<Slot> slots_;
  std::uint32_t round_ = 0;
};

// Accounts that are not members and have at least so many starts: whoever takes a member's place is as busy.
class Substitutes {
 public:
  Substitutes(const ExchangeTable& table, const std::vector<std::uint32_t>& members)
      : table_(table), members_(members), by_starts_(table.accounts_by_starts()) {}

  // The most starts that at least kLeastChoice accounts outside the group have.
  [[nodiscard]] std::size_t most_starts() const {
    std::size_t outside = 0;
    for (std::size_t i = by_starts_.size(); i > 0; --i) {
      outside += is_member(by_starts_[i - 1]) ? 0 : 1;
      if (outside == kLeastChoice) return table_.tested_starts_of(by_starts_[i - 1]).size();
    }
    return 0;
  }

  // A random one with at least `count` starts, of which there are some.
  [[nodiscard]] std::uint32_t draw(std::size_t count, Random& random) const {
    const auto first = std::partition_point(by_starts_.begin(), by_starts_.end(), [&](std::uint32_t account) {
      return table_.tested_starts_of(account).size() < count;
    });
    for (;;) {
      const auto choice =
          static_cast<std::ptrdiff_t>(random.below(static_cast<std::uint64_t>(by_starts_.end() - first)));
      if (!is_member(first[choice])) return first[choice];
    }
  }

 private:
  static constexpr std::size_t kLeastChoice = 20;
  [[nodiscard]] bool is_member(std::uint32_t account) const {
    return std::binary_search(members_.begin(), members_.end(), account);
  }
  const ExchangeTable& table_;
  const std::vector<std::uint32_t>& members_;
  std::span<const std::uint32_t> by_starts_;
};

// `count` starts of an account that follow each other.
void add_starts(const SignalContext& context, std::uint32_t account, std::size_t count, Random& random,
                std::vector<Start>& starts) {
  const auto all = context.table.tested_starts_of(account);
  const auto taken = all.subspan(random.below(all.size() - count + 1), count);
  for (const std::uint64_t prompt : taken) starts.push_back({prompt, account});
}

struct OwnStarts {
  std::vector<Start> starts;
  std::vector<std::size_t> counts;  // of each account
};

// Members in a random order, each with at most `most` starts, until there are enough.
OwnStarts own_starts(const SignalContext& context, std::vector<std::uint32_t> members, std::size_t most,
                     Random& random) {
  for (std::size_t i = members.size(); i > 1; --i) std::swap(members[i - 1], members[random.below(i)]);
  OwnStarts own;
  for (const std::uint32_t account : members) {
    const std::size_t count =
        std::min({context.table.tested_starts_of(account).size(), most, kMostStarts - own.starts.size()});
    if (count == 0) continue;
    add_starts(context, account, count, random, own.starts);
    own.counts.push_back(count);
  }
  return own;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const auto& members = evidence.group->accounts;
  Random random(evidence.seed ^ 0x6475706cULL);
  if (context.table.account_count() < 5 * members.size()) {
    return not_applicable(kInfo, "the group dominates the log: too few other accounts to compare with");
  }
  const Substitutes substitutes(context.table, members);
  const OwnStarts own = own_starts(context, members, substitutes.most_starts(), random);
  const std::size_t starts = own.starts.size();
  if (starts < kLeastStarts)
    return not_applicable(kInfo, fmt::format("{} conversation starts; {} are needed", starts, kLeastStarts));
  SharedStarts shared_starts(starts);
  const std::size_t observed = shared_starts.count(own.starts);
  std::vector<Start> drawn;
  int fewer = 0, more = 0, draws = 0;
  double mean = 0.0;
  while (draws < kLeastDraws || (draws < kMostDraws && fewer < kEnoughAsFew)) {
    drawn.clear();
    for (const std::size_t count : own.counts)
      add_starts(context, substitutes.draw(count, random), count, random, drawn);
    const std::size_t shared = shared_starts.count(drawn);
    mean += static_cast<double>(shared);
    fewer += shared <= observed ? 1 : 0;
    more += shared >= observed ? 1 : 0;
    ++draws;
  }
  mean /= draws;
  const bool stopped = draws > kLeastDraws && fewer == kEnoughAsFew;
  const double p_deficit = stopped ? static_cast<double>(fewer) / draws : (1.0 + fewer) / (1.0 + draws);
  const double p_excess = (1.0 + more) / (1.0 + draws);
  SignalFinding finding = finding_by_p(kInfo, p_deficit);
  const double share = static_cast<double>(observed) / static_cast<double>(starts);
  finding.sentence = fmt::format(
      "{:.1f} % of {} conversation starts ask, word for word, what another account of the group asks; in {} "
      "sets of other accounts, as many and as busy, it is {:.1f} %. {}",
      100 * share, starts, draws, 100 * mean / static_cast<double>(starts),
      p_deficit <= 0.05  ? "So few coincidences are consistent with one corpus that was partitioned."
      : p_excess <= 0.05 ? "So many coincidences are consistent with a class, an evaluation or one corpus "
                           "asked several times; "
                           "they are shown, and not counted as evidence."
                         : "That is what unrelated people would show.");
  finding.facts = {{"share", share},
                   {"expected_share", mean / static_cast<double>(starts)},
                   {"starts", static_cast<double>(starts)},
                   {"p_deficit", p_deficit},
                   {"p_excess", p_excess}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "duplication",
    "dup",
    Question::run_as_one,
    Maturity::candidate,
    "One corpus partitioned, or asked several times",
    "Members coincide in what they ask, word for word, as often as other accounts of the log do.",
    "Share of fold-1 conversation starts whose prompt another member asks too, against random sets of other "
    "accounts, "
    "in which every member is replaced by an account with as many starts at least, of which as many are "
    "taken (the "
    "busiest members are cut to what twenty others have): 59 sets at least, then more until ten coincide as "
    "little or "
    "199 are drawn; both tails are shown. Only the deficit is evidence (p, and e by the mixture calibrator "
    "of its p).",
    "Enterprises and CI fleets never repeat themselves either. The excess is what classrooms, benchmarks and "
    "evaluations show.",
    "Logs in which honest people never coincide (then a deficit cannot exist); campaigns that mix in popular "
    "questions.",
    "gen_ai.input.messages",
    &test,
    /*needs_others=*/true};

}  // namespace stillwatch::duplication
