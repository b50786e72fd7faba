#include "signal/distribution_shift/distribution_shift.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/statistics.h"
#include "signal/few_counts.h"
#include "signal/matched_accounts.h"
#include "signal/tested_requests.h"

namespace stillwatch::distribution_shift {
namespace {

constexpr std::size_t kRequests = 8;        // of each account: all accounts weigh and vary alike
constexpr std::size_t kMostLookedAt = 512;  // rows of an account
constexpr std::size_t kLeastMatched = 8;    // members
constexpr std::size_t kReference = 2;       // others per member that stand for the stratum
constexpr std::size_t kPairs = kProjectionSize * (kProjectionSize - 1) / 2;
constexpr std::size_t kFeatures = 2 * kProjectionSize + kPairs;

using Features = std::array<float, kFeatures>;

// Adds the feature map of k(x, y) = (<x, y> + <x, y>²) / 2, times `weight`.
void add_features(const Projection& projection, float weight, Features& sum) {
  std::array<float, kProjectionSize> x{};
  float square = 0.0F;
  for (std::size_t i = 0; i < kProjectionSize; ++i) {
    x[i] = static_cast<float>(projection[i]);
    square += x[i] * x[i];
  }
  for (float& value : x) value /= std::sqrt(square);
  const float half = weight * std::sqrt(0.5F);
  std::size_t at = 0;
  for (std::size_t i = 0; i < kProjectionSize; ++i) {
    sum[at++] += half * x[i];
    sum[at++] += half * x[i] * x[i];
    for (std::size_t j = i + 1; j < kProjectionSize; ++j) sum[at++] += weight * x[i] * x[j];
  }
}

// Eight sums side by side, which a compiler makes vector instructions of.
double dot(const Features& a, const Features& b) {
  static_assert(kFeatures % 8 == 0);
  std::array<float, 8> sums{};
  for (std::size_t i = 0; i < kFeatures; i += 8) {
    for (std::size_t lane = 0; lane < 8; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  }
  double sum = 0.0;
  for (const float part : sums) sum += static_cast<double>(part);
  return sum;
}

// What is looked at of an account: some of its tested requests in the days of the group.
class Requests {
 public:
  Requests(const SignalContext& context, const GroupEvidence& evidence, Random& random)
      : context_(context), table_(context.table), random_(random) {
    for (const std::uint32_t row : evidence.tested) {
      from_us_ = std::min(from_us_, table_.rows()[row].time_us);
      to_us_ = std::max(to_us_, table_.rows()[row].time_us);
    }
  }

  // The account's main language and capability, where it has enough requests; keeps some of these.
  std::optional<std::uint64_t> stratum_of(std::uint32_t account) {
    FewCounts<std::array<char, 2>> languages;
    std::array<std::size_t, kCapabilityCount> capabilities{};
    std::array<std::uint32_t, kRequests> kept{};
    std::size_t seen = 0;
    const std::uint32_t end = end_of_looks(account);
    for (const TestedRequest& request : tested_requests(context_, account, held_)) {
      if (request.row >= end || request.time_us > to_us_) break;
      if (request.time_us < from_us_ || !request.has_projection) continue;
      languages.add(request.language);
      ++capabilities[static_cast<std::size_t>(request.capability)];
      const std::size_t place = seen < kRequests ? seen : random_.below(seen + 1);
      if (place < kRequests) kept[place] = request.row;
      ++seen;
    }
    if (seen < kRequests) return std::nullopt;
    kept_[account] = kept;
    const std::array<char, 2> main = languages.commonest();
    const auto capability = static_cast<std::uint64_t>(
        std::max_element(capabilities.begin(), capabilities.end()) - capabilities.begin());
    return capability << 16 | std::uint64_t{static_cast<unsigned char>(main[0])} << 8 |
           static_cast<unsigned char>(main[1]);
  }

  [[nodiscard]] Features mean_of(std::uint32_t account) const {
    Features features{};
    for (const std::uint32_t row : kept_.at(account))
      add_features(table_.projection(table_.rows()[row]), 1.0F / kRequests, features);
    return features;
  }

 private:
  // The row behind the last that is looked at: the account's kMostLookedAt from `from_us_` on.
  [[nodiscard]] std::uint32_t end_of_looks(std::uint32_t account) const {
    const auto rows = table_.rows_of(account);
    auto first = rows.begin();
    if (rows.size() > kMostLookedAt)
      first = std::ranges::lower_bound(rows, from_us_, std::ranges::less{}, &ExchangeRow::time_us);
    const auto before = static_cast<std::size_t>(first - rows.begin());
    const std::size_t looked_at = std::min(rows.size() - before, kMostLookedAt);
    return table_.first_row_of(account) + static_cast<std::uint32_t>(before + looked_at);
  }

  const SignalContext& context_;
  const ExchangeTable& table_;
  Random& random_;
  std::vector<TestedRequest> held_;
  std::int64_t from_us_ = kEndOfTime, to_us_ = kBeginningOfTime;
  std::unordered_map<std::uint32_t, std::array<std::uint32_t, kRequests>> kept_;
};

// The kernel between any two accounts of the pools, and between each and the accounts kept aside.
class Comparison {
 public:
  Comparison(const Requests& requests, const MatchedSets& sets) {
    std::vector<Features> pooled;
    for (const MatchedStratum& stratum : sets.strata) {
      for (const std::uint32_t account : stratum.pool) {
        place_.emplace(account, pooled.size());
        pooled.push_back(requests.mean_of(account));
      }
    }
    Features mean{};
    double own = 0.0;
    const auto n = static_cast<double>(sets.reference.size());
    for (const std::uint32_t account : sets.reference) {
      const Features features = requests.mean_of(account);
      own += dot(features, features);
      for (std::size_t i = 0; i < kFeatures; ++i) mean[i] += features[i] / static_cast<float>(n);
    }
    reference_ = (n * dot(mean, mean) - own / n) / (n - 1.0);
    kernel_.resize(pooled.size() * pooled.size());
    for (std::size_t a = 0; a < pooled.size(); ++a) {
      to_reference_.push_back(dot(pooled[a], mean));
      for (std::size_t b = 0; b < a; ++b)
        kernel_[a * pooled.size() + b] = kernel_[b * pooled.size() + a] = dot(pooled[a], pooled[b]);
    }
  }

  // MMD² to the accounts kept aside, without bias: pairs of one account with itself are left out.
  [[nodiscard]] double shift(std::span<const std::uint32_t> set) const {
    std::vector<std::size_t> places;
    for (const std::uint32_t account : set) places.push_back(place_.at(account));
    double inside = 0.0, across = 0.0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      across += to_reference_[places[i]];
      for (std::size_t j = 0; j < i; ++j) inside += kernel_[places[i] * to_reference_.size() + places[j]];
    }
    const auto n = static_cast<double>(places.size());
    return 2.0 * inside / (n * (n - 1.0)) + reference_ - 2.0 * across / n;
  }

 private:
  std::unordered_map<std::uint32_t, std::size_t> place_;
  std::vector<double> kernel_, to_reference_;
  double reference_ = 0.0;
};

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  Random random(evidence.seed ^ 0x7368696674ULL);
  OtherAccounts others(context.table, *evidence.group);
  Requests requests(context, evidence, random);
  MatchedSets sets = match_sets(
      *evidence.group, others, [&](std::uint32_t account) { return requests.stratum_of(account); },
      {.reference = kReference}, random);
  if (sets.group.size() < kLeastMatched) {
    return not_applicable(
        kInfo, fmt::format("{} members have {} requests and other accounts like them; {} are needed",
                           sets.group.size(), kRequests, kLeastMatched));
  }
  const Comparison comparison(requests, sets);
  const RelabelTest result =
      relabel_test(sets, random, [&](std::span<const std::uint32_t> set) { return comparison.shift(set); });
  SignalFinding finding = finding_by_p(kInfo, result.p);
  finding.sentence = fmt::format(
      "What {} accounts ask about lies {:.3f} (MMD²) from what {} other accounts of the same main language "
      "and "
      "ability ask about in the same days; sets drawn from such accounts lie {:.3f} from these. A group with "
      "one "
      "subject, honest or not, lies apart.",
      sets.group.size(), result.observed, sets.reference.size(), result.expected);
  finding.facts = {{"mmd2", result.observed},
                   {"expected_mmd2", result.expected},
                   {"members", static_cast<double>(sets.group.size())},
                   {"others", static_cast<double>(sets.reference.size())},
                   {"draws", static_cast<double>(result.draws)}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{"distribution_shift",
                       "S03",
                       Question::harvest,
                       Maturity::experimental,
                       "What is asked about differs from what accounts like these ask about",
                       "Members are drawn by chance from the accounts of their stratum: the same main "
                       "language and main ability, and at "
                       "least eight requests in the same days.",
                       "On fold 1, eight requests of each account as directions in 32 dimensions (of their "
                       "words, or of the log's own "
                       "`embedding`), kernel (<x,y> + <x,y>²) / 2. MMD² between at most 64 members and twice "
                       "as many matched accounts "
                       "that are used for nothing else; p from up to 999 draws in which the members are "
                       "drawn anew, stratum by stratum, "
                       "from themselves and twice as many other matched accounts (accounts are the blocks; "
                       "exact). e is calibrated from "
                       "p.",
                       "Everybody with one subject: a product, a class, a company, a crowd of one hobby. "
                       "Honest collections of one kind "
                       "were flagged in 96 to 100 % of cases by such a test (docs/results/mmd-law.md), and "
                       "linking selects groups by what "
                       "they ask. Therefore shown, and never counted as evidence.",
                       "A relay of real people's prompts (no shift); cover traffic above some 80 %; groups "
                       "in a language and ability that "
                       "nobody else has.",
                       "gen_ai.input.messages",
                       &test};

}  // namespace stillwatch::distribution_shift
