// Arbitrary bytes as a state. What is accepted must hold together: a merge with itself keeps one row of each
// exchange id, and a table over it can be walked. The second reading repairs counts and sums, so that names
// and rows behind them are reached.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>

#include "account/table_merge.h"
#include "base/key_file.h"

namespace {

using namespace stillwatch;

constexpr std::uint64_t kInputs = 3;

// In memory, under the name of a file.
Result<MappedFile> mapped(const std::string& bytes) {
  const int file = ::memfd_create("state", MFD_CLOEXEC);
  if (file < 0 || ::write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    std::abort();
  auto map = MappedFile::of(file, "state");
  ::close(file);
  return map;
}

void walk(const ExchangeTable& table) {
  std::uint64_t sum = 0;
  for (const ExchangeRow& row : table.rows()) {
    for (const auto list :
         {table.history(row), table.shapes(row), table.prompt_prints(row), table.answer_prints(row)}) {
      for (const std::uint64_t print : list) sum += print;
    }
    sum += static_cast<std::uint8_t>(table.projection(row)[0]) + table.account_name(row.account).size() +
           table.model_name(row.model).size();
  }
  if (sum == 1 && table.rows().size() > 1'000'000) std::abort();  // so that the sum is made
}

void check(const std::string& bytes) {
  auto map = mapped(bytes);
  if (!map.has_value()) std::abort();
  const auto state = TableState::over(std::move(map).value(), "state", kDevelopmentKey);
  if (!state.has_value() || !state.value().verify(kInputs).has_value()) return;
  std::set<std::uint64_t> ids;
  for (const ExchangeRow& row : state.value().rows()) ids.insert(row.id);
  const std::vector<MergeInput> twice = {{&state.value(), {0, 1, 2}}, {&state.value(), {2, 1, 0}}};
  auto merged = merge_states(twice, StateTarget::unnamed("/tmp"), kDevelopmentKey, {{}, true, 1, {}});
  if (!merged.has_value()) std::abort();
  if (merged.value().state.rows().size() != ids.size()) std::abort();
  if (!merged.value().state.verify(kInputs).has_value()) std::abort();
  std::vector<TableState> whole;
  whole.push_back(std::move(merged).value().state);
  auto table = merge_states_into_table(std::move(whole), {{0, 1, 2}}, {"/tmp", 1}, {});
  if (!table.has_value()) std::abort();
  walk(ExchangeTable::over(std::move(table).value(), {}));
}

// With the header that belongs to what follows it.
std::string repaired(std::string bytes) {
  TableStateHeader header;
  if (bytes.size() < kTableStateRowsAt) return bytes;
  std::memcpy(&header, bytes.data(), sizeof header);
  const std::size_t room = bytes.size() - kTableStateRowsAt;
  header.key_check = table_key_check(kDevelopmentKey);
  header.rows = std::min<std::uint64_t>(header.rows, room / sizeof(ExchangeRow));
  const std::size_t behind_rows = room - header.rows * sizeof(ExchangeRow);
  header.prints = std::min<std::uint64_t>(header.prints, behind_rows / sizeof(std::uint64_t));
  header.names_bytes = behind_rows - header.prints * sizeof(std::uint64_t);
  const auto all = std::as_bytes(std::span(bytes)).subspan(kTableStateRowsAt);
  header.rows_sum = sum_of(all.first(header.rows * sizeof(ExchangeRow)));
  header.prints_sum =
      sum_of(all.subspan(header.rows * sizeof(ExchangeRow), header.prints * sizeof(std::uint64_t)));
  header.names_sum = sum_of(all.last(header.names_bytes));
  header = stamped(header);
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  check(bytes);
  check(repaired(bytes));
  return 0;
}
