#include "signal/relay_mix/relay_mix.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <vector>

#include "base/statistics.h"
#include "base/time.h"
#include "signal/matched_accounts.h"
#include "signal/tested_requests.h"

namespace stillwatch::relay_mix {
namespace {

constexpr std::size_t kMostStarts = 24;  // compared of each account
constexpr std::size_t kLeastStarts = 8;  // an account with fewer says nothing
constexpr std::size_t kLeastPairs = 20, kMostPairs = 200;

using Direction = std::array<double, kProjectionSize>;

void add(const Direction& other, Direction& sum) {
  for (std::size_t i = 0; i < kProjectionSize; ++i) sum[i] += other[i];
}

double square(const Direction& x) { return std::inner_product(x.begin(), x.end(), x.begin(), 0.0); }

Direction direction_of(const Projection& projection) {
  Direction x{};
  std::copy(projection.begin(), projection.end(), x.begin());
  const double length = std::sqrt(square(x));
  for (double& value : x) value /= length;
  return x;
}

// Conversation starts of fold 1 with text, in a random order.
std::vector<std::uint32_t> starts_of(const SignalContext& context, const GroupEvidence& evidence,
                                     std::uint32_t account, Random& random) {
  std::vector<std::uint32_t> starts;
  std::vector<TestedRequest> held;
  for (const TestedRequest& request : tested_requests(context, account, held)) {
    if (request.time_us < evidence.from_us || !request.starts_conversation) continue;
    if (request.has_projection) starts.push_back(request.row);
  }
  for (std::size_t i = starts.size(); i > 1; --i) std::swap(starts[i - 1], starts[random.below(i)]);
  return starts;
}

// How broad the use of an account is, by three measures.
struct Breadth {
  double distance = 0.0;   // mean of 1 - cosine between two starts
  double languages = 0.0;  // entropy in bits, undetermined ones left out
  double hours = 0.0;      // 1 - mean resultant length
  Direction sum{};         // of the starts' directions
};

double entropy_bits(const std::map<std::array<char, 2>, std::size_t>& counts) {
  std::size_t all = 0;
  for (const auto& [key, count] : counts) all += count;
  double bits = 0.0;
  for (const auto& [key, count] : counts) {
    const double share = static_cast<double>(count) / static_cast<double>(all);
    bits -= share * std::log2(share);
  }
  return bits;
}

Breadth breadth_of(const ExchangeTable& table, const std::vector<std::uint32_t>& starts, std::size_t count) {
  Breadth breadth;
  std::map<std::array<char, 2>, std::size_t> languages;
  double x = 0.0, y = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const ExchangeRow& row = table.rows()[starts[i]];
    add(direction_of(table.projection(row)), breadth.sum);
    if (row.language != std::array{'u', 'n'}) ++languages[row.language];
    const double angle =
        2.0 * std::numbers::pi * static_cast<double>(row.time_us % kDay) / static_cast<double>(kDay);
    x += std::cos(angle);
    y += std::sin(angle);
  }
  const auto n = static_cast<double>(count);
  breadth.distance = 1.0 - (square(breadth.sum) - n) / (n * (n - 1.0));
  breadth.languages = entropy_bits(languages);
  breadth.hours = 1.0 - std::hypot(x, y) / n;
  return breadth;
}

struct Pair {
  Breadth member, other;
  std::size_t starts = 0;
};

std::vector<Pair> draw_pairs(const SignalContext& context, const GroupEvidence& evidence) {
  Random random(evidence.seed ^ 0x72656c61796d6978ULL);
  OtherAccounts others(context.table, *evidence.group);
  std::vector<Pair> pairs;
  for (const std::uint32_t account : one_account_each(*evidence.group, random)) {
    if (pairs.size() == kMostPairs) break;
    const auto own = starts_of(context, evidence, account, random);
    if (own.size() < kLeastStarts) continue;
    const std::size_t count = std::min(own.size(), kMostStarts);
    std::vector<std::uint32_t> starts;
    const auto other = others.draw(random, [&](std::uint32_t candidate) {
      if (context.table.tested_starts_of(candidate).size() < count) return false;
      starts = starts_of(context, evidence, candidate, random);
      return starts.size() >= count;
    });
    if (!other) continue;
    pairs.push_back({breadth_of(context.table, own, count), breadth_of(context.table, starts, count), count});
  }
  return pairs;
}

// Adds to each account, members first, how many accounts it exceeds in one measure; ties count half.
void add_ranks(const std::vector<Pair>& pairs, double Breadth::* measure, std::vector<double>& sums) {
  std::vector<double> values;
  for (const Pair& pair : pairs) values.push_back(pair.member.*measure);
  for (const Pair& pair : pairs) values.push_back(pair.other.*measure);
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), values[i]);
    sums[i] += 0.5 * static_cast<double>((first - sorted.begin()) + (last - sorted.begin()));
  }
}

