// An event file with arbitrary bytes behind the stated length, and arbitrary lines that are due: either it is
// refused and left as it is, or it ends up as the old bytes and the lines, also when it is done again.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/unnamed_file.h"
#include "watch/event_file.h"

namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stillwatch;
  if (size < 2) return 0;
  static const std::string path =
      scratch_folder({}) + "/stillwatch_event_file_fuzz_" + std::to_string(::getpid());
  const std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t cut = rest.empty() ? 0 : data[0] % (rest.size() + 1);
  const std::string before(rest.substr(0, cut)), lines(rest.substr(cut));
  // What a killed run left: the beginning of the lines, or something else.
  std::string tail = lines.substr(0, lines.empty() ? 0 : data[1] % (lines.size() + 1));
  const bool damaged = data[1] >= 128 && !tail.empty();
  if (damaged) tail.back() = static_cast<char>(tail.back() ^ 1);
  std::ofstream(path, std::ios::binary) << before << tail;
  for (int again = 0; again < 2; ++again) {
    auto file = EventFile::open(path, before.size());
    if (!file.has_value()) std::abort();
    const bool done = file.value().complete(lines).has_value();
    if (done == damaged) std::abort();
    if (text_of(path) != before + (done ? lines : tail)) std::abort();
  }
  if (EventFile::open(path, text_of(path).size() + 1).has_value()) std::abort();
  ::unlink(path.c_str());
  return 0;
}
