#include "world/scale/line_sink.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "world/frame_file.h"

namespace stillwatch::world {
namespace {

class FileSink : public LineSink {
 public:
  FileSink(const std::string& folder, std::uint64_t per_file) : folder_(folder), per_file_(per_file) {}

  [[nodiscard]] bool compressed() const override { return true; }
  void put(std::string_view bytes, std::uint64_t exchanges) override {
    if (!status_.has_value()) return;
    if (!open_) {
      const std::string name = fmt::format("exchanges-{:03}.jsonl.zst", files_++);
      status_ = file_.open((std::filesystem::path(folder_) / name).string());
      open_ = true;
    }
    file_.append(bytes);
    in_file_ += exchanges;
    if (in_file_ >= per_file_) close();
  }
  [[nodiscard]] Status finish() override {
    close();
    return status_;
  }

 private:
  void close() {
    if (!open_) return;
    const Status closed = file_.close();
    if (status_.has_value()) status_ = closed;
    open_ = false;
    in_file_ = 0;
  }

  std::string folder_;
  std::uint64_t per_file_, in_file_ = 0;
  unsigned files_ = 0;
  bool open_ = false;
  FrameFile file_;
  Status status_ = Done{};
};

class OutputSink : public LineSink {
 public:
  [[nodiscard]] bool compressed() const override { return false; }
  void put(std::string_view bytes, std::uint64_t) override {
    failed_ = failed_ || std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size();
  }
  [[nodiscard]] Status finish() override {
    failed_ = std::fflush(stdout) != 0 || failed_;
    if (failed_) return Error{Code::io, "standard output cannot be written; did its reader end?"};
    return Done{};
  }

 private:
  bool failed_ = false;
};

class NoSink : public LineSink {
 public:
  [[nodiscard]] bool compressed() const override { return false; }
  void put(std::string_view, std::uint64_t) override {}
  [[nodiscard]] Status finish() override { return Done{}; }
};

}  // namespace

std::unique_ptr<LineSink> sink_into_files(const std::string& folder, std::uint64_t per_file) {
  return std::make_unique<FileSink>(folder, per_file);
}
std::unique_ptr<LineSink> sink_into_standard_output() { return std::make_unique<OutputSink>(); }
std::unique_ptr<LineSink> sink_into_nothing() { return std::make_unique<NoSink>(); }

}  // namespace stillwatch::world
