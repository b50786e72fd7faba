// Writes chunks that several workers make into one file, in the order of their numbers; plain or zstd.
//
//   auto output = OrderedOutput::open("out.jsonl.zst", 4);
//   output.value()->put(7, std::move(text));      // waits when too far ahead of the chunks before it
//   Status done = output.value()->finish();       // gives the file its name
//
// Each chunk becomes a zstd frame of its own, compressed by the worker that made it; readers see one text.
// The file is written beside its final place and renamed at the end, so that a run that fails or is
// interrupted leaves no half log behind. The bytes do not depend on the number of threads. Thread-safe: put()
// alone. "-" is standard output, never compressed.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/interruption.h"

namespace stillwatch {

class OrderedOutput {
 public:
  [[nodiscard]] static Result<std::unique_ptr<OrderedOutput>> open(const std::string& path, unsigned threads);
  OrderedOutput(const OrderedOutput&) = delete;
  OrderedOutput& operator=(const OrderedOutput&) = delete;
  ~OrderedOutput();

  void put(std::uint64_t number, const std::string& text);  // numbers are dense from 0
  // Appends after everything that was put.
  void append(const std::string& text);
  [[nodiscard]] Status finish();

 private:
  OrderedOutput(std::string path, std::string written_path, std::FILE* file, bool zstd, unsigned threads);
  [[nodiscard]] std::string packed(const std::string& text) const;
  void write(const std::string& bytes);

  std::string path_, written_path_;
  std::optional<FileInWork> in_work_;
  std::FILE* file_;
  bool zstd_;
  std::uint64_t furthest_ahead_;
  std::uint64_t next_ = 0;
  std::map<std::uint64_t, std::string> waiting_;
  bool failed_ = false;
  std::mutex mutex_;
  std::condition_variable advanced_;
};

}  // namespace stillwatch
