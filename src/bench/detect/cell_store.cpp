#include "bench/detect/cell_store.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "base/siphash.h"

namespace stillwatch {
namespace {

using Json = nlohmann::json;

Json json_of(const ClassCount& count) {
  return Json::array({count.accounts, count.named, count.pooled, count.adjacent, count.review, count.masked});
}

ClassCount class_count(const Json& json) {
  return {json.at(0).get<std::uint64_t>(), json.at(1).get<std::uint64_t>(), json.at(2).get<std::uint64_t>(),
          json.at(3).get<std::uint64_t>(), json.at(4).get<std::uint64_t>(), json.at(5).get<std::uint64_t>()};
}

Json json_of(const Purity& purity) { return Json::array({purity.campaign, purity.all}); }

Purity purity_of(const Json& json) {
  return {json.at(0).get<std::uint64_t>(), json.at(1).get<std::uint64_t>()};
}

Json json_of(const CellResult& result) {
  Json json = {{"campaign", json_of(result.campaign)},
               {"listed", json_of(result.listed)},
               {"formed", json_of(result.formed)},
               {"groups", result.groups},
               {"exchanges", result.exchanges},
               {"campaign_exchanges", result.campaign_exchanges},
               {"cost", Json::array({result.cost.make_s, result.cost.scan_s, result.cost.prefixes_s,
                                     result.cost.wall_s})},
               {"honest", Json::object()},
               {"sightings", Json::array()}};
  for (const auto& [name, count] : result.honest) json["honest"][name] = json_of(count);
  for (const Sighting& s : result.sightings) {
    json["sightings"].push_back(
        Json::array({s.share, s.active, s.named, s.linked, s.named_later, s.linked_later}));
  }
  return json;
}

CellResult result_of(const Json& json) {
  CellResult result;
  result.campaign = class_count(json.at("campaign"));
  result.listed = purity_of(json.at("listed"));
  result.formed = purity_of(json.at("formed"));
  result.groups = json.at("groups").get<std::uint64_t>();
  result.exchanges = json.at("exchanges").get<std::uint64_t>();
  result.campaign_exchanges = json.at("campaign_exchanges").get<std::uint64_t>();
  const Json& cost = json.at("cost");
  result.cost = {cost.at(0).get<double>(), cost.at(1).get<double>(), cost.at(2).get<double>(),
                 cost.at(3).get<double>()};
  for (const auto& [name, count] : json.at("honest").items()) result.honest[name] = class_count(count);
  for (const Json& s : json.at("sightings")) {
    result.sightings.push_back({s.at(0).get<double>(), s.at(1).get<std::uint64_t>(),
                                s.at(2).get<std::uint64_t>(), s.at(3).get<std::uint64_t>(),
                                s.at(4).get<std::uint64_t>(), s.at(5).get<std::uint64_t>()});
  }
  return result;
}

constexpr SipKey kDigestKey = {0x7374696c6c776174, 0x6368206465746563};

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Status CellStore::open() {
  std::error_code failure;
  const auto folder = std::filesystem::path(path_).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, failure);
  const std::string held = bytes_of(path_);
  for (std::size_t from = 0; from < held.size();) {
    const std::size_t end = std::min(held.find('\n', from), held.size());
    const auto line = Json::parse(held.begin() + static_cast<std::ptrdiff_t>(from),
                                  held.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
    from = end + 1;
    try {
      known_[line.at("key").get<std::string>()] = result_of(line.at("result"));
    } catch (const Json::exception&) {
      continue;  // cut short
    }
  }
  std::ofstream out(path_, std::ios::app);
  if (!held.empty() && held.back() != '\n') out << '\n';  // what was cut short ends here
  out.flush();
  if (!out)
    return Error{Code::io, fmt::format("{}: cannot be written; name another folder with --out", path_)};
  return Done{};
}

const CellResult* CellStore::find(const std::string& key) const {
  const auto at = known_.find(key);
  return at == known_.end() ? nullptr : &at->second;
}

Status CellStore::add(const std::string& key, const CellResult& result) {
  const std::string line = Json{{"key", key}, {"result", json_of(result)}}.dump() + '\n';
  const std::lock_guard lock(mutex_);
  known_[key] = result;
  std::ofstream out(path_, std::ios::app);
  out << line;
  out.flush();
  if (!out) return Error{Code::io, fmt::format("{}: cannot be written", path_)};
  return Done{};
}

std::string digest_of_file(const std::string& path) {
  return fmt::format("{:016x}", siphash(kDigestKey, bytes_of(path)));
}

std::string digest_of_folder(const std::string& path) {
  std::set<std::string> files;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(path, failure)) {
    const auto size = entry.is_regular_file(failure) ? entry.file_size(failure) : 0;
    files.insert(fmt::format("{} {}\n", entry.path().filename().string(), size));
  }
  std::string text;
  for (const std::string& file : files) text += file;
  return fmt::format("{:016x}", siphash(kDigestKey, text));
}

}  // namespace stillwatch
