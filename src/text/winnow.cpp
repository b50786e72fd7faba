#include "text/winnow.h"

#include "text/kernels/hash_runs.h"

namespace stillwatch {

static_assert(kShingleWords == 8 && kWindow == kernels::kMinimumWindow);

void Winnower::winnow(std::span<const std::uint64_t> words, SipKey key, std::vector<std::uint64_t>& prints) {
  prints.clear();
  if (words.size() < kWordsMin) return;
  const std::size_t room = words.size() + kernels::kHashesBeyond;
  if (shingles_.size() < room) {
    for (auto* array : {&shingles_, &scratch_, &least_}) array->resize(room + room / 2);
  }
  kernels::runs_of_eight(words.data(), words.size(), shingles_.data());
  const std::size_t shingles = words.size() - kShingleWords + 1;
  const std::size_t kept = kernels::window_minima(shingles_.data(), shingles, scratch_.data(), least_.data());
  kernels::keyed_hashes(key, least_.data(), kept);
  prints.assign(least_.data(), least_.data() + kernels::sort_distinct(least_.data(), kept));
}

}  // namespace stillwatch