struct Comparison {
  std::size_t broader = 0, narrower = 0;  // members than their partners
  double member_distance = 0.0, other_distance = 0.0, member_languages = 0.0, other_languages = 0.0,
         member_hours = 0.0, other_hours = 0.0;  // means
  double between = 0.0;                          // mean distance between starts of different members
};

// Mean distance between starts of two different members, each start as often as it was drawn.
double distance_between(const std::vector<Pair>& pairs) {
  Direction all{};
  double inside = 0.0, starts = 0.0, own_pairs = 0.0;
  for (const Pair& pair : pairs) {
    const auto n = static_cast<double>(pair.starts);
    add(pair.member.sum, all);
    inside += square(pair.member.sum);
    starts += n;
    own_pairs += n * n;
  }
  return 1.0 - (square(all) - inside) / (starts * starts - own_pairs);
}

Comparison compare(const std::vector<Pair>& pairs) {
  std::vector<double> ranks(2 * pairs.size(), 0.0);
  for (double Breadth::* measure : {&Breadth::distance, &Breadth::languages, &Breadth::hours})
    add_ranks(pairs, measure, ranks);
  Comparison c;
  const auto n = static_cast<double>(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    c.broader += ranks[i] > ranks[pairs.size() + i] ? 1 : 0;
    c.narrower += ranks[i] < ranks[pairs.size() + i] ? 1 : 0;
    c.member_distance += pairs[i].member.distance / n;
    c.other_distance += pairs[i].other.distance / n;
    c.member_languages += pairs[i].member.languages / n;
    c.other_languages += pairs[i].other.languages / n;
    c.member_hours += pairs[i].member.hours / n;
    c.other_hours += pairs[i].other.hours / n;
  }
  c.between = distance_between(pairs);
  return c;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const std::vector<Pair> pairs = draw_pairs(context, evidence);
  if (pairs.size() < kLeastPairs) {
    return not_applicable(kInfo,
                          fmt::format("{} members could be compared with accounts that are as busy; {} are "
                                      "needed",
                                      pairs.size(), kLeastPairs));
  }
  const Comparison c = compare(pairs);
  const double p = binomial_upper(c.broader, c.broader + c.narrower, 0.5);
  SignalFinding finding = finding_by_p(kInfo, p);
  finding.sentence = fmt::format(
      "{} of {} accounts are used more broadly (subjects, languages, hours) than another account that is as "
      "busy, {} "
      "less. Two conversations of one account differ by {:.2f} (1 - cosine) on average, two of different "
      "members by "
      "{:.2f}, two of another customer's account by {:.2f}. Where many people stand behind each account this "
      "is so, "
      "with or without the provider's knowledge.",
      c.broader, pairs.size(), c.narrower, c.member_distance, c.between, c.other_distance);
  finding.facts = {{"pairs", static_cast<double>(pairs.size())},
                   {"broader", static_cast<double>(c.broader)},
                   {"narrower", static_cast<double>(c.narrower)},
                   {"member_distance", c.member_distance},
                   {"between_distance", c.between},
                   {"other_distance", c.other_distance},
                   {"member_language_bits", c.member_languages},
                   {"other_language_bits", c.other_languages},
                   {"member_hours", c.member_hours},
                   {"other_hours", c.other_hours}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "relay_mix",
    "S22",
    Question::run_as_one,
    Maturity::experimental,
    "Accounts that are used more broadly than one customer's",
    "What a member is used for is as broad as what another account is used for that is as busy: of a member "
    "and another "
    "account, drawn at random, either is the broader one with the same chance.",
    "On fold 1, up to 24 conversation starts of a member (200 members at most) and as many of an account "
    "outside the "
    "group: mean distance between their directions (of their words, or of the log's own `embedding`), "
    "entropy of their "
    "languages, spread of their hours. The three ranks over all accounts compared are summed; p is that of a "
    "sign test "
    "over the pairs (accounts are the unit), e is calibrated from it. The distance between members' "
    "conversations is "
    "shown beside that within: where they are equal, an account says nothing about its next conversation.",
    "Resellers, aggregators, families, shared keys of a school: many people stand behind one account there "
    "too. A queue "
    "of unrelated tasks and a busy generalist are as broad. Therefore shown, and never counted as evidence.",
    "Relays that give each user an account of one's own; logs in which most accounts are shared; fewer than "
    "twenty "
    "members with eight conversations.",
    "gen_ai.input.messages, time",
    &test};

}  // namespace stillwatch::relay_mix
