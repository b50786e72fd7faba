#include "cli/progress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <thread>
#include <vector>

namespace stillwatch {
namespace {

constexpr std::int64_t kSecondUs = 1'000'000;

TEST(Progress, APlainLineEveryTenSeconds) {
  std::ostringstream out;
  std::int64_t now = 0;
  ProgressOptions options;
  options.now_us = [&now] { return now; };
  Progress progress(out, options);
  progress.stage("reading");
  for (now = 0; now <= 25 * kSecondUs; now += kSecondUs / 4) {
    const auto done = static_cast<std::uint64_t>(now) * 10;
    progress.update(done, 500'000'000, done / 1000);
  }
  progress.finish();
  EXPECT_EQ(out.str(),
            "stillwatch: reading  20% of 500 MB, 100 k exchanges, 10 k/s, 40 s left\n"
            "stillwatch: reading  40% of 500 MB, 200 k exchanges, 10 k/s, 30 s left\n");
}

TEST(Progress, TellsWhatEachStageTookWhenAsked) {
  std::ostringstream out;
  std::int64_t now = 0;
  ProgressOptions options;
  options.now_us = [&now] { return now; };
  options.quiet = true;
  options.stage_times = true;
  Progress progress(out, options);
  progress.stage("read");
  now = 3 * kSecondUs / 2;
  progress.stage("link");
  now = 2 * kSecondUs;
  progress.finish();
  progress.finish();
  EXPECT_EQ(out.str(), "stillwatch: read 1.50 s, link 0.50 s\n");
}

TEST(Progress, OneLineOnATerminalAndNoneLeftBehind) {
  std::ostringstream out;
  std::int64_t now = 0;
  ProgressOptions options;
  options.terminal = true;
  options.now_us = [&now] { return now; };
  Progress progress(out, options);
  progress.stage("reading");
  now = 2 * kSecondUs;
  progress.update(50, 100, 10);
  progress.update(60, 100, 12);  // too soon
  progress.finish();
  const std::string text = out.str();
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_NE(text.find("50% of 100 B, 10 exchanges, 5/s, 2 s left"), std::string::npos) << text;
  EXPECT_EQ(text.find("60%"), std::string::npos);
  EXPECT_EQ(text.substr(text.size() - 4), "\r\x1b[K");
}

TEST(Progress, ANarrowTerminalStillShowsHowFarItIs) {
  for (const auto& [width, expected] :
       {std::pair(100U, "\u2591 46% of 96.2 GB, 12.3 M exchanges, 205 k/s, 71 s left"),
        std::pair(70U, "read  46% of 96.2 GB, 12.3 M exchanges, 205 k/s, 71 s left"),
        std::pair(52U, "read  46% of 96.2 GB, 12.3 M, 205 k/s, 71 s left"),
        std::pair(40U, "read  46%, 71 s left"), std::pair(10U, "read ...")}) {
    std::ostringstream out;
    std::int64_t now = 0;
    ProgressOptions options;
    options.terminal = true;
    options.width = width;
    options.now_us = [&now] { return now; };
    Progress progress(out, options);
    progress.stage("read");
    now = 60 * kSecondUs;
    progress.update(44'000'000'000, 96'200'000'000, 12'300'000);
    EXPECT_TRUE(out.str().ends_with(expected)) << width << ": " << out.str();
  }
}

TEST(Progress, UnknownTotalHasNoShare) {
  std::ostringstream out;
  std::int64_t now = 0;
  ProgressOptions options;
  options.now_us = [&now] { return now; };
  Progress progress(out, options);
  progress.stage("reading");
  now = 10 * kSecondUs;
  progress.update(5'000'000, 0, 1000);
  EXPECT_EQ(out.str(), "stillwatch: reading  5 MB, 1 k exchanges, 100/s\n");
}

TEST(Progress, QuietIsSilent) {
  std::ostringstream out;
  std::int64_t now = 0;
  ProgressOptions options{true, true, 80, [&now] { return now; }};
  Progress progress(out, options);
  progress.stage("reading");
  now = 60 * kSecondUs;
  progress.update(1, 2, 3);
  progress.finish();
  EXPECT_EQ(out.str(), "");
}

TEST(Progress, ManyThreadsMayUpdate) {
  std::ostringstream out;
  std::atomic<std::int64_t> now = 0;
  ProgressOptions options;
  options.now_us = [&now] { return now.fetch_add(1000) + 1000; };
  Progress progress(out, options);
  progress.stage("reading");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&progress] {
      for (std::uint64_t k = 0; k < 5000; ++k) progress.update(k, 5000, k);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = out.str();
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 2);  // 20 seconds of this clock
}

TEST(DurationText, Table) {
  EXPECT_EQ(duration_text(-3), "0 s");
  EXPECT_EQ(duration_text(119), "119 s");
  EXPECT_EQ(duration_text(180), "3 min");
  EXPECT_EQ(duration_text(4800 + 3600), "2 h 20 min");
}

}  // namespace
}  // namespace stillwatch
