// Finished cells on disk, so that a table that was interrupted goes on where it stopped.
//
//   CellStore store("build/bench/detect/cells.jsonl");
//   auto opened = store.open();                              // Code::io when it cannot be read or written
//   if (const CellResult* known = store.find(key)) use(*known);
//   store.add(key, result);                                  // appended at once, one JSON object a line
//
// Keys name the cell and the build (bench/detect/cell.h), so results of another program are left alone and
// not used. A line that is no whole record (the program was killed while it wrote) is passed over. add() may
// be called from several threads; the rest not at the same time as add().
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/result.h"
#include "bench/detect/result.h"

namespace stillwatch {

class CellStore {
 public:
  explicit CellStore(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] Status open();
  [[nodiscard]] const CellResult* find(const std::string& key) const;
  [[nodiscard]] Status add(const std::string& key, const CellResult& result);

 private:
  std::string path_;
  std::map<std::string, CellResult> known_;
  std::mutex mutex_;
};

// Digests that tell one build, and one set of texts, from another. What cannot be read counts as empty.
[[nodiscard]] std::string digest_of_file(const std::string& path);
[[nodiscard]] std::string digest_of_folder(const std::string& path);  // names and sizes of its files

}  // namespace stillwatch
