#include "campaign/stragglers.h"

#include <algorithm>
#include <span>

#include "base/parallel.h"
#include "campaign/signature_index.h"

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

// A conversation of an account that fills a template of a part.
struct Filled {
  std::uint32_t part, number;  // of the template
  std::uint64_t conversation;
  auto operator<=>(const Filled&) const = default;
};

std::uint64_t conversation_of(const ExchangeRow& row) { return row.root != 0 ? row.root : row.id; }

// The parts with templates, and what of fold 0 fills these.
class Fillings {
 public:
  explicit Fillings(const std::vector<Signature>& signatures)
      : signatures_(with_templates(signatures)), index_(signatures_) {
    for (std::uint32_t p = 0; p < signatures.size(); ++p) {
      if (has_enough(signatures[p])) parts_.push_back(p);
    }
  }

  // The part whose templates most conversations of the account fill, the first of equal ones, if it belongs
  // to it. Most accounts fill none.
  std::uint32_t home_of(const SignalContext& context, std::uint32_t account) {
    filled_.clear();
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (!is_counted(row)) continue;
      index_.match(context.table, row, found_);
      for (const auto& [s, number] : found_) {
        if (signatures_[s]->templates[number].accounts >= kUsersOfTemplate)
          filled_.push_back({parts_[s], number, conversation_of(row)});
      }
    }
    std::sort(filled_.begin(), filled_.end());
    std::uint32_t home = kNoPart;
    std::size_t most = 0;
    for (std::size_t i = 0; i < filled_.size();) {
      std::size_t end = i;
      while (end < filled_.size() && filled_[end].part == filled_[i].part) ++end;
      const std::size_t matched = conversations_in(context, account, std::span(filled_).subspan(i, end - i));
      if (matched > most) {
        most = matched;
        home = filled_[i].part;
      }
      i = end;
    }
    return home;
  }

 private:
  static bool has_enough(const Signature& signature) { return signature.templates.size() >= kLeastTemplates; }
  static std::vector<const Signature*> with_templates(const std::vector<Signature>& signatures) {
    std::vector<const Signature*> kept;
    for (const Signature& signature : signatures) {
      if (has_enough(signature)) kept.push_back(&signature);
    }
    return kept;
  }

  // How many conversations fill templates of one part; 0 when the account does not belong to it.
  std::size_t conversations_in(const SignalContext& context, std::uint32_t account,
                               std::span<const Filled> filled) {
    std::size_t templates = 0;
    conversations_.clear();
    for (std::size_t i = 0; i < filled.size(); ++i) {
      templates += i == 0 || filled[i].number != filled[i - 1].number ? 1 : 0;
      conversations_.push_back(filled[i].conversation);
    }
    const std::size_t matched = count_distinct();
    if (matched < kLeastMatched || templates < kLeastTemplates) return 0;
    conversations_.clear();
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (is_counted(row)) conversations_.push_back(conversation_of(row));
    }
    return 2 * matched >= count_distinct() ? matched : 0;
  }

  std::size_t count_distinct() {
    std::sort(conversations_.begin(), conversations_.end());
    return static_cast<std::size_t>(std::unique(conversations_.begin(), conversations_.end()) -
                                    conversations_.begin());
  }

  std::vector<const Signature*> signatures_;
  std::vector<std::uint32_t> parts_;  // of the signatures
  SignatureIndex index_;
  std::vector<SignatureIndex::Match> found_;
  std::vector<Filled> filled_;
  std::vector<std::uint64_t> conversations_;
};

}  // namespace

void attach_stragglers(const SignalContext& context, const AccountNodes& nodes, unsigned threads,
                       std::vector<std::vector<std::uint32_t>>& parts) {
  std::vector<Signature> signatures(parts.size());
  parallel_for(parts.size(), threads, [&](std::size_t p, unsigned) {
    if (parts[p].size() >= kLeastMembers) signatures[p] = learn_signature(context, group_of(nodes, parts[p]));
  });
  std::vector<Fillings> fillings(worker_count(threads), Fillings(signatures));
  const std::vector<std::uint32_t> part_of = part_of_nodes(nodes.accounts.size(), parts);
  std::vector<std::uint32_t> target(nodes.accounts.size(), kNoPart);
  constexpr std::size_t kNodes = 64;  // in one round
  parallel_for((target.size() + kNodes - 1) / kNodes, threads, [&](std::size_t round, unsigned worker) {
    const std::size_t last = std::min(target.size(), (round + 1) * kNodes);
    for (std::size_t node = round * kNodes; node < last; ++node) {
      if (nodes.accounts[node].size() == 1)
        target[node] = fillings[worker].home_of(context, nodes.accounts[node].front());
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
