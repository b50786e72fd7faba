// Arbitrary bytes that a killed run left in a spool, and arbitrary bytes that then come through a pipe: the
// files hold the whole lines of the former and all of the latter, in order, each file whole lines.
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/unnamed_file.h"
#include "watch/spool.h"

namespace {

using namespace stillwatch;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void receive(Spool& spool, std::string_view sent, std::size_t pieces) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) std::abort();
  const std::size_t piece = sent.size() / pieces + 1;
  while (!sent.empty()) {
    const std::string_view part = sent.substr(0, piece);
    if (::write(pipe[1], part.data(), part.size()) != static_cast<ssize_t>(part.size())) std::abort();
    sent.remove_prefix(part.size());
    if (!spool.fill(pipe[0], 0).has_value()) std::abort();
    if (spool.holds_lines() && !spool.close_file().has_value()) std::abort();
  }
  ::close(pipe[1]);
  const auto last = spool.fill(pipe[0], steady_now_ns() + 1'000'000'000);
  if (!last.has_value() || !last.value().ended) std::abort();
  if (spool.holds_lines() && !spool.close_file().has_value()) std::abort();
  ::close(pipe[0]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace fs = std::filesystem;
  if (size < 2 || size > 40'000) return 0;
  static const fs::path folder = scratch_folder({}) + "/stillwatch_spool_fuzz_" + std::to_string(::getpid());
  const std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::string_view left = rest.substr(0, data[0] % (rest.size() + 1)), sent = rest.substr(left.size());
  fs::remove_all(folder);
  fs::create_directories(folder);
  std::ofstream(folder / "arriving.part", std::ios::binary) << left;
  auto spool = Spool::open(folder.string(), data[1]);
  if (!spool.has_value()) std::abort();
  receive(spool.value(), sent, 1U + data[1] % 4U);
  std::string expected(left.substr(0, left.rfind('\n') == std::string_view::npos ? 0 : left.rfind('\n') + 1));
  expected += sent;
  if (!sent.empty() && sent.back() != '\n') expected += '\n';
  std::string found;
  for (std::uint64_t number = data[1] + 1U;; ++number) {
    std::string name = std::to_string(number);
    name = "arrived-" + std::string(name.size() < 8 ? 8 - name.size() : 0, '0') + name + ".jsonl";
    if (!fs::exists(folder / name)) break;
    const std::string lines = text_of(folder / name);
    if (lines.empty() || lines.back() != '\n') std::abort();
    found += lines;
  }
  if (found != expected) std::abort();
  fs::remove_all(folder);
  return 0;
}
