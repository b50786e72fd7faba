#include <algorithm>

#include "account/builder_numbers.h"
#include "account/exchange_table.h"
#include "account/row_order.h"
#include "account/table_state_writer.h"

namespace stillwatch {

Result<TableState> ExchangeTableBuilder::save(std::vector<ExchangeTableBuilder> parts,
                                              const StateTarget& target, std::string_view secret,
                                              std::string notes) {
  BuilderNumbers numbers(parts);
  struct Placed {
    const FingerprintPool* pool;
    const ExchangeRow* row;
  };
  std::vector<Placed> rows;
  std::uint64_t prints = 0;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (auto& block : parts[p].blocks_) {
      for (ExchangeRow& row : block) {
        numbers.renumber(p, row);
        prints += TableState::print_count(row);
        rows.push_back({&parts[p].pool_, &row});
      }
    }
  }
  std::sort(rows.begin(), rows.end(), [](const Placed& a, const Placed& b) {
    if (a.row->account != b.row->account) return a.row->account < b.row->account;
    return order_of(*a.row, a.row->input) < order_of(*b.row, b.row->input);
  });
  auto writer = TableStateWriter::create(target, secret, rows.size(), prints);
  if (!writer.has_value()) return writer.error();
  for (const auto& [pool, row] : rows)
    writer.value().add(*row, pool->at(row->prints, TableState::print_count(*row)));
  numbers.names.notes = std::move(notes);
  return writer.value().finish(numbers.names);
}

}  // namespace stillwatch
