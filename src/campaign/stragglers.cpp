#include "campaign/stragglers.h"

#include <algorithm>
#include <set>
#include <unordered_map>

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

// How many conversations of fold 0 fill the signature's templates; 0 when the account does not belong to it.
std::size_t matches_of(const SignalContext& context, const Signature& signature, std::uint32_t account) {
  std::unordered_map<std::uint64_t, bool> conversations;  // -> fills a template
  std::set<std::uint32_t> templates;
  for (const ExchangeRow& row : context.table.rows_of(account)) {
    if (fold_of(row) != 0 || !row.has_new_text()) continue;
    const std::uint32_t t = signature.match(context.table.shapes(row));
    const bool fills = t != kNoTemplate && signature.templates[t].accounts >= kUsersOfTemplate;
    bool& known = conversations[row.root != 0 ? row.root : row.id];
    known = known || fills;
    if (fills) templates.insert(t);
  }
  const auto matched = static_cast<std::size_t>(
      std::count_if(conversations.begin(), conversations.end(), [](const auto& c) { return c.second; }));
  const bool belongs =
      matched >= kLeastMatched && 2 * matched >= conversations.size() && templates.size() >= kLeastTemplates;
  return belongs ? matched : 0;
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
