// DuckDB's shared library, loaded when Parquet is first met, so that nothing else needs it.
//
//   const auto library = duckdb::load_library();       // once per process; later calls return the same
//   if (!library.has_value()) return library.error();   // says where it was looked for and what to run
//   library.value()->api.query(...);
//
// Looked for, in this order: the file that the environment variable STILLWATCH_DUCKDB names (and then nowhere
// else); libduckdb.so beside the program, in ../lib and in ../duckdb from there (where `./dev setup` puts
// it); the system's folders. Its symbols stay its own (RTLD_LOCAL): it brings copies of libraries that the
// program uses as well. Releases 1.5 and later of major version 1 are accepted; the one that `./dev setup`
// gets is the one that is tested. Errors: not_found when there is none, bad_input when it is another library
// or version. Thread-safe. Cost: some 20 ms, once.
#pragma once

#include <string>

#include "base/result.h"
#include "parquet/c_api.h"

namespace stillwatch::duckdb {

struct Library {
  Api api{};
  std::string path;     // as it was opened
  std::string version;  // "v1.5.6"
};

[[nodiscard]] stillwatch::Result<const Library*> load_library();

// The same with the value of STILLWATCH_DUCKDB and the program's folder given, and nothing remembered.
[[nodiscard]] stillwatch::Result<Library> open_library(const char* named_file,
                                                       const std::string& program_folder);

// Whether a release of that name ("v1.5.6") is accepted.
[[nodiscard]] bool is_accepted(const std::string& version);

}  // namespace stillwatch::duckdb
