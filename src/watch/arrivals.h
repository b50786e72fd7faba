// Which files of a watched folder are new, and whole.
//
//   FoldedFiles folded;                                    // from the state
//   auto found = find_arrivals({"logs/"}, folded, kSettle, now_ns);
//   for (const ArrivedFile& file : found.value().fresh) ...
//
// A file is folded in once, whole. It is taken when it has not been changed for the settling time, so that a
// file that is still written (by a copy, or a gateway that rotates hourly) is left for a later look; a
// program that renames a finished file into the folder needs no settling time. Names that begin with a dot,
// and those that expand_inputs does not take for logs (x.part, x.tmp), are never looked at. A file that was
// folded in and has changed since is told as `changed`, and not read again: its exchanges would count twice,
// or be lost. Files are known by path and told apart by size and time of change. A path is also taken while
// the file is gone, as long as exchanges of it are remembered (forget_gone): a finding says where an exchange
// stood.
//
// Errors: those of expand_inputs. Thread-safe. Cost: a walk over the folders and a stat for each file.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/byte_stream.h"
#include "base/result.h"

namespace stillwatch {

struct FileMark {
  std::uint64_t bytes = 0;
  std::int64_t changed_ns = 0;
  bool operator==(const FileMark&) const = default;
};

// A file that was folded in, and the latest exchange of the log then: none of its own is later.
struct FoldedFile {
  FileMark mark;
  std::int64_t latest_us = 0;
  bool operator==(const FoldedFile&) const = default;
};
using FoldedFiles = std::map<std::string, FoldedFile>;  // by path

struct ArrivedFile {
  std::string path;
  FileMark mark;
};

struct Arrivals {
  std::vector<ArrivedFile> fresh;     // by path
  std::vector<std::string> settling;  // not yet old enough
  std::vector<std::string> changed;   // since they were folded in
  std::vector<std::string> gone;      // folded in, and no longer there
};

[[nodiscard]] Result<Arrivals> find_arrivals(const std::vector<std::string>& sources,
                                             const FoldedFiles& folded, std::int64_t settle_ns,
                                             std::int64_t now_ns);

// Forgets the files that are gone and of which every exchange is older than `oldest_us`.
void forget_gone(const std::vector<std::string>& gone, std::int64_t oldest_us, FoldedFiles& folded);

void store(ByteWriter& out, const FoldedFiles& files);
[[nodiscard]] FoldedFiles load_folded_files(ByteReader& in);

}  // namespace stillwatch
