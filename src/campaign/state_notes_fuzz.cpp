// Arbitrary bytes as the notes of a state: what is accepted is written back byte for byte, and joins with
// itself only where it holds no log.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/version.h"
#include "campaign/joined_notes.h"

namespace {

void check(std::string_view bytes) {
  const auto notes = stillwatch::read_notes(bytes, "state", 0);
  if (!notes.has_value()) return;
  if (stillwatch::bytes_of(notes.value()) != bytes) std::abort();
  const std::vector<stillwatch::NotedPart> one = {{"a", &notes.value()}};
  const auto joined = stillwatch::join_notes(one);
  if (joined.has_value() && joined.value().notes.report.inputs.size() > notes.value().report.inputs.size())
    std::abort();
  const std::vector<stillwatch::NotedPart> two = {{"a", &notes.value()}, {"b", &notes.value()}};
  bool holds_log = false;
  for (const auto& input : notes.value().report.inputs)
    holds_log = holds_log || input.dialect != "access_log";
  if (stillwatch::join_notes(two).has_value() == holds_log) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(bytes);
  // Behind the version and the program's name, which little else gets past.
  stillwatch::StateNotes empty;
  empty.program = std::string(stillwatch::version());
  const std::size_t head = 16 + empty.program.size();
  check(stillwatch::bytes_of(empty).substr(0, head).append(bytes));
  return 0;
}
