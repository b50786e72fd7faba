// Where the frames of a zstd file begin, as stored and in the text: what is wanted of a log of many frames
// can be read without what stands before it.
//
//   const std::vector<ZstdFrame> frames = zstd_frames_of("log.jsonl.zst");
//   const ZstdFrame* frame = frame_with(frames, offset);      // null: only from the beginning
//   auto source = ByteSource::open_at(path, frame->stored);
//
// Headers alone are read, three bytes of each block of some 128 KiB of text. The list ends before a frame
// that does not say how long its text is (`zstd` says so of files, and cannot of what is piped into it), and
// before what is no frame or is cut off. Empty for other files. Source: RFC 8878, 3.1. Thread-safe. Cost: a
// read of a few bytes for each block, from the page cache after a first pass.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace stillwatch {

struct ZstdFrame {
  std::uint64_t stored = 0;  // offset in the file
  std::uint64_t text = 0;    // of its first byte in the decompressed text
};

// In order; frames without text are left out.
[[nodiscard]] std::vector<ZstdFrame> zstd_frames_of(const std::string& path);

// The last frame that begins at `offset` of the text or before; null without one.
[[nodiscard]] const ZstdFrame* frame_with(const std::vector<ZstdFrame>& frames, std::uint64_t offset);

}  // namespace stillwatch
