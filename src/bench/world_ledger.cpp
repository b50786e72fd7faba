#include "bench/world_ledger.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/siphash.h"

namespace stillwatch {
namespace {

std::string hash_of(std::string_view bytes) {
  return fmt::format("{:016x}", siphash(derive_key("stillwatch", "stillwatch/calibration/v1"), bytes));
}

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool write_whole(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fdatasync(file) == 0;
}

}  // namespace

std::string program_digest() { return hash_of(contents("/proc/self/exe")); }

struct WorldLedger::State {
  std::string path;
  int file = -1;
  std::mutex mutex;
  std::map<std::uint64_t, HonestWorld> worlds;

  ~State() {
    if (file >= 0) ::close(file);
  }
  Status read(const std::string& header);
};

// Takes what is whole, and cuts the file after it.
Status WorldLedger::State::read(const std::string& header) {
  const std::string text = contents(path);
  std::size_t begin = 0, line = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    if (++line == 1) continue;
    auto world = honest_world_from(std::string_view(text).substr(begin, end - begin));
    if (!world.has_value())
      return Error{Code::bad_input, fmt::format("{}, line {}: {}; remove the file to start again", path, line,
                                                world.error().what)};
    const std::uint64_t number = world.value().number;
    worlds[number] = std::move(world).value();
  }
  if (::ftruncate(file, static_cast<off_t>(begin)) != 0 || ::lseek(file, 0, SEEK_END) < 0 ||
      (line == 0 && !write_whole(file, header)))
    return Error{Code::io, fmt::format("cannot write {}", path)};
  return Done{};
}

WorldLedger::WorldLedger(std::unique_ptr<State> state) : state_(std::move(state)) {}
WorldLedger::WorldLedger(WorldLedger&&) noexcept = default;
WorldLedger& WorldLedger::operator=(WorldLedger&&) noexcept = default;
WorldLedger::~WorldLedger() = default;

const std::map<std::uint64_t, HonestWorld>& WorldLedger::worlds() const { return state_->worlds; }
const std::string& WorldLedger::path() const { return state_->path; }

Result<WorldLedger> WorldLedger::open(const std::string& folder, const std::string& options) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Error{Code::io, fmt::format("cannot create {}: {}", folder, failed.message())};
  auto state = std::make_unique<State>();
  state->path = fmt::format("{}/worlds-{}.jsonl", folder, hash_of(options));
  state->file = ::open(state->path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (state->file < 0) return Error{Code::io, fmt::format("cannot write {}", state->path)};
  if (::flock(state->file, LOCK_EX | LOCK_NB) != 0)
    return Error{Code::usage, fmt::format("{} is in use by another run", state->path)};
  const std::string header =
      nlohmann::json{{"schema", "stillwatch.calibration/1"}, {"options", options}}.dump();
  if (auto done = state->read(header + "\n"); !done.has_value()) return done.error();
  return WorldLedger(std::move(state));
}

Status WorldLedger::add(const HonestWorld& world) {
  const std::lock_guard lock(state_->mutex);
  if (!write_whole(state_->file, to_json_line(world) + "\n"))
    return Error{Code::io, fmt::format("cannot write {}", state_->path)};
  state_->worlds[world.number] = world;
  return Done{};
}

}  // namespace stillwatch
