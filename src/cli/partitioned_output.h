// Writes canonical lines as Parquet files, one folder per hour:
// FOLDER/date=2026-06-01/hour=13/part-00000.parquet.
//
//   PartitionedOutput output(folder.path());
//   output.add(exchange_time_us, line);                    // in the order in which rows shall stand
//   for (HourPart& part : output.take_full()) ...          // hand them to write(), on any thread
//   const Status written = output.finish(threads);         // what is left
//
// Hours are those of UTC. Rows of an hour stand in the order of add(), over parts numbered from 0. A part is
// full at 64 MiB of lines or 131,072 rows; where lines of many hours come in turn, the largest part is closed
// when 256 MiB are waiting. The files depend on the lines and their order alone. Errors: those of
// ParquetTable, the first one. write() is thread-safe; the others are called by one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace stillwatch {

struct HourPart {
  std::int64_t hour = 0;  // since 1970
  unsigned number = 0;    // within the hour
  std::uint64_t rows = 0;
  std::string lines;  // each with its line end
};

class PartitionedOutput {
 public:
  struct Bounds {
    std::size_t part_bytes = std::size_t{64} << 20;
    std::uint64_t part_rows = 131'072;
    std::size_t waiting_bytes = std::size_t{256} << 20;
  };
  explicit PartitionedOutput(std::string folder) : PartitionedOutput(std::move(folder), Bounds()) {}
  PartitionedOutput(std::string folder, const Bounds& bounds) : folder_(std::move(folder)), bounds_(bounds) {}

  void add(std::int64_t time_us, std::string_view line);
  [[nodiscard]] std::vector<HourPart> take_full();
  void write(const HourPart& part);
  [[nodiscard]] bool failed() const;
  [[nodiscard]] Status finish(unsigned threads);

 private:
  void close(std::map<std::int64_t, HourPart>::iterator part);

  std::string folder_;
  Bounds bounds_;
  std::map<std::int64_t, HourPart> open_;  // by hour
  std::map<std::int64_t, unsigned> next_number_;
  std::vector<HourPart> full_;
  std::size_t waiting_ = 0;  // bytes in open_
  mutable std::mutex mutex_;
  Status status_ = Done{};
};

// FOLDER/date=YYYY-MM-DD/hour=HH/part-NNNNN.parquet.
[[nodiscard]] std::string path_of(const HourPart& part, const std::string& folder);

}  // namespace stillwatch
