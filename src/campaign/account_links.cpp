#include "campaign/account_links.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <unordered_map>

#include "campaign/counted_words.h"
#include "campaign/member_reasons.h"

namespace stillwatch {
namespace {

constexpr std::size_t kMostCitations = 3;
constexpr std::uint32_t kNone = ~0U;

double rarity(std::uint64_t users) { return 1.0 / std::log(static_cast<double>(users) + 5.0); }

// A trace of the account that others leave as well.
struct OwnTrace {
  std::uint32_t users = 0;
  std::uint32_t row = 0;  // the first that leaves it
  std::uint64_t trace = 0;
  bool verbatim = false;
  auto operator<=>(const OwnTrace&) const = default;
};

template <class Visit>
void for_each_trace(const ExchangeTable& table, const ExchangeRow& row, const Visit& visit) {
  if (fold_of(row) != 0 || !row.has_new_text()) return;
  for_each_template_trace(table, row, [&](std::uint64_t trace) { visit(trace, false); });
  visit(verbatim_trace(row.prompt), true);
}

// The rarest first, each once.
std::vector<OwnTrace> shared_traces_of(const SignalContext& context, std::uint32_t account) {
  const std::size_t most = std::max<std::size_t>(30, context.table.account_count() / 4);
  std::unordered_map<std::uint64_t, OwnTrace> own;
  for (const ExchangeRow& row : context.table.rows_of(account)) {
    for_each_trace(context.table, row, [&](std::uint64_t trace, bool verbatim) {
      const std::uint32_t users = context.trace_users.count(trace);
      if (users >= 2 && users <= most)
        own.try_emplace(trace, OwnTrace{users, context.table.index_of(row), trace, verbatim});
    });
  }
  std::vector<OwnTrace> traces;
  traces.reserve(own.size());
  for (const auto& [trace, found] : own) traces.push_back(found);
  std::sort(traces.begin(), traces.end());
  return traces;
}

// What the account shares with one other account, of one kind.
struct Overlap {
  std::uint64_t count = 0;
  double weight = 0.0;
  const OwnTrace* rarest = nullptr;
  std::uint32_t other_row = kNone;  // leaves the rarest trace

