// Counts of a handful of values: what an account's requests have in common (model, settings, language).
//
//   FewCounts<std::uint64_t> models;
//   for (...) models.add(row.model);
//   models.commonest();          // of equally common ones the smallest; Value{} where nothing was added
//
// Neighbours are mostly alike, so the last value is looked at first, and the others one by one: for values
// of which there are few. Memory: 16 bytes a value.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace stillwatch {

template <class Value>
class FewCounts {
 public:
  void add(const Value& value) {
    if (last_ < counts_.size() && counts_[last_].value == value) {
      ++counts_[last_].count;
      return;
    }
    const auto at =
        std::find_if(counts_.begin(), counts_.end(), [&](const Count& c) { return c.value == value; });
    last_ = static_cast<std::size_t>(at - counts_.begin());
    if (at == counts_.end()) counts_.push_back({value, 0});
    ++counts_[last_].count;
  }
  [[nodiscard]] Value commonest() const {
    const auto at = std::max_element(counts_.begin(), counts_.end(), [](const Count& a, const Count& b) {
      return a.count != b.count ? a.count < b.count : b.value < a.value;
    });
    return at == counts_.end() ? Value{} : at->value;
  }
  void clear() {
    counts_.clear();
    last_ = 0;
  }

 private:
  struct Count {
    Value value{};
    std::size_t count = 0;
  };
  std::vector<Count> counts_;
  std::size_t last_ = 0;
};

}  // namespace stillwatch
