// Accounts and models of several builders under one number each, in order of their names.
//
//   BuilderNumbers numbers(builders);
//   numbers.renumber(part, row);                       // a row that builder `part` holds; counted
//   numbers.account_of(part)[piece.account]            // of rows that left its memory
//
// Cost: a sort of the names; memory: some 60 bytes a name while it is made. Not thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "account/table_state.h"

namespace stillwatch {

class BuilderNumbers {
 public:
  explicit BuilderNumbers(const std::vector<ExchangeTableBuilder>& parts);
  void renumber(std::size_t part, ExchangeRow& row);
  // By number in that part, the number of the whole.
  [[nodiscard]] const std::vector<std::uint32_t>& account_of(std::size_t part) const {
    return account_of_[part];
  }
  [[nodiscard]] const std::vector<std::uint32_t>& model_of(std::size_t part) const { return model_of_[part]; }

  TableNames names;  // rows as far as renumber() counted them

 private:
  std::vector<std::vector<std::uint32_t>> account_of_, model_of_;
};

}  // namespace stillwatch
