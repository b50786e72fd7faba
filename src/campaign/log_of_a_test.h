// Small logs in a folder of one test, for tests of reading, states and recall.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/random.h"
#include "base/time.h"

namespace stillwatch {

class LogTest : public testing::Test {
 protected:
  LogTest()
      : folder_(testing::TempDir() + "logs-" + testing::UnitTest::GetInstance()->current_test_info()->name() +
                "/") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~LogTest() override { std::filesystem::remove_all(folder_); }

  static std::string record(const std::string& id, const std::string& account, int minute,
                            const std::string& prompt, const std::string& more = "") {
    const std::string time = format_time(kEarliestTime + 500 * kDay + minute * 60 * kSecond);
    return R"({"id":")" + id + R"(","time":")" + time + R"(","account.id":")" + account +
           R"(","gen_ai.request.model":"m-)" + std::to_string(minute % 3) +
           R"(","gen_ai.input.messages":[{"role":"user","parts":[{"type":"text","content":")" + prompt +
           R"("}]}])" + more + "}\n";
  }

  // Records of few accounts, with repeated ids, organisations, and lines that cannot be used.
  static std::string some_records(Random& random, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      const std::string id = "e" + std::to_string(random.below(400));
      const std::string account = "a" + std::to_string(random.below(11));
      const std::string organisation =
          random.chance(0.2) ? R"(,"organization.id":"o)" + std::to_string(random.below(3)) + "\"" : "";
      if (random.chance(0.05)) text += "no record\n";
      if (random.chance(0.03)) text += record(id, "", 3, "an account is missing");
      text += record(id, account, static_cast<int>(random.below(5000)),
                     "Please sort the list of item " + std::to_string(random.below(60)) + " and tell me why",
                     organisation);
    }
    return text;
  }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + name, std::ios::binary) << text;
    return folder_ + name;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream in(folder_ + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const std::string folder_;
};

}  // namespace stillwatch
