// What the steps of reading text cost, each run alone over batches of exchanges. See bench/reading_budget.h.
//
//   TextBudget budget("secret");
//   budget.begin_round();
//   for (exchange ...) budget.add(exchange);       // copies its texts
//   budget.flush();
//   budget.costs();
//
// Of each exchange the user texts of the newest turn are one text (read in full), and those of the answer
// another (of which words, whole hash and prints are made). Memo tables and quoted histories are left out.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "bench/reading_budget.h"
#include "exchange/exchange.h"

namespace stillwatch {

class TextBudget {
 public:
  explicit TextBudget(std::string_view secret);
  ~TextBudget();

  void begin_round();
  void add(const Exchange& exchange);
  void flush();

  [[nodiscard]] std::vector<StageCost> costs() const;
  [[nodiscard]] std::uint64_t bytes() const;  // of all texts of a round

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace stillwatch
