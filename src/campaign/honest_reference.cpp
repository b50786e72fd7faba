#include "campaign/honest_reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

#include "base/statistics.h"

namespace stillwatch {

// The file honest_reference.csv, as it was when this program was built.
extern const char* const kHonestReferenceCsv;

namespace {

constexpr std::uint64_t kLeastGroups = 199;
constexpr std::array<std::string_view, 3> kNames = {"campaign", "run_as_one", "harvest"};
constexpr std::string_view kPoolsLine = "honest_pools,";

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

template <class Number>
bool read(std::string_view text, Number& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() && end == text.data() + text.size();
}

struct Line {
  std::size_t question = 0, band = 0;
  std::uint64_t groups = 0;
  ReferenceStep step;
};

bool read_line(std::string_view text, Line& line) {
  const auto cells = split(text, ',');
  if (cells.size() != 6) return false;
  const auto name = std::find(kNames.begin(), kNames.end(), cells[0]);
  std::pair<std::uint32_t, std::uint32_t> members;
  if (name == kNames.end() || !read(cells[1], members.first) || !read(cells[2], members.second)) return false;
  const auto band = std::find(kReferenceBands.begin(), kReferenceBands.end(), members);
  line.question = static_cast<std::size_t>(name - kNames.begin());
  line.band = static_cast<std::size_t>(band - kReferenceBands.begin());
  return band != kReferenceBands.end() && read(cells[3], line.groups) && read(cells[4], line.step.at_least) &&
         read(cells[5], line.step.log10_e) && line.step.at_least <= line.groups;
}

bool read_pools(std::string_view text, NamedPools& found) {
  const auto cells = split(text.substr(kPoolsLine.size()), ',');  // -,-,pools,named,-
  return cells.size() == 5 && read(cells[2], found.pools) && read(cells[3], found.named);
}

}  // namespace

double NamedPools::at_most() const { return clopper_pearson_upper(named, pools); }

std::array<double, 3> chances_of_campaign(double log10_e, const NamedPools& measured) {
  const double rate = std::max(std::pow(10.0, -std::max(0.0, log10_e)), measured.at_most());
  std::array<double, 3> chances{};
  for (std::size_t i = 0; i < chances.size(); ++i)
    chances[i] = 1.0 / (1.0 + static_cast<double>(kHonestPools[i]) * rate);
  return chances;
}

std::string_view name_of(RankedBy ranked) { return kNames[static_cast<std::size_t>(ranked)]; }

std::vector<ReferenceStep> reference_steps(std::span<const double> descending) {
  std::vector<ReferenceStep> steps;
  const auto keep = [&](std::size_t count) {
    const double score = descending[count - 1];
    const auto equal = std::partition_point(descending.begin(), descending.end(),
                                            [&](double other) { return other >= score; });
    steps.push_back({static_cast<std::uint64_t>(equal - descending.begin()), score});
  };
  std::size_t power = 1;
  for (const std::size_t count : {1U, 2U, 3U}) {
    if (count <= descending.size()) keep(count);
  }
  for (; power < descending.size(); power *= 10) {
    for (const std::size_t factor : {5U, 10U, 20U}) {
      if (power * factor < descending.size()) keep(power * factor);
    }
  }
  if (!descending.empty()) keep(descending.size());
  return steps;
}

Result<HonestReference> HonestReference::parse(std::string_view csv) {
  HonestReference reference;
  std::size_t number = 0;
  for (const std::string_view text : split(csv, '\n')) {
    ++number;
    if (text.empty() || text.front() == '#' || text.starts_with("question,")) continue;
    Line line;
    if (text.starts_with(kPoolsLine) && read_pools(text, reference.named_pools_)) continue;
    if (!read_line(text, line))
      return Error{Code::bad_input, fmt::format("line {} of the honest reference is not one", number)};
    Band& band = reference.bands_[line.question][line.band];
    const bool descends =
        band.steps.empty() || (band.steps.back().log10_e > line.step.log10_e &&
                               band.steps.back().at_least < line.step.at_least && band.groups == line.groups);
    if (!descends)
      return Error{Code::bad_input, fmt::format("line {} of the honest reference is out of order", number)};
    band.groups = line.groups;
    band.steps.push_back(line.step);
  }
  return reference;
}

const HonestReference& HonestReference::shipped() {
  static const HonestReference kReference = [] {
    auto parsed = parse(kHonestReferenceCsv);
    if (!parsed.has_value()) std::abort();  // a file that its own test refuses
    return std::move(parsed).value();
  }();
  return kReference;
}

// The smallest step at or below the score: so many groups at most score as high.
std::uint64_t HonestReference::Band::at_least(double log10_e) const {
  const auto at = std::find_if(steps.begin(), steps.end(),
                               [&](const ReferenceStep& step) { return step.log10_e <= log10_e; });
  if (at == steps.end()) return groups;
  // A score above the best step is above all; one that is equal to it is not.
  if (at == steps.begin() && log10_e > at->log10_e) return 0;
  return at->at_least;
}

ReferenceRank HonestReference::rank(RankedBy ranked, std::uint32_t members, double log10_e) const {
  const auto& bands = bands_[static_cast<std::size_t>(ranked)];
  std::size_t low = 0;
  while (low + 1 < bands.size() && members > kReferenceBands[low].second) ++low;
  std::size_t high = low;
  ReferenceRank rank;
  const auto take = [&](const Band& band) {
    rank.groups += band.groups;
    rank.at_least += band.at_least(log10_e);
  };
  take(bands[low]);
  while (rank.groups < kLeastGroups && (low > 0 || high + 1 < bands.size()))
    take(low > 0 ? bands[--low] : bands[++high]);
  rank.p = static_cast<double>(1 + rank.at_least) / static_cast<double>(1 + rank.groups);
  rank.least_members = kReferenceBands[low].first;
  rank.most_members = kReferenceBands[high].second;
  return rank;
}

ReferenceRank honest_rank(RankedBy ranked, std::uint32_t members, double log10_e) {
  return HonestReference::shipped().rank(ranked, members, log10_e);
}

}  // namespace stillwatch
