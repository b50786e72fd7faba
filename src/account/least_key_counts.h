// Counts by key in bounded memory, the same whatever the order of additions and merges.
//
//   LeastKeyCounts<std::uint64_t, 32> templates;
//   templates.add(hash, 1);
//   templates.merge(others);
//
// When more than kPlaces keys have come, the least keys stay. That is not "the commonest keys", on purpose: a
// key is dropped only where kPlaces smaller ones are known, and those are known in the total too, so a key of
// the final result was never dropped in any part and its count is exact. A summary of the commonest
// (Space-Saving and its kin) depends on the order. As keys are keyed hashes, the least ones are a fair
// sample, and the same sample in every account, which makes accounts comparable. Counts saturate. Not
// thread-safe. Cost: binary search; memory grows to kPlaces entries.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace stillwatch {

[[nodiscard]] constexpr std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b) {
  return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max()
                                                           : a + b;
}

template <class Key, std::size_t Places>
class LeastKeyCounts {
 public:
  struct Entry {
    Key key{};
    std::uint64_t count = 0;
    bool operator==(const Entry&) const = default;
  };
  static constexpr std::size_t kPlaces = Places;

  void add(Key key, std::uint64_t count) {
    total_ = saturating_sum(total_, count);
    add_entry(key, count);
  }

  void merge(const LeastKeyCounts& other) {
    total_ = saturating_sum(total_, other.total_);
    for (const Entry& entry : other.entries_) add_entry(entry.key, entry.count);
  }

  [[nodiscard]] std::span<const Entry> entries() const { return entries_; }  // ascending by key, no key twice
  [[nodiscard]] std::uint64_t total() const { return total_; }  // everything added, dropped keys included
  [[nodiscard]] std::uint64_t count_of(Key key) const {
    const auto at = place_of(key);
    return at != entries_.end() && at->key == key ? at->count : 0;
  }
  bool operator==(const LeastKeyCounts&) const = default;

  // For the reader of stored profiles: refuses entries that could not have been written.
  [[nodiscard]] bool restore(std::vector<Entry> entries, std::uint64_t total) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].count == 0 || (i > 0 && entries[i].key <= entries[i - 1].key)) return false;
      sum = saturating_sum(sum, entries[i].count);
    }
    const bool complete = entries.size() < kPlaces;  // then nothing has been dropped
    if (entries.size() > kPlaces || sum > total || (complete && sum != total)) return false;
    entries_ = std::move(entries);
    total_ = total;
    return true;
  }

 private:
  auto place_of(Key key) const {
    return std::lower_bound(entries_.begin(), entries_.end(), key,
                            [](const Entry& entry, Key sought) { return entry.key < sought; });
  }

  void add_entry(Key key, std::uint64_t count) {
    if (count == 0) return;
    const auto at = entries_.begin() + (place_of(key) - entries_.begin());
    if (at != entries_.end() && at->key == key) {
      at->count = saturating_sum(at->count, count);
      return;
    }
    if (at == entries_.end() && entries_.size() == kPlaces) return;
    entries_.insert(at, {key, count});
    if (entries_.size() > kPlaces) entries_.pop_back();
  }

  std::vector<Entry> entries_;
  std::uint64_t total_ = 0;
};

}  // namespace stillwatch
