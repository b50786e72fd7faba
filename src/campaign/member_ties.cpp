#include "campaign/member_ties.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "signal/operation_events.h"

namespace stillwatch {
namespace {

constexpr std::size_t kMostLinks = 2000;
constexpr std::size_t kMostOfKind = 400;  // of every kind but templates
constexpr std::size_t kTiesEach = 2;      // a member's own choice of each kind
constexpr std::size_t kMostLooks = 4096;

double rarity(std::uint64_t users) { return 1.0 / std::log(static_cast<double>(users) + 5.0); }

bool stronger(const LinkFinding& a, const LinkFinding& b) {
  if (a.weight != b.weight) return a.weight > b.weight;
  if (a.kind != b.kind) return a.kind < b.kind;
  return a.from != b.from ? a.from < b.from : a.to < b.to;
}

void keep_strongest(std::vector<LinkFinding>& links, std::size_t most) {
  std::sort(links.begin(), links.end(), stronger);
  if (links.size() > most) links.resize(most);
}

// Things (templates, prompts) that several members have, numbered, with the weight of each.
struct SharedThings {
  std::vector<double> weight;                     // by thing
  std::vector<std::vector<std::uint32_t>> has;    // by member: things, ascending
  std::vector<std::vector<std::uint32_t>> users;  // by thing: members, ascending

  void index_users() {
    users.assign(weight.size(), {});
    for (std::uint32_t m = 0; m < has.size(); ++m) {
      for (const std::uint32_t thing : has[m]) users[thing].push_back(m);
    }
  }
};

LinkFinding tie_of(const SharedThings& things, std::uint32_t a, std::uint32_t b, const char* kind) {
  LinkFinding link{std::min(a, b), std::max(a, b), 0.0, kind, 0};
  std::vector<std::uint32_t> both;
  std::set_intersection(things.has[a].begin(), things.has[a].end(), things.has[b].begin(),
                        things.has[b].end(), std::back_inserter(both));
  for (const std::uint32_t thing : both) link.weight += things.weight[thing];
  link.count = both.size();
  return link;
}

// Finds those with whom a member shares most, by what can be seen in a bounded number of looks, rarest first.
class Closest {
 public:
  explicit Closest(const SharedThings& things) : things_(things), score_(things.has.size(), 0.0) {}

  // Good until the next call.
  const std::vector<std::uint32_t>& of(std::uint32_t member) {
    for (const std::uint32_t other : seen_) score_[other] = 0.0;
    seen_.clear();
    own_ = things_.has[member];
    std::stable_sort(own_.begin(), own_.end(),
                     [&](auto a, auto b) { return things_.weight[a] > things_.weight[b]; });
    std::size_t looks = 0;
    for (const std::uint32_t thing : own_) look_at_users(thing, member, looks);
    const std::size_t kept = std::min(kTiesEach, seen_.size());
    std::partial_sort(seen_.begin(), seen_.begin() + static_cast<std::ptrdiff_t>(kept), seen_.end(),
                      [&](auto a, auto b) { return score_[a] != score_[b] ? score_[a] > score_[b] : a < b; });
    best_.assign(seen_.begin(), seen_.begin() + static_cast<std::ptrdiff_t>(kept));
    return best_;
  }

 private:
  void look_at_users(std::uint32_t thing, std::uint32_t member, std::size_t& looks) {
    const auto& users = things_.users[thing];
    auto at = static_cast<std::size_t>(std::upper_bound(users.begin(), users.end(), member) - users.begin());
    for (std::size_t i = 0; i + 1 < users.size() && looks < kMostLooks; ++i, ++at, ++looks) {
      if (at == users.size()) at = 0;
      if (score_[users[at]] == 0.0) seen_.push_back(users[at]);
      score_[users[at]] += things_.weight[thing];
    }
  }

