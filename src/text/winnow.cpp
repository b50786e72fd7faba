#include "text/winnow.h"

#include <algorithm>
#include <array>
#include <bit>

namespace stillwatch {
namespace {

// The last place of the least of shingles[first .. last]. First the least value, four at a time, so that no
// comparison waits for the one before it; then its place, from the right.
std::size_t rightmost_least(const std::uint64_t* shingles, std::size_t first, std::size_t last) {
  std::array<std::uint64_t, 4> lanes{};
  lanes.fill(shingles[first]);
  std::size_t i = first;
  for (; i + 4 <= last + 1; i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) lanes[lane] = std::min(lanes[lane], shingles[i + lane]);
  }
  for (; i <= last; ++i) lanes[0] = std::min(lanes[0], shingles[i]);
  const std::uint64_t least = std::min(std::min(lanes[0], lanes[1]), std::min(lanes[2], lanes[3]));
  std::size_t place = last;
  while (shingles[place] != least) --place;
  return place;
}

}  // namespace

// A run of eight is two runs of four, each two runs of two: three steps for each word instead of eight, and
// no step waits for the one before it, so that they run side by side.
void shingle(std::span<const std::uint64_t> words, std::vector<std::uint64_t>& out) {
  static_assert(kShingleWords == 8);
  if (words.size() < kShingleWords) {
    out.clear();
    return;
  }
  out.resize(words.size());
  std::uint64_t* s = out.data();
  const std::size_t n = words.size();
  for (std::size_t i = 0; i + 1 < n; ++i) s[i] = std::rotl(words[i], 1) ^ words[i + 1];
  for (std::size_t i = 0; i + 3 < n; ++i) s[i] = std::rotl(s[i], 2) ^ s[i + 2];
  for (std::size_t i = 0; i + 7 < n; ++i) s[i] = std::rotl(s[i], 4) ^ s[i + 4];
  out.resize(n - kShingleWords + 1);
}

void Winnower::winnow(std::span<const std::uint64_t> words, SipKey key, std::vector<std::uint64_t>& prints) {
  prints.clear();
  if (words.size() < kWordsMin) return;
  shingle(words, shingles_);
  const std::uint64_t* shingles = shingles_.data();
  const std::size_t first_window = std::min(kWindow, shingles_.size());
  std::size_t least = rightmost_least(shingles, 0, first_window - 1);
  std::uint64_t value = shingles[least];
  prints.push_back(value);
  for (std::size_t last = first_window; last < shingles_.size(); ++last) {
    if (shingles[last] <= value) {
      least = last;
    } else if (least + kWindow == last) {
      least = rightmost_least(shingles, least + 1, last);
    } else {
      continue;
    }
    if (shingles[least] != value) prints.push_back(shingles[least]);
    value = shingles[least];
  }
  for (std::uint64_t& print : prints) print = siphash(key, print);
  std::sort(prints.begin(), prints.end());
  prints.erase(std::unique(prints.begin(), prints.end()), prints.end());
}

}  // namespace stillwatch
