#include "campaign/unchanged_logs.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "campaign/read_choices.h"

namespace stillwatch {
namespace {

// Text that is another one after any change of the file; empty for what is no regular file.
std::string stamp_of(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return {};
  return fmt::format("{} {} {} {}.{} {}.{}", about.st_dev, about.st_ino, about.st_size, about.st_mtim.tv_sec,
                     about.st_mtim.tv_nsec, about.st_ctim.tv_sec, about.st_ctim.tv_nsec);
}

bool has_size(const std::string& path, std::uint64_t bytes) {
  struct stat about{};
  return ::stat(path.c_str(), &about) == 0 && static_cast<std::uint64_t>(about.st_size) == bytes;
}

}  // namespace

UnchangedLogs::UnchangedLogs(const RecallSource& source, const std::set<std::uint32_t>& wanted)
    : source_(source) {
  const std::string& map = source.read.map_file;
  const bool other_map = !map.empty() && sha256_of(map) != source.map.sha256;
  for (const std::uint32_t input : wanted) {
    const InputReport& log = source.inputs[input];
    const bool joins = log.dialect == "access_log";
    const std::string& path = joins ? source.read.join_file : log.path;
    std::string stamp = stamp_of(path);
    if (other_map) {
      lost_[input] = fmt::format("the map {} is another one", map);
    } else if (stamp.empty()) {
      lost_[input] = "no file is there";
    } else if (!has_size(path, log.bytes) || log.sha256.empty() || sha256_of(path) != log.sha256) {
      lost_[input] = "its bytes have changed";
    } else {
      stamps_[input] = std::move(stamp);
    }
  }
  find_paths();
  number();
}

// Logs of which nothing is wanted are not opened; that one is there lets the access log be read.
void UnchangedLogs::find_paths() {
  for (std::uint32_t input = 0; input < source_.inputs.size(); ++input) {
    const InputReport& log = source_.inputs[input];
    if (log.dialect != "access_log" && !lost_.contains(input) && !stamp_of(log.path).empty())
      paths_.push_back(log.path);
  }
  if (!paths_.empty()) return;
  for (const auto& [input, stamp] : stamps_) lost_[input] = "no log of bodies is there";
  stamps_.clear();
}

// A reading sorts its inputs by path, the access log among them.
void UnchangedLogs::number() {
  std::vector<std::pair<std::string, std::uint32_t>> read;
  for (std::uint32_t input = 0; input < source_.inputs.size(); ++input) {
    const bool joins = source_.inputs[input].dialect == "access_log";
    if (joins) {
      read.emplace_back(source_.read.join_file, input);
    } else if (std::binary_search(paths_.begin(), paths_.end(), source_.inputs[input].path)) {
      read.emplace_back(source_.inputs[input].path, input);
    }
  }
  std::sort(read.begin(), read.end());
  for (const auto& [path, input] : read) {
    number_now_[input] = static_cast<std::uint32_t>(number_then_.size());
    number_then_.push_back(input);
  }
}

void UnchangedLogs::drop_changed() {
  for (const auto& [input, stamp] : stamps_) {
    const bool joins = source_.inputs[input].dialect == "access_log";
    if (stamp_of(joins ? source_.read.join_file : source_.inputs[input].path) != stamp)
      lost_[input] = "its bytes have changed";
  }
}

std::string UnchangedLogs::sentence() const {
  if (lost_.empty()) return {};
  constexpr std::size_t kMostNamed = 5;
  std::string text;
  std::size_t named = 0;
  for (const auto& [input, why] : lost_) {
    if (++named > kMostNamed) break;
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", source_.inputs[input].path, why);
  }
  if (lost_.size() > kMostNamed) text += fmt::format(" and {} more", lost_.size() - kMostNamed);
  return fmt::format(
      "Exchange ids and template texts were not fetched from logs that are not at their paths as they were "
      "when "
      "their states were made: {}.",
      text);
}

}  // namespace stillwatch
