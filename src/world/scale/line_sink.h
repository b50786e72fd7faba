// Where the lines of a scale world go: chunk by chunk, in order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace stillwatch::world {

class LineSink {
 public:
  LineSink() = default;
  LineSink(const LineSink&) = delete;
  LineSink& operator=(const LineSink&) = delete;
  virtual ~LineSink() = default;
  // Whether put() wants the text compressed.
  [[nodiscard]] virtual bool compressed() const = 0;
  // `bytes`: the next chunk, compressed or not; `exchanges` of it come before the next file may begin.
  virtual void put(std::string_view bytes, std::uint64_t exchanges) = 0;
  [[nodiscard]] virtual Status finish() = 0;
};

// Files FOLDER/exchanges-NNN.jsonl.zst of at least `per_file` exchanges each, but for the last.
[[nodiscard]] std::unique_ptr<LineSink> sink_into_files(const std::string& folder, std::uint64_t per_file);
[[nodiscard]] std::unique_ptr<LineSink> sink_into_standard_output();
[[nodiscard]] std::unique_ptr<LineSink> sink_into_nothing();

}  // namespace stillwatch::world