  void add(const OwnTrace& trace, std::uint32_t row) {
    ++count;
    weight += rarity(trace.users);
    if (rarest != nullptr) return;
    rarest = &trace;
    other_row = row;
  }
};

AccountLink link_of(const SignalContext& context, const std::string& other, const Overlap& overlap) {
  const auto rows = context.table.rows();
  const bool verbatim = overlap.rarest->verbatim;
  const std::string users = counted_words(overlap.rarest->users, "account");
  std::string sentence =
      verbatim ? fmt::format("{} asked word for word by both; the rarest is asked by {}.",
                             counted_words(overlap.count, "prompt"), users)
               : fmt::format(
                     "{} in common (constant parts of prompts, system prompts, tool definitions); the "
                     "rarest is left by {}.",
                     counted_words(overlap.count, "template trace"), users);
  return {other,
          verbatim ? "verbatim_prompt" : "template",
          overlap.weight,
          std::move(sentence),
          {cite(rows[overlap.rarest->row]), cite(rows[overlap.other_row])}};
}

void add_shared_traces(const SignalContext& context, std::uint32_t account, std::vector<AccountLink>& links) {
  const std::vector<OwnTrace> own = shared_traces_of(context, account);
  std::unordered_map<std::uint64_t, std::uint32_t> number;
  for (std::uint32_t i = 0; i < own.size(); ++i) number.emplace(own[i].trace, i);
  std::map<std::uint32_t, std::uint32_t> met;  // number -> the other account's first row that leaves it
  for (std::uint32_t other = 0; !own.empty() && other < context.table.account_count(); ++other) {
    if (other == account) continue;
    met.clear();
    for (const ExchangeRow& row : context.table.rows_of(other)) {
      for_each_trace(context.table, row, [&](std::uint64_t trace, bool) {
        if (const auto at = number.find(trace); at != number.end())
          met.try_emplace(at->second, context.table.index_of(row));
      });
    }
    Overlap templates, prompts;
    for (const auto& [i, row] : met) (own[i].verbatim ? prompts : templates).add(own[i], row);
    for (const Overlap* overlap : {&templates, &prompts}) {
      if (overlap->count > 0) links.push_back(link_of(context, context.table.account_name(other), *overlap));
    }
  }
}

struct CarryWords {
  const char *kind, *words;
};
constexpr CarryWords kContinuedHere{"continued_here", "went on at this account with answers issued to"},
    kContinuedElsewhere{"continued_elsewhere", "with answers issued to this account went on at"},
    kQuotedHere{"quoted_here", "of this account with answers issued to"},
    kQuotedElsewhere{"quoted_elsewhere", "with answers issued to this account, asked by"};

// Carried text between the account and others, both ways and in both folds.
void add_carries(const SignalContext& context, std::uint32_t account, const std::vector<Carry>& carries,
                 const char* unit, const CarryWords& here, const CarryWords& elsewhere,
                 std::vector<AccountLink>& links) {
  struct Tie {
    std::uint64_t count = 0;
    std::vector<Citation> citations;
  };
  const auto rows = context.table.rows();
  std::map<std::pair<bool, std::uint32_t>, Tie> ties;  // brought here?, other account
  for (const Carry& carry : carries) {
    const std::uint32_t issuer = context.table.account_at(carry.issuer);
    const std::uint32_t bringer = context.table.account_at(carry.bringer);
    if (issuer != account && bringer != account) continue;
    const bool is_here = bringer == account;
    Tie& tie = ties[{is_here, is_here ? issuer : bringer}];
    ++tie.count;
    if (tie.citations.size() < kMostCitations) tie.citations.push_back(cite(rows[carry.bringer]));
  }
  for (const auto& [key, tie] : ties) {
    const CarryWords& words = key.first ? here : elsewhere;
    const std::string& other = context.table.account_name(key.second);
    links.push_back({other, words.kind, std::log1p(static_cast<double>(tie.count)),
                     fmt::format("{} {} {}.", counted_words(tie.count, unit), words.words, other),
                     tie.citations});
  }
}

void add_payment(const SignalContext& context, std::uint32_t account, std::vector<AccountLink>& links) {
  const std::string& payment = context.table.facts(account).payment;
  if (payment.empty()) return;
  const auto shared = context.payment_users.find(payment);
  if (shared == context.payment_users.end()) return;  // nobody else uses it
  const std::uint64_t users = shared->second;
  for (std::uint32_t other = 0; other < context.table.account_count(); ++other) {
    if (other == account || context.table.facts(other).payment != payment) continue;
    links.push_back({context.table.account_name(other),
                     "payment",
                     rarity(users),
                     fmt::format("both lines of the account table name the same means of payment, which {} "
                                 "use (context, not evidence by itself).",
                                 counted_words(users, "account")),
                     {}});
  }
}

// Accounts of one verified organisation are looked at as one: what another of them shares brings this one
// along.
void add_organisation(const SignalContext& context, std::uint32_t account, std::vector<AccountLink>& links) {
  const AccountFacts& own = context.table.facts(account);
  if (own.organisation.empty() || !own.organisation_verified) return;
  std::vector<std::uint32_t> others;
  for (std::uint32_t other = 0; other < context.table.account_count(); ++other) {
    const AccountFacts& facts = context.table.facts(other);
    if (other != account && facts.organisation_verified && facts.organisation == own.organisation)
      others.push_back(other);
  }
  for (const std::uint32_t other : others) {
    links.push_back({context.table.account_name(other),
                     "organisation",
                     rarity(others.size() + 1),
                     fmt::format("both belong to the verified organisation {}, whose {} are linked as one.",
                                 own.organisation, counted_words(others.size() + 1, "account")),
                     {}});
  }
}

// The strongest of every kind first, then the second of every kind, and so on.
void put_in_order(std::vector<AccountLink>& links) {
  std::sort(links.begin(), links.end(), [](const AccountLink& a, const AccountLink& b) {
    if (a.kind != b.kind) return a.kind < b.kind;
    return a.weight != b.weight ? a.weight > b.weight : a.account_id < b.account_id;
  });
  std::vector<std::pair<std::size_t, AccountLink>> ranked;
  for (AccountLink& link : links) {
    const bool next = !ranked.empty() && ranked.back().second.kind == link.kind;
    ranked.emplace_back(next ? ranked.back().first + 1 : 0, std::move(link));
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second.weight > b.second.weight;
  });
  for (std::size_t i = 0; i < ranked.size(); ++i) links[i] = std::move(ranked[i].second);
}

}  // namespace

std::vector<AccountLink> links_of(const SignalContext& context, std::uint32_t account) {
  std::vector<AccountLink> links;
  add_shared_traces(context, account, links);
  add_carries(context, account, context.carried.continuations, "conversation", kContinuedHere,
              kContinuedElsewhere, links);
  add_carries(context, account, context.carried.returns, "prompt", kQuotedHere, kQuotedElsewhere, links);
  add_payment(context, account, links);
  add_organisation(context, account, links);
  put_in_order(links);
  return links;
}

}  // namespace stillwatch
