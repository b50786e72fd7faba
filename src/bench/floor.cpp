#include "bench/floor.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>

#include "base/parallel.h"
#include "bench/zstd_lines.h"

namespace stillwatch {
namespace {

namespace ondemand = simdjson::ondemand;

// Visits a value and all below it; false when it is not JSON. Adds the bytes of unescaped strings.
bool walk(ondemand::value value, std::uint64_t& string_bytes);

bool walk_object(ondemand::value value, std::uint64_t& string_bytes) {
  ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return false;
  for (auto entry : object) {
    ondemand::field field;
    if (std::move(entry).get(field) != simdjson::SUCCESS) return false;
    if (!walk(field.value(), string_bytes)) return false;
  }
  return true;
}

bool walk_array(ondemand::value value, std::uint64_t& string_bytes) {
  ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return false;
  for (auto entry : array) {
    ondemand::value element;
    if (std::move(entry).get(element) != simdjson::SUCCESS) return false;
    if (!walk(element, string_bytes)) return false;
  }
  return true;
}

bool walk(ondemand::value value, std::uint64_t& string_bytes) {
  ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  if (type == ondemand::json_type::object) return walk_object(value, string_bytes);
  if (type == ondemand::json_type::array) return walk_array(value, string_bytes);
  if (type == ondemand::json_type::string) {
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS) return false;
    string_bytes += text.size();
    return true;
  }
  return !value.raw_json_token().empty();
}

// One worker's counts and memory.
struct Walker {
  ondemand::parser parser;
  std::string chunk;
  FloorRun run;

  bool walk_chunk() {
    const std::size_t size = chunk.size();
    chunk.resize(size + simdjson::SIMDJSON_PADDING);
    run.text_bytes += size;
    return walk_text({chunk.data(), size});
  }

  // Walks the lines of a padded text; false at the first that is not JSON.
  bool walk_text(std::string_view text) {
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.size(), text.find('\n', begin));
      if (end > begin && !walk_line(text, begin, end - begin)) return false;
      begin = end + 1;
    }
    return true;
  }

  bool walk_line(std::string_view text, std::size_t begin, std::size_t length) {
    const simdjson::padded_string_view line(text.data() + begin, length,
                                            text.size() - begin + simdjson::SIMDJSON_PADDING);
    ondemand::document document;
    ondemand::value value;
    ++run.records;
    return parser.iterate(line).get(document) == simdjson::SUCCESS &&
           document.get_value().get(value) == simdjson::SUCCESS && walk(value, run.string_bytes);
  }
};

struct SharedFile {
  std::string path;
  std::mutex mutex;
  std::optional<ZstdLines> lines;  // absent when done
};

// Takes the next chunk of any file, preferring the worker's own; false when all are done.
bool take_chunk(std::vector<SharedFile>& files, unsigned worker, std::string& chunk, std::string& failure) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    SharedFile& file = files[(worker + i) % files.size()];
    const std::lock_guard lock(file.mutex);
    if (!file.lines) continue;
    if (file.lines->next(chunk)) return true;
    if (file.lines->failed()) failure = fmt::format("{}: damaged or cut short", file.path);
    file.lines.reset();
  }
  return false;
}

}  // namespace

std::uint64_t walk_lines(std::string_view lines) {
  thread_local Walker walker;
  walker.run = {};
  return walker.walk_text(lines) ? walker.run.string_bytes : 0;
}

Result<FloorRun> run_floor(const std::vector<std::string>& paths, unsigned threads) {
  std::vector<SharedFile> files(paths.size());
  std::uint64_t stored_bytes = 0;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    auto lines = ZstdLines::open(paths[i]);
    if (!lines.has_value()) return lines.error();
    std::error_code ignored;
    stored_bytes += std::filesystem::file_size(paths[i], ignored);
    files[i].path = paths[i];
    files[i].lines = std::move(lines).value();
  }
  const unsigned workers = worker_count(threads);
  std::vector<Walker> walkers(workers);
  std::vector<std::string> failures(workers);
  const auto start = std::chrono::steady_clock::now();
  parallel_for(workers, workers, [&](std::size_t round, unsigned) {
    Walker& walker = walkers[round];
    while (take_chunk(files, static_cast<unsigned>(round), walker.chunk, failures[round])) {
      if (!walker.walk_chunk()) {
        failures[round] = fmt::format("record {} of one worker is not JSON", walker.run.records);
        return;
      }
    }
  });
  FloorRun total;
  total.stored_bytes = stored_bytes;
  total.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  for (unsigned worker = 0; worker < workers; ++worker) {
    if (!failures[worker].empty()) return Error{Code::bad_input, failures[worker]};
    total.records += walkers[worker].run.records;
    total.text_bytes += walkers[worker].run.text_bytes;
    total.string_bytes += walkers[worker].run.string_bytes;
  }
  return total;
}

}  // namespace stillwatch
