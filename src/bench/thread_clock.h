// Processor time of the calling thread, and the least of several measurements of the same steps.
//
//   StepTimes parse;
//   for (round ...) { parse.begin_round(); for (batch ...) parse.add(thread_seconds([&] { ... })); }
//   parse.seconds();                  // the sum over the batches of the least time of each
//
// Other work on the machine makes single measurements longer and never shorter, so that the least of a few
// rounds disturbs least. A measurement costs about 0.5 us (two system calls): batch what is short.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <vector>

namespace stillwatch {

inline double thread_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Work>
double thread_seconds(const Work& work) {
  const double before = thread_time();
  work();
  return thread_time() - before;
}

class StepTimes {
 public:
  void begin_round() { next_ = 0; }
  void add(double seconds) {
    if (next_ == least_.size()) least_.push_back(seconds);
    least_[next_] = std::min(least_[next_], seconds);
    ++next_;
  }
  [[nodiscard]] double seconds() const {
    double sum = 0;
    for (const double step : least_) sum += step;
    return sum;
  }

 private:
  std::vector<double> least_;
  std::size_t next_ = 0;
};

}  // namespace stillwatch
