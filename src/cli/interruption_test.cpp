#include "cli/interruption.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "cli/commands.h"

namespace stillwatch {
namespace {

std::string path_in_work() {
  return (std::filesystem::temp_directory_path() / ("stillwatch_in_work_" + std::to_string(::getpid())))
      .string();
}

TEST(EndTidily, AnExceptionOnAnyThreadIsAnInternalError) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        end_tidily();
        std::thread([] { throw std::runtime_error("a broken promise"); }).join();
      },
      testing::ExitedWithCode(kExitInternal), "internal error: a broken promise");
}

TEST(EndTidily, AnInterruptRemovesTheFilesInWork) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        end_tidily();
        const std::string path = path_in_work();
        std::ofstream(path) << "half";
        const FileInWork guard(path);
        std::raise(SIGTERM);
      },
      testing::ExitedWithCode(kExitInterrupted), "interrupted");
  EXPECT_FALSE(std::filesystem::exists(path_in_work()));
}

}  // namespace
}  // namespace stillwatch
