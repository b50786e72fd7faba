#include "bench/child_process.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace stillwatch {
namespace {

TEST(RunProgram, ReportsExitCodeOutputTimeAndMemory) {
  const auto path = (std::filesystem::path(testing::TempDir()) / "stillwatch_child_output").string();
  const auto run = run_program({"/bin/sh", "-c", "echo hello; sleep 0.05; exit 7"}, path);
  ASSERT_TRUE(run.has_value()) << run.error().what;
  EXPECT_EQ(run.value().exit_code, 7);
  EXPECT_GE(run.value().wall_s, 0.05);
  EXPECT_GT(run.value().peak_bytes, 100'000U);
  std::ifstream in(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "hello\n");
}

TEST(RunProgram, NamesTheSignal) {
  const auto run = run_program({"/bin/sh", "-c", "kill -9 $$"}, "/dev/null");
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(run.value().exit_code, 128 + 9);
}

TEST(RunProgram, SaysWhatCannotBeRun) {
  const auto run = run_program({"/no/such/program"}, "/dev/null");
  ASSERT_FALSE(run.has_value());
  EXPECT_NE(run.error().what.find("/no/such/program"), std::string::npos);
}

TEST(RunProgram, KeepsStandardErrorApartWhenAsked) {
  const auto folder = std::filesystem::path(testing::TempDir());
  const auto output = (folder / "stillwatch_child_out").string(),
             errors = (folder / "stillwatch_child_err").string();
  ASSERT_TRUE(run_program({"/bin/sh", "-c", "echo out; echo err >&2"}, output, errors).has_value());
  std::ifstream out(output), err(errors);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(out), {}), "out\n");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(err), {}), "err\n");
}

TEST(RunProgram, PipesOneIntoTheOther) {
  const auto path = (std::filesystem::path(testing::TempDir()) / "stillwatch_piped").string();
  const auto run = run_program(piped({"/bin/echo", "it's", "a  $word"}, {"/usr/bin/tr", "a", "b"}), path);
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(run.value().exit_code, 0);
  std::ifstream in(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "it's b  $word\n");
}

}  // namespace
}  // namespace stillwatch
