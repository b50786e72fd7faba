#include "campaign/stragglers.h"

#include <algorithm>
#include <set>

#include "base/parallel.h"

namespace stillwatch {
namespace {

constexpr std::uint32_t kNoPart = ~0U;
constexpr std::uint64_t kUsersOfTemplate = 3;
constexpr std::size_t kLeastTemplates = 3, kLeastMatched = 3;

std::vector<std::uint32_t> part_of_nodes(std::size_t nodes,
                                         const std::vector<std::vector<std::uint32_t>>& parts) {
  std::vector<std::uint32_t> part_of(nodes, kNoPart);
  for (std::uint32_t p = 0; p < parts.size(); ++p) {
    for (const std::uint32_t node : parts[p]) part_of[node] = p;
  }
  return part_of;
}

bool is_counted(const ExchangeRow& row) { return fold_of(row) == 0 && row.has_new_text(); }

std::uint32_t template_of(const SignalContext& context, const Signature& signature, const ExchangeRow& row) {
  const std::uint32_t t = signature.match(context.table, row);
  return t != kNoTemplate && signature.templates[t].accounts >= kUsersOfTemplate ? t : kNoTemplate;
}

// How many conversations of fold 0 fill the signature's templates; 0 when the account does not belong to it.
// Most accounts fill none, and nothing is collected for them.
std::size_t matches_of(const SignalContext& context, const Signature& signature, std::uint32_t account) {
  std::set<std::uint32_t> templates;
  std::set<std::uint64_t> matched;
  const auto conversation = [](const ExchangeRow& row) { return row.root != 0 ? row.root : row.id; };
  for (const ExchangeRow& row : context.table.rows_of(account)) {
    const std::uint32_t t = is_counted(row) ? template_of(context, signature, row) : kNoTemplate;
    if (t == kNoTemplate) continue;
    templates.insert(t);
    matched.insert(conversation(row));
  }
  if (matched.size() < kLeastMatched || templates.size() < kLeastTemplates) return 0;
  std::set<std::uint64_t> all;
  for (const ExchangeRow& row : context.table.rows_of(account)) {
    if (is_counted(row)) all.insert(conversation(row));
  }
  return 2 * matched.size() >= all.size() ? matched.size() : 0;
}

}  // namespace

void attach_stragglers(const SignalContext& context, const AccountNodes& nodes, unsigned threads,
                       std::vector<std::vector<std::uint32_t>>& parts) {
  std::vector<Signature> signatures(parts.size());
  parallel_for(parts.size(), threads, [&](std::size_t p, unsigned) {
    if (parts[p].size() >= kLeastMembers) signatures[p] = learn_signature(context, group_of(nodes, parts[p]));
  });
  std::vector<std::uint32_t> with_templates;
  for (std::uint32_t p = 0; p < parts.size(); ++p) {
    if (signatures[p].templates.size() >= kLeastTemplates) with_templates.push_back(p);
  }
  const std::vector<std::uint32_t> part_of = part_of_nodes(nodes.accounts.size(), parts);
  std::vector<std::uint32_t> target(nodes.accounts.size(), kNoPart);
  parallel_blocks(nodes.accounts.size(), threads, [&](std::size_t first, std::size_t last, unsigned) {
    for (std::size_t node = first; node < last; ++node) {
      if (nodes.accounts[node].size() != 1) continue;
      std::size_t most = 0;
      for (const std::uint32_t p : with_templates) {
        const std::size_t matched = matches_of(context, signatures[p], nodes.accounts[node].front());
        if (matched > most) {
          most = matched;
          target[node] = p;
        }
      }
    }
  });
  for (std::uint32_t node = 0; node < target.size(); ++node) {
    if (target[node] == kNoPart || target[node] == part_of[node]) continue;
    if (part_of[node] != kNoPart) std::erase(parts[part_of[node]], node);
    parts[target[node]].push_back(node);
  }
  for (auto& part : parts) std::sort(part.begin(), part.end());
  std::erase_if(parts, [](const auto& part) { return part.size() < 2; });
}

}  // namespace stillwatch
