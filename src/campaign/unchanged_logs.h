// Which of the logs that were read at another time are still what they were then.
//
//   UnchangedLogs logs(source, {0, 4});               // those inputs are wanted
//   read(logs.paths());                               // the ones that can be read, sorted
//   logs.number_then(i)                               // by their number in that reading, the one they had
//   logs.drop_changed();                              // after reading: what was changed meanwhile is lost,
//   too result.limits.push_back(logs.sentence());         // empty when nothing is lost
//
// A log is the same when a regular file of that size and SHA-256 stands at its path. Nothing can be read when
// the field map is another one. Cost: one reading of each wanted log's bytes. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "campaign/recall.h"

namespace stillwatch {

class UnchangedLogs {
 public:
  UnchangedLogs(const RecallSource& source, const std::set<std::uint32_t>& wanted);

  // Logs that are there and not lost, without the access log; sorted.
  [[nodiscard]] const std::vector<std::string>& paths() const { return paths_; }
  // The number in a reading of paths() and the access log, by the number in the source; and back.
  [[nodiscard]] const std::map<std::uint32_t, std::uint32_t>& number_now() const { return number_now_; }
  [[nodiscard]] std::uint32_t number_then(std::uint32_t now) const { return number_then_[now]; }
  [[nodiscard]] bool is_lost(std::uint32_t then) const { return lost_.contains(then); }

  void drop_changed();
  [[nodiscard]] std::string sentence() const;

 private:
  void find_paths();
  void number();

  const RecallSource& source_;
  std::map<std::uint32_t, std::string> lost_;    // by number in the source: why
  std::map<std::uint32_t, std::string> stamps_;  // of those that are wanted and can be read
  std::vector<std::string> paths_;
  std::map<std::uint32_t, std::uint32_t> number_now_;
  std::vector<std::uint32_t> number_then_;
};

}  // namespace stillwatch