  const SharedThings& things_;
  std::vector<double> score_;  // by member
  std::vector<std::uint32_t> seen_, own_, best_;
};

std::vector<LinkFinding> overlaps(const SharedThings& things, const char* kind) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  Closest closest(things);
  for (std::uint32_t m = 0; m < things.has.size(); ++m) {
    for (const std::uint32_t other : closest.of(m)) pairs.emplace(std::min(m, other), std::max(m, other));
  }
  std::vector<LinkFinding> links;
  links.reserve(pairs.size());
  for (const auto& [a, b] : pairs) links.push_back(tie_of(things, a, b, kind));
  return links;
}

template <class Visit>
void for_each_linking_row(const SignalContext& context, std::uint32_t account, const Visit& visit) {
  for (const ExchangeRow& row : context.table.rows_of(account)) {
    if (fold_of(row) == 0 && row.has_new_text()) visit(row);
  }
}

std::vector<LinkFinding> template_ties(const SignalContext& context, const Signature& signature,
                                       const std::vector<std::uint32_t>& accounts) {
  SharedThings things;
  for (const GroupTemplate& t : signature.templates)
    things.weight.push_back(rarity(context.trace_users.count(t.key)));
  for (const std::uint32_t account : accounts) {
    std::set<std::uint32_t> filled;
    for_each_linking_row(context, account, [&](const ExchangeRow& row) {
      const std::uint32_t t = signature.match(context.table, row);
      if (t != kNoTemplate) filled.insert(t);
    });
    things.has.emplace_back(filled.begin(), filled.end());
  }
  things.index_users();
  return overlaps(things, "template");
}

std::vector<LinkFinding> prompt_ties(const SignalContext& context,
                                     const std::vector<std::uint32_t>& accounts) {
  const std::size_t most = std::max<std::size_t>(30, context.table.account_count() / 4);
  SharedThings things;
  std::unordered_map<std::uint64_t, std::uint32_t> number;
  for (const std::uint32_t account : accounts) {
    std::set<std::uint32_t> asked;
    for_each_linking_row(context, account, [&](const ExchangeRow& row) {
      const std::uint32_t users = context.trace_users.count(verbatim_trace(row.prompt));
      if (users < 2 || users > most) return;
      const auto [at, inserted] = number.try_emplace(row.prompt, static_cast<std::uint32_t>(number.size()));
      if (inserted) things.weight.push_back(rarity(users));
      asked.insert(at->second);
    });
    things.has.emplace_back(asked.begin(), asked.end());
  }
  things.index_users();
  return overlaps(things, "verbatim_prompt");
}

using PairCounts = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t>;

// Counts a tie between the accounts of two rows, where both are among the members.
void count_pair(const SignalContext& context, const std::vector<std::uint32_t>& accounts, std::uint32_t row,
                std::uint32_t other_row, PairCounts& pairs) {
  const auto rows = context.table.rows();
  const auto member = [&](std::uint32_t r) {
    return std::lower_bound(accounts.begin(), accounts.end(), rows[r].account);
  };
  const auto a = member(row), b = member(other_row);
  if (a == accounts.end() || b == accounts.end() || a == b) return;
  if (*a != rows[row].account || *b != rows[other_row].account) return;
  const auto index = [&](auto at) { return static_cast<std::uint32_t>(at - accounts.begin()); };
  ++pairs[{std::min(index(a), index(b)), std::max(index(a), index(b))}];
}

std::vector<LinkFinding> counted_ties(const PairCounts& pairs, const char* kind) {
  std::vector<LinkFinding> links;
  for (const auto& [pair, count] : pairs)
    links.push_back({pair.first, pair.second, std::log1p(static_cast<double>(count)), kind, count});
  return links;
}

std::vector<LinkFinding> carry_ties(const SignalContext& context,
                                    const std::vector<std::uint32_t>& accounts) {
  PairCounts pairs;
  for (const auto* carries : {&context.carried.continuations, &context.carried.returns}) {
    for (const std::uint32_t account : accounts) {
      const auto span = context.table.rows_of(account);
      if (span.empty()) continue;
      const std::uint32_t first = context.table.index_of(span.front());
      const auto last = first + static_cast<std::uint32_t>(span.size());
      for (auto at = std::lower_bound(carries->begin(), carries->end(), Carry{first, 0});
           at != carries->end() && at->bringer < last; ++at)
        count_pair(context, accounts, at->bringer, at->issuer, pairs);
    }
  }
  return counted_ties(pairs, "issued_turn");
}

std::vector<LinkFinding> hand_off_ties(const SignalContext& context, const GroupEvidence& evidence,
                                       const std::vector<std::uint32_t>& accounts) {
  PairCounts pairs;
  for (const RowPair& pair : hand_offs(context, *evidence.group))
    count_pair(context, accounts, pair.first, pair.second, pairs);
  return counted_ties(pairs, "hand_off");
}

std::vector<LinkFinding> payment_ties(const SignalContext& context,
                                      const std::vector<std::uint32_t>& accounts) {
  std::vector<LinkFinding> links;
  std::map<std::string, std::uint32_t> last;
  for (std::uint32_t m = 0; m < accounts.size(); ++m) {
    const std::string& payment = context.table.facts(accounts[m]).payment;
    if (payment.empty()) continue;
    const auto [at, first] = last.try_emplace(payment, m);
    if (first) continue;
    links.push_back({at->second, m, rarity(context.payment_users.at(payment)), "payment", 1});
    at->second = m;
  }
  return links;
}

}  // namespace

std::vector<LinkFinding> ties_between(const SignalContext& context, const GroupEvidence& evidence,
                                      const std::vector<std::uint32_t>& accounts) {
  std::vector<LinkFinding> links;
  for (auto& ties : {prompt_ties(context, accounts), carry_ties(context, accounts),
                     hand_off_ties(context, evidence, accounts), payment_ties(context, accounts)}) {
    std::vector<LinkFinding> kept = ties;
    keep_strongest(kept, kMostOfKind);
    links.insert(links.end(), kept.begin(), kept.end());
  }
  std::vector<LinkFinding> templates = template_ties(context, evidence.signature, accounts);
  keep_strongest(templates, kMostLinks - links.size());
  links.insert(links.end(), templates.begin(), templates.end());
  keep_strongest(links, kMostLinks);
  return links;
}

}  // namespace stillwatch
