#include "watch/arrivals.h"

#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "exchange/input_list.h"

namespace stillwatch {
namespace {

bool hidden(const std::string& path) {
  return std::filesystem::path(path).filename().string().starts_with('.');
}

}  // namespace

Result<Arrivals> find_arrivals(const std::vector<std::string>& sources, const FoldedFiles& folded,
                               std::int64_t settle_ns, std::int64_t now_ns) {
  const auto inputs = expand_inputs(sources);
  if (!inputs.has_value()) return inputs.error();
  Arrivals found;
  std::set<std::string> there;
  for (const std::string& path : inputs.value().paths) {
    struct stat about{};
    if (hidden(path) || ::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) continue;
    there.insert(path);
    const FileMark mark{static_cast<std::uint64_t>(about.st_size),
                        about.st_mtim.tv_sec * std::int64_t{1'000'000'000} + about.st_mtim.tv_nsec};
    const auto known = folded.find(path);
    if (known != folded.end()) {
      if (known->second.mark != mark) found.changed.push_back(path);
    } else if (now_ns - mark.changed_ns < settle_ns) {
      found.settling.push_back(path);
    } else {
      found.fresh.push_back({path, mark});
    }
  }
  for (const auto& [path, file] : folded) {
    if (!there.contains(path)) found.gone.push_back(path);
  }
  return found;
}

void forget_gone(const std::vector<std::string>& gone, std::int64_t oldest_us, FoldedFiles& folded) {
  for (const std::string& path : gone) {
    const auto at = folded.find(path);
    if (at != folded.end() && at->second.latest_us < oldest_us) folded.erase(at);
  }
}

void store(ByteWriter& out, const FoldedFiles& files) {
  out.number(files.size());
  for (const auto& [path, file] : files) {
    out.text(path);
    out.number(file.mark.bytes);
    out.number(static_cast<std::uint64_t>(file.mark.changed_ns));
    out.number(static_cast<std::uint64_t>(file.latest_us));
  }
}

FoldedFiles load_folded_files(ByteReader& in) {
  FoldedFiles files;
  const std::uint64_t count = in.number();
  for (std::uint64_t i = 0; i < count && in.good(); ++i) {
    const std::string path(in.text());
    if (!files.empty() && files.rbegin()->first >= path) in.fail();
    FoldedFile& file = files[path];
    file.mark.bytes = in.number();
    file.mark.changed_ns = static_cast<std::int64_t>(in.number());
    file.latest_us = static_cast<std::int64_t>(in.number());
  }
  return files;
}

}  // namespace stillwatch
