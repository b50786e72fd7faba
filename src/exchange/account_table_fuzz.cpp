#include "exchange/account_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = stillwatch::parse_account_facts({reinterpret_cast<const char*>(data), size});
  for (const auto& row : table.rows) {
    if (table.find(row.account) != &row) __builtin_trap();
  }
  return 0;
}
