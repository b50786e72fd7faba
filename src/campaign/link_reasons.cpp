#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>

#include "campaign/counted_words.h"
#include "campaign/member_reasons.h"

namespace stillwatch {
namespace {

constexpr std::size_t kMostCitations = 5;
constexpr std::uint32_t kNobody = ~0U;

template <class Visit>
void for_each_rare_trace(const SignalContext& context, const ExchangeRow& row, const Visit& visit) {
  if (fold_of(row) != 0 || !row.has_new_text()) return;
  const std::size_t most = std::max<std::size_t>(30, context.table.account_count() / 4);
  const auto rare = [&](std::uint64_t trace) {
    const std::uint32_t users = context.trace_users.count(trace);
    if (users >= 2 && users <= most) visit(trace);
  };
  for_each_template_trace(context.table, row, rare);
  rare(verbatim_trace(row.prompt));
}

// Which of the wanted traces two or more of the accounts leave.
class SharedInside {
 public:
  void want(std::uint64_t trace) { users_.try_emplace(trace); }
  void leave(std::uint64_t trace, std::uint32_t account) {
    const auto at = users_.find(trace);
    if (at == users_.end()) return;
    if (at->second.first == kNobody) at->second.first = account;
    at->second.several = at->second.several || at->second.first != account;
  }
  [[nodiscard]] bool shared(std::uint64_t trace) const {
    const auto at = users_.find(trace);
    return at != users_.end() && at->second.several;
  }

 private:
  struct Users {
    std::uint32_t first = kNobody;
    bool several = false;
  };
  std::unordered_map<std::uint64_t, Users> users_;
};

Reason link_reason(const SignalContext& context, const SharedInside& inside, std::uint32_t account) {
  std::size_t requests = 0;
  Reason reason{"linked", {}, {}};
  for (const ExchangeRow& row : context.table.rows_of(account)) {
    bool shared = false;
    for_each_rare_trace(context, row, [&](std::uint64_t trace) { shared = shared || inside.shared(trace); });
    if (!shared) continue;
    ++requests;
    if (reason.citations.size() < kMostCitations) reason.citations.push_back(cite(row));
  }
  if (requests > 0) {
    reason.sentence = fmt::format(
        "Linked by {} that share a rare template or prompt with another account of the group; no evidence of "
        "its own.",
        counted_words(requests, "request"));
  }
  return reason;
}

Reason organisation_reason(const SignalContext& context, const std::vector<std::uint32_t>& accounts,
                           std::uint32_t account) {
  const AccountFacts& own = context.table.facts(account);
  Reason reason{"same_organisation",
                fmt::format("Linked by its verified organisation {}, whose accounts are looked at as one; no "
                            "evidence of its own.",
                            own.organisation),
                {}};
  reason.account_lines.push_back(context.table.account_name(account));
  for (const std::uint32_t other : accounts) {
    if (reason.account_lines.size() == kMostCitations) break;
    if (other != account && context.table.facts(other).organisation == own.organisation)
      reason.account_lines.push_back(context.table.account_name(other));
  }
  return reason;
}

}  // namespace

void cite_links(const SignalContext& context, const std::vector<std::uint32_t>& accounts,
                std::vector<MemberFinding>& members) {
  SharedInside inside;
  bool wanted = false;
  for (std::size_t m = 0; m < members.size(); ++m) {
    if (!members[m].reasons.empty()) continue;
    wanted = true;
    for (const ExchangeRow& row : context.table.rows_of(accounts[m]))
      for_each_rare_trace(context, row, [&](std::uint64_t trace) { inside.want(trace); });
  }
  if (!wanted) return;
  for (const std::uint32_t account : accounts) {
    for (const ExchangeRow& row : context.table.rows_of(account))
      for_each_rare_trace(context, row, [&](std::uint64_t trace) { inside.leave(trace, account); });
  }
  for (std::size_t m = 0; m < members.size(); ++m) {
    if (!members[m].reasons.empty()) continue;
    const AccountFacts& facts = context.table.facts(accounts[m]);
    Reason reason = link_reason(context, inside, accounts[m]);
    if (reason.citations.empty() && !facts.organisation.empty() && facts.organisation_verified)
      reason = organisation_reason(context, accounts, accounts[m]);
    if (reason.sentence.empty())
      reason.sentence = "Linked through carried text or other accounts of its node; no evidence of its own.";
    members[m].reasons.push_back(std::move(reason));
  }
}

}  // namespace stillwatch
