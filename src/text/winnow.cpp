#include "text/winnow.h"

#include <algorithm>
#include <bit>

namespace stillwatch {
namespace {

// The last place of the least of shingles[first .. last].
std::size_t rightmost_least(const std::vector<std::uint64_t>& shingles, std::size_t first, std::size_t last) {
  std::size_t least = first;
  for (std::size_t i = first + 1; i <= last; ++i) {
    if (shingles[i] <= shingles[least]) least = i;
  }
  return least;
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
  const std::size_t first_window = std::min(kWindow, shingles_.size());
  std::size_t least = rightmost_least(shingles_, 0, first_window - 1);
  prints.push_back(shingles_[least]);
  for (std::size_t last = first_window; last < shingles_.size(); ++last) {
    const std::uint64_t before = shingles_[least];
    if (shingles_[last] <= before) {
      least = last;
    } else if (least + kWindow == last) {
      least = rightmost_least(shingles_, least + 1, last);
    } else {
      continue;
    }
    if (shingles_[least] != before) prints.push_back(shingles_[least]);
  }
  for (std::uint64_t& print : prints) print = siphash(key, print);
  std::sort(prints.begin(), prints.end());
  prints.erase(std::unique(prints.begin(), prints.end()), prints.end());
}

}  // namespace stillwatch
