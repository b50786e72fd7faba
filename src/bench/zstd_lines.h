// Reads a zstd-compressed text file in chunks that end at line ends, for measuring (exchange/ has the real
// reader).
//
//   auto lines = ZstdLines::open("log.jsonl.zst");
//   std::string chunk;
//   while (lines.value().next(chunk)) use(chunk);        // the last line may lack its line end
//   if (lines.value().failed()) ...                      // truncated or damaged
//
// Frames that follow each other are read as one text. Not thread-safe.
#pragma once

#include <zstd.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace stillwatch {

class ZstdLines {
 public:
  static Result<ZstdLines> open(const std::string& path);

  // Replaces `chunk` by the next lines, about 1 MiB of them; false at the end of the file or on failure.
  bool next(std::string& chunk);
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { (void)std::fclose(file); }
  };
  struct FreeStream {
    void operator()(ZSTD_DStream* stream) const { (void)ZSTD_freeDStream(stream); }
  };
  ZstdLines() = default;
  bool refill();

  std::unique_ptr<std::FILE, CloseFile> file_;
  std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
  std::vector<char> stored_;
  ZSTD_inBuffer input_{};
  std::string rest_;  // begun line of the chunk before
  bool inside_frame_ = false, failed_ = false;
};

}  // namespace stillwatch
