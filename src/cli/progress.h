// Tells how far a long run is, on standard error: one updating line on a terminal, else a plain line every
// ten seconds.
//
//   Progress progress(std::cerr, progress_options(STDERR_FILENO, quiet));
//   options.progress = [&](auto done, auto total, auto records) { progress.update(done, total, records); };
//   progress.stage("reading");   ...   progress.stage("linking");   ...   progress.finish();
//
// stage() and finish() are called by one thread; update() by any number at once, thousands of times a second:
// it returns without a lock or a system call unless it is time to write. A line that is wider than the
// terminal is shortened step by step: first the bar goes, then words, then the rate. Standard output is never
// touched.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stillwatch {

struct ProgressOptions {
  bool terminal = false;                 // rewrite one line
  bool quiet = false;                    // write nothing at all
  unsigned width = 100;                  // of the terminal
  std::function<std::int64_t()> now_us;  // monotonic microseconds; empty: the steady clock
  bool stage_times = false;              // finish() tells how long each stage took; also when quiet
};

[[nodiscard]] ProgressOptions progress_options(int file_descriptor, bool quiet);

// "42 s", "3 min", "1 h 20 min".
[[nodiscard]] std::string duration_text(std::int64_t seconds);

class Progress {
 public:
  Progress(std::ostream& out, ProgressOptions options);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  Progress(Progress&&) = delete;
  Progress& operator=(Progress&&) = delete;
  ~Progress() { finish(); }

  // Begins a stage ("reading"); rate and remaining time count from here.
  void stage(std::string_view name);

  // bytes_total 0: unknown (standard input), so no share and no remaining time is told.
  void update(std::uint64_t bytes_done, std::uint64_t bytes_total, std::uint64_t records);

  // Removes the updating line, and writes "stillwatch: read 1.92 s, table 0.31 s, ..." when stage times are
  // wanted. May be called again; nothing is written afterwards until the next stage.
  void finish();

 private:
  struct State {
    std::int64_t now_us = 0;
    std::uint64_t bytes_done = 0, bytes_total = 0, records = 0;
  };
  // 0: all there is to say; with each further level less is said, and level 3 is a share and a time.
  [[nodiscard]] std::string line(const State& state, int level) const;
  [[nodiscard]] std::string longest_that_fits(const State& state) const;
  void write(const std::string& text);
  void end_stage();

  std::ostream& out_;
  ProgressOptions options_;
  std::mutex writing_;
  std::string stage_;
  std::int64_t stage_start_us_ = 0;
  std::atomic<std::int64_t> next_write_us_;
  bool line_shown_ = false;
  std::vector<std::pair<std::string, std::int64_t>> stage_us_;  // of the stages that have ended
};

}  // namespace stillwatch
