// Finished cells of a table (bench/line_ledger.h).
//
//   auto store = CellStore::open("build/bench/detect/cells.jsonl");
//   if (const CellResult* known = store.value().find(key)) use(*known);
//   store.value().add(key, result);
//
// Keys name the cell and the build (bench/detect/cell.h), so results of another program are left alone and
// not used. A line that is no record is passed over. add() may be called from several threads; the rest not
// at the same time as add(). Errors: those of LineLedger.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "bench/detect/result.h"

namespace stillwatch {

class CellStore {
 public:
  [[nodiscard]] static Result<CellStore> open(const std::string& path);
  CellStore(CellStore&&) noexcept;
  CellStore& operator=(CellStore&&) noexcept;
  ~CellStore();

  [[nodiscard]] const CellResult* find(const std::string& key) const;
  [[nodiscard]] Status add(const std::string& key, const CellResult& result);

 private:
  struct State;
  explicit CellStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace stillwatch
