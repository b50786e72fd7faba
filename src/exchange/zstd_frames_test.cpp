#include "exchange/zstd_frames.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <string>

#include "exchange/canonical_writer.h"
#include "exchange/log_reader.h"
#include "exchange/sample_exchanges.h"

namespace stillwatch {
namespace {

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
  return out;
}

// A log in twenty frames, which begin anywhere in a line, behind one that is skipped.
class LogOfManyFrames : public testing::Test {
 protected:
  static constexpr std::size_t kFrames = 20;

  LogOfManyFrames() {
    SampleExchanges samples(6);
    std::string text;
    for (int i = 0; i < 400; ++i) write_canonical(samples.next(), text);
    size_ = text.size() / kFrames;
    stored_.assign("\x50\x2a\x4d\x18\x03\x00\x00\x00xyz", 11);
    for (std::size_t f = 0; f < kFrames; ++f) {
      begins_.push_back(stored_.size());
      stored_ += zstd(text.substr(f * size_, f + 1 == kFrames ? std::string::npos : size_));
    }
    path_ = (std::filesystem::temp_directory_path() /
             ("stillwatch_frames_" + std::to_string(::getpid()) + ".jsonl.zst"))
                .string();
    store();
  }
  ~LogOfManyFrames() override { std::filesystem::remove(path_); }

  void store() const { std::ofstream(path_, std::ios::binary) << stored_; }

  using Lines = std::map<std::uint64_t, std::string>;
  Lines read(const std::vector<RecordStart>* only, std::uint64_t& anomalies) const {
    ReadOptions options;
    options.inputs = {path_};
    options.chunk_bytes = 4096;
    if (only != nullptr) options.only = *only;
    Lines lines;
    std::mutex mutex;
    const auto report = read_logs(options, [&](unsigned) {
      return [&](const Exchange& e) {
        std::string line;
        write_canonical(e, line);
        const std::lock_guard lock(mutex);
        lines.emplace(e.place.offset, line);
      };
    });
    EXPECT_TRUE(report.has_value());
    anomalies = report.value().anomalies.total();
    return lines;
  }

  std::size_t size_ = 0;  // of a frame's text
  std::string stored_, path_;
  std::vector<std::size_t> begins_;
};

TEST_F(LogOfManyFrames, IsListed) {
  const auto frames = zstd_frames_of(path_);
  ASSERT_EQ(frames.size(), kFrames);
  for (std::size_t f = 0; f < kFrames; ++f) {
    EXPECT_EQ(frames[f].stored, begins_[f]);
    EXPECT_EQ(frames[f].text, f * size_);
  }
  EXPECT_EQ(frame_with(frames, 0), frames.data());
  EXPECT_EQ(frame_with(frames, 7 * size_ - 1), &frames[6]);
  EXPECT_EQ(frame_with(frames, 7 * size_), &frames[7]);
  EXPECT_EQ(frame_with({}, 5), nullptr);
  stored_.resize(begins_[3] + 200);  // cut off inside the fourth
  store();
  EXPECT_EQ(zstd_frames_of(path_).size(), 3U);
}

// Frames without a wanted record are damaged: whoever read them would notice.
TEST_F(LogOfManyFrames, IsReadWhereItIsWanted) {
  std::uint64_t anomalies = 0;
  const Lines all = read(nullptr, anomalies);
  ASSERT_EQ(all.size(), 400U);
  EXPECT_EQ(anomalies, 0U);
  Lines wanted;
  std::vector<RecordStart> only;
  for (const auto& [offset, line] : all) {
    const std::size_t frame = offset / size_;
    if ((frame != 0 && frame != 9 && frame != 15) || offset % size_ > size_ / 2) continue;
    wanted.emplace(offset, line);
    only.push_back({0, offset});
  }
  ASSERT_GT(wanted.size(), 20U);
  for (const std::size_t unwanted : {std::size_t{5}, std::size_t{12}, std::size_t{19}}) {
    for (std::size_t i = 40; i < 60; ++i)
      stored_[begins_[unwanted] + i] = static_cast<char>(stored_[begins_[unwanted] + i] ^ 0x5a);
  }
  store();
  EXPECT_EQ(read(&only, anomalies), wanted);
  EXPECT_EQ(anomalies, 0U);
  read(nullptr, anomalies);
  EXPECT_GT(anomalies, 0U);
}

}  // namespace
}  // namespace stillwatch
