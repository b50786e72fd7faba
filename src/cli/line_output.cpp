#include "cli/line_output.h"

#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "cli/ordered_output.h"
#include "cli/output_folder.h"
#include "cli/partitioned_output.h"
#include "parquet/library.h"

namespace stillwatch {
namespace {

// One file of JSON lines.
class LineFile final : public LineOutput {
 public:
  explicit LineFile(std::unique_ptr<OrderedOutput> output) : output_(std::move(output)) {}

  void put(std::uint64_t chunk, LineMaker& maker, AnomalyLog& repeats) override {
    std::string lines = lines_of(maker, repeats);
    const std::lock_guard lock(mutex_);
    waiting_.emplace(chunk, std::move(lines));
  }
  void written(std::uint64_t chunk) override {
    std::unique_lock lock(mutex_);
    const auto lines = waiting_.extract(chunk);
    lock.unlock();
    output_->put(chunk, lines.mapped());
  }
  void put_last(LineMaker& maker, AnomalyLog& repeats) override { output_->append(lines_of(maker, repeats)); }
  Status finish(unsigned) override { return output_->finish(); }

 private:
  static std::string lines_of(LineMaker& maker, AnomalyLog& repeats) {
    std::string lines;
    maker.take_new(repeats, [&](std::int64_t, std::string_view line) { lines += line; });
    return lines;
  }
  std::unique_ptr<OrderedOutput> output_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::string> waiting_;
};

// A folder of Parquet files by hour.
class ParquetFolder final : public LineOutput {
 public:
  explicit ParquetFolder(OutputFolder folder) : folder_(std::move(folder)), output_(folder_.path()) {}

  void put(std::uint64_t chunk, LineMaker& maker, AnomalyLog& repeats) override {
    put_last(maker, repeats);
    auto full = output_.take_full();
    const std::lock_guard lock(mutex_);
    if (!full.empty()) full_.emplace(chunk, std::move(full));
  }
  void written(std::uint64_t chunk) override {
    std::unique_lock lock(mutex_);
    const auto full = full_.extract(chunk);
    lock.unlock();
    if (full.empty()) return;
    for (const HourPart& part : full.mapped()) output_.write(part);
  }
  void put_last(LineMaker& maker, AnomalyLog& repeats) override {
    maker.take_new(repeats, [&](std::int64_t time_us, std::string_view line) { output_.add(time_us, line); });
  }
  Status finish(unsigned threads) override {
    Status written = output_.finish(threads);
    return written.has_value() ? folder_.finish() : written;
  }

 private:
  OutputFolder folder_;
  PartitionedOutput output_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::vector<HourPart>> full_;
};

}  // namespace

Result<std::unique_ptr<LineOutput>> open_line_output(const std::string& path, bool parquet,
                                                     unsigned threads) {
  if (!parquet) {
    auto output = OrderedOutput::open(path, threads);
    if (!output.has_value()) return output.error();
    return std::unique_ptr<LineOutput>(std::make_unique<LineFile>(std::move(output).value()));
  }
  if (path == "-") return Error{Code::usage, "--format parquet writes a folder: name it with --out"};
  const auto library = duckdb::load_library();  // before anything is read
  if (!library.has_value()) return library.error();
  auto folder = OutputFolder::open(path);
  if (!folder.has_value()) return folder.error();
  return std::unique_ptr<LineOutput>(std::make_unique<ParquetFolder>(std::move(folder).value()));
}

}  // namespace stillwatch
