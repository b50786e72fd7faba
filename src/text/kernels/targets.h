// Which instruction sets the kernels run on: for tests and benchmarks, which go through all of them.
//
//   for (std::size_t i = 0; i < kernels::target_count(); ++i) {
//     const kernels::OnTarget only(i);                  // until the end of the scope
//     compare(kernels::target_name(i));
//   }
//
// Everybody else leaves the choice to the first call, which takes the best that the processor has. The choice
// is one for the whole process: change it while no kernel runs on another thread.
#pragma once

#include <cstddef>
#include <string>

namespace stillwatch::kernels {

[[nodiscard]] std::size_t target_count();  // at least 1; the best comes first
[[nodiscard]] std::string target_name(std::size_t index);

class OnTarget {
 public:
  explicit OnTarget(std::size_t index);
  ~OnTarget();
  OnTarget(const OnTarget&) = delete;
  OnTarget& operator=(const OnTarget&) = delete;
};

}  // namespace stillwatch::kernels
