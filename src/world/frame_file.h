// Compressed files that grow by whole zstd frames, so that several threads can compress parts of one file.
//
//   FrameFile file;
//   if (auto opened = file.open("log.jsonl.zst"); !opened.has_value()) return opened.error();
//   FrameCompressor compressor;                       // one per thread
//   compressor.compress(text, frame);
//   file.append(frame);                               // by one thread at a time, in the order of the text
//   return file.close();
//
// With checksums. Errors: Code::io, the first one, from open() or close().
#pragma once

#include <zstd.h>

#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace stillwatch::world {

class FrameFile {
 public:
  [[nodiscard]] Status open(const std::string& path);
  void append(std::string_view frame);
  [[nodiscard]] Status close();

 private:
  std::string path_;
  std::ofstream file_;
};

class FrameCompressor {
 public:
  explicit FrameCompressor(int level = 1);
  // Replaces `frame`.
  void compress(std::string_view text, std::string& frame);

 private:
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_;
};

// A whole small file. Code::io when it cannot be written.
[[nodiscard]] Status write_text_file(const std::string& path, std::string_view text);

}  // namespace stillwatch::world
