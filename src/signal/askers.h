// How many members ask one prompt: up to three are told apart.
//
//   std::vector<Askers> askers(prompts.size());
//   askers[number].add(member);
//   askers[number].two(), askers[number].three();   // at least two, at least three
#pragma once

#include <cstdint>

namespace stillwatch {

class Askers {
 public:
  void add(std::uint32_t member) {
    if (first_ == kNobody || first_ == member) {
      first_ = member;
    } else if (second_ == kNobody || second_ == member) {
      second_ = member;
    } else {
      three_ = true;
    }
  }
  [[nodiscard]] bool two() const { return second_ != kNobody; }
  [[nodiscard]] bool three() const { return three_; }

 private:
  static constexpr std::uint32_t kNobody = ~0U;
  std::uint32_t first_ = kNobody, second_ = kNobody;
  bool three_ = false;
};

}  // namespace stillwatch
