#include "world/frame_file.h"

#include <fmt/format.h>

namespace stillwatch::world {

Status FrameFile::open(const std::string& path) {
  path_ = path;
  file_.open(path, std::ios::binary | std::ios::trunc);
  if (!file_)
    return Error{Code::io, fmt::format("cannot create {}; check the folder given with --out", path)};
  return Done{};
}

void FrameFile::append(std::string_view frame) {
  file_.write(frame.data(), static_cast<std::streamsize>(frame.size()));
}

Status FrameFile::close() {
  file_.close();
  if (file_.fail()) return Error{Code::io, fmt::format("cannot write {}; is the disk full?", path_)};
  return Done{};
}

FrameCompressor::FrameCompressor(int level) : context_(ZSTD_createCCtx(), &ZSTD_freeCCtx) {
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

void FrameCompressor::compress(std::string_view text, std::string& frame) {
  frame.resize(ZSTD_compressBound(text.size()));
  const std::size_t size =
      ZSTD_compress2(context_.get(), frame.data(), frame.size(), text.data(), text.size());
  frame.resize(ZSTD_isError(size) != 0 ? 0 : size);
}

Status write_text_file(const std::string& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return Error{Code::io, fmt::format("cannot write {}; check the folder given with --out", path)};
  return Done{};
}

}  // namespace stillwatch::world
