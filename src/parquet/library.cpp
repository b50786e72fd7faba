#include "parquet/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace stillwatch::duckdb {
namespace {

constexpr const char* kFileName = "libduckdb.so";
constexpr std::string_view kRemedy =
    "`./dev setup parquet` fetches it; or set STILLWATCH_DUCKDB to the path of a libduckdb.so of DuckDB 1.5";

// The first symbol that the library lacks, or null. Names and members are kept side by side by the macro.
const char* find_symbols(void* handle, Api& api) {
  const char* missing = nullptr;
  const auto find = [&](auto& member, const char* name) {
    void* const symbol = ::dlsym(handle, name);
    if (symbol == nullptr && missing == nullptr) missing = name;
    member = reinterpret_cast<std::remove_reference_t<decltype(member)>>(symbol);
  };
#define STILLWATCH_FIND(name) find(api.name, "duckdb_" #name)
  STILLWATCH_FIND(library_version);
  STILLWATCH_FIND(create_config);
  STILLWATCH_FIND(set_config);
  STILLWATCH_FIND(destroy_config);
  STILLWATCH_FIND(open_ext);
  STILLWATCH_FIND(close);
  STILLWATCH_FIND(free);
  STILLWATCH_FIND(connect);
  STILLWATCH_FIND(disconnect);
  STILLWATCH_FIND(query);
  STILLWATCH_FIND(result_error);
  STILLWATCH_FIND(destroy_result);
  STILLWATCH_FIND(prepare);
  STILLWATCH_FIND(prepare_error);
  STILLWATCH_FIND(destroy_prepare);
  STILLWATCH_FIND(pending_prepared_streaming);
  STILLWATCH_FIND(pending_error);
  STILLWATCH_FIND(execute_pending);
  STILLWATCH_FIND(destroy_pending);
  STILLWATCH_FIND(fetch_chunk);
  STILLWATCH_FIND(create_data_chunk);
  STILLWATCH_FIND(destroy_data_chunk);
  STILLWATCH_FIND(data_chunk_reset);
  STILLWATCH_FIND(data_chunk_get_size);
  STILLWATCH_FIND(data_chunk_set_size);
  STILLWATCH_FIND(data_chunk_get_vector);
  STILLWATCH_FIND(vector_get_data);
  STILLWATCH_FIND(vector_get_validity);
  STILLWATCH_FIND(vector_ensure_validity_writable);
  STILLWATCH_FIND(vector_assign_string_element_len);
  STILLWATCH_FIND(list_vector_get_child);
  STILLWATCH_FIND(list_vector_get_size);
  STILLWATCH_FIND(list_vector_set_size);
  STILLWATCH_FIND(list_vector_reserve);
  STILLWATCH_FIND(struct_vector_get_child);
  STILLWATCH_FIND(appender_create);
  STILLWATCH_FIND(appender_column_type);
  STILLWATCH_FIND(appender_column_count);
  STILLWATCH_FIND(append_data_chunk);
  STILLWATCH_FIND(appender_flush);
  STILLWATCH_FIND(appender_error);
  STILLWATCH_FIND(appender_destroy);
  STILLWATCH_FIND(destroy_logical_type);
#undef STILLWATCH_FIND
  return missing;
}

// Never unloaded: its threads and thread-local objects may outlive any caller.
stillwatch::Result<Library> open_file(const std::string& path) {
  void* const handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return Error{Code::not_found, ::dlerror()};
  Library library;
  library.path = path;
  if (const char* const missing = find_symbols(handle, library.api))
    return Error{Code::bad_input,
                 fmt::format("{}: no DuckDB that can be used, {} is missing; {}", path, missing, kRemedy)};
  library.version = library.api.library_version();
  if (!is_accepted(library.version))
    return Error{Code::bad_input,
                 fmt::format("{}: DuckDB {} is not one that was tried; {}", path, library.version, kRemedy)};
  return library;
}

std::string program_folder() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path().string();
}

}  // namespace

bool is_accepted(const std::string& version) {
  constexpr std::string_view kMajor = "v1.";
  constexpr int kLeastMinor = 5;
  if (!version.starts_with(kMajor)) return false;
  int minor = 0;
  const char* const end = version.data() + version.size();
  const auto [at, error] = std::from_chars(version.data() + kMajor.size(), end, minor);
  return error == std::errc{} && at != end && *at == '.' && minor >= kLeastMinor;
}

stillwatch::Result<Library> open_library(const char* named_file, const std::string& folder) {
  if (named_file != nullptr && *named_file != '\0') {
    auto library = open_file(named_file);
    if (library.has_value() || library.error().code != Code::not_found) return library;
    return Error{Code::not_found, fmt::format("STILLWATCH_DUCKDB: {}; {}", library.error().what, kRemedy)};
  }
  for (const char* const near : {"", "../lib", "../duckdb"}) {
    const std::filesystem::path path = std::filesystem::path(folder) / near / kFileName;
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return open_file(path.lexically_normal().string());
  }
  auto library = open_file(kFileName);
  if (library.has_value() || library.error().code != Code::not_found) return library;
  return Error{Code::not_found,
               fmt::format("Parquet needs DuckDB's library {}, and there is none; {}", kFileName, kRemedy)};
}

stillwatch::Result<const Library*> load_library() {
  static const stillwatch::Result<Library> kLoaded =
      open_library(std::getenv("STILLWATCH_DUCKDB"), program_folder());  // NOLINT(concurrency-mt-unsafe)
  if (!kLoaded.has_value()) return kLoaded.error();
  return &kLoaded.value();
}

}  // namespace stillwatch::duckdb
