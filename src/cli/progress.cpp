#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "report/number_text.h"
#include "report/terminal_page.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kTerminalPauseUs = 100'000;
constexpr std::int64_t kPlainPauseUs = 10'000'000;
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

std::int64_t steady_now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::string share_bar(double share) {
  constexpr std::size_t kWidth = 20;
  const auto full = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * kWidth);
  std::string bar;
  for (std::size_t i = 0; i < kWidth; ++i) bar += i < full ? "█" : "░";
  return bar;
}

}  // namespace

ProgressOptions progress_options(int file_descriptor, bool quiet) {
  const TerminalOptions terminal = terminal_options(file_descriptor);
  ProgressOptions options;
  options.terminal = isatty(file_descriptor) != 0;
  options.quiet = quiet;
  options.width = terminal.width;
  return options;
}

std::string duration_text(std::int64_t seconds) {
  seconds = std::max<std::int64_t>(0, seconds);
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 7200) return fmt::format("{} min", (seconds + 30) / 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
}

Progress::Progress(std::ostream& out, ProgressOptions options)
    : out_(out), options_(std::move(options)), next_write_us_(kNever) {
  if (!options_.now_us) options_.now_us = steady_now_us;
}

void Progress::stage(std::string_view name) {
  const std::lock_guard<std::mutex> lock(writing_);
  const bool first = next_write_us_.load() == kNever;
  end_stage();
  stage_ = name;
  stage_start_us_ = options_.now_us();
  if (options_.terminal) {
    write(stage_ + " ...");
    next_write_us_.store(stage_start_us_ + kTerminalPauseUs);
  } else if (first) {  // plain lines keep their ten seconds from stage to stage
    next_write_us_.store(stage_start_us_ + kPlainPauseUs);
  }
}

void Progress::update(std::uint64_t bytes_done, std::uint64_t bytes_total, std::uint64_t records) {
  if (options_.quiet) return;
  const std::int64_t now = options_.now_us();
  if (now < next_write_us_.load(std::memory_order_relaxed)) return;
  const std::unique_lock<std::mutex> lock(writing_, std::try_to_lock);
  if (!lock.owns_lock() || now < next_write_us_.load()) return;
  next_write_us_.store(now + (options_.terminal ? kTerminalPauseUs : kPlainPauseUs));
  const State state{now, bytes_done, bytes_total, records};
  write(options_.terminal ? longest_that_fits(state) : line(state, 1));
}

std::string Progress::longest_that_fits(const State& state) const {
  for (int level = 0; level < 3; ++level) {
    std::string text = line(state, level);
    if (shown_width(text) < options_.width) return text;
  }
  return line(state, 3);
}

std::string Progress::line(const State& state, int level) const {
  const double seconds = std::max(1e-6, static_cast<double>(state.now_us - stage_start_us_) * 1e-6);
  const auto per_second = static_cast<std::uint64_t>(static_cast<double>(state.records) / seconds);
  std::string text = stage_ + "  ";
  if (state.bytes_total > 0) {
    const double share =
        std::min(1.0, static_cast<double>(state.bytes_done) / static_cast<double>(state.bytes_total));
    if (level == 0) text += share_bar(share) + ' ';
    text += fmt::format("{:.0f}%", 100.0 * share);
    if (level < 3) text += " of " + bytes_text(state.bytes_total);
  } else {
    text += bytes_text(state.bytes_done);
  }
  if (level < 3 && state.records > 0)  // recall counts none
    text += fmt::format(", {}{}, {}/s", short_amount(state.records), level < 2 ? " exchanges" : "",
                        short_amount(per_second));
  // What is left after less than a thousandth is a guess of days.
  const bool tells = state.bytes_done > 0 && 1000 * state.bytes_done >= state.bytes_total;
  if (state.bytes_total > 0 && tells && seconds > 1.0) {
    const double left =
        seconds * (static_cast<double>(state.bytes_total) / static_cast<double>(state.bytes_done) - 1.0);
    text += fmt::format(", {} left", duration_text(std::llround(left)));
  }
  return text;
}

void Progress::write(const std::string& text) {
  if (options_.quiet) return;
  if (options_.terminal) {
    const bool fits = shown_width(text) < options_.width;
    out_ << "\r\x1b[K" << (fits ? text : stage_ + " ...") << std::flush;
    line_shown_ = true;
  } else {
    out_ << "stillwatch: " << text << '\n' << std::flush;
  }
}

void Progress::finish() {
  const std::lock_guard<std::mutex> lock(writing_);
  if (line_shown_) out_ << "\r\x1b[K" << std::flush;
  line_shown_ = false;
  next_write_us_.store(kNever);
  end_stage();
  if (!options_.stage_times || stage_us_.empty()) return;
  std::string text = "stillwatch: ";
  for (const auto& [name, us] : stage_us_) {
    text += fmt::format("{}{} {:.2f} s", &name == &stage_us_.front().first ? "" : ", ", name,
                        static_cast<double>(us) * 1e-6);
  }
  out_ << text << '\n' << std::flush;
  stage_us_.clear();
}

void Progress::end_stage() {
  if (stage_.empty()) return;
  stage_us_.emplace_back(std::move(stage_), options_.now_us() - stage_start_us_);
  stage_.clear();
}

}  // namespace stillwatch
