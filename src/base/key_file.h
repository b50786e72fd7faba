// The secret under which traces are hashed, from a file.
//
//   auto key = read_key_file("scan.key");     // the file's bytes without a final line end
//   if (key.has_value() && !key.value().warning.empty()) warn(key.value().warning);
//
// A secret is never taken from the command line, where other users can see it. Without a key file the
// development key is used: it is public, so whoever has fingerprints made with it can test guesses. Make a
// key with
//   (umask 077; head -c 32 /dev/urandom | base64 > scan.key)
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace stillwatch {

// Fixed and public, for demonstrations and tests; part of the format, so that runs without a key can be
// compared.
inline constexpr std::string_view kDevelopmentKey = "stillwatch development key, not secret";

inline constexpr std::size_t kShortestKey = 16;  // bytes
inline constexpr std::size_t kLongestKey = 4096;

struct KeyFile {
  std::string secret;
  std::string warning;  // one sentence when other users may read or write the file, else empty
};

// Errors: the file cannot be read, or its key is shorter than kShortestKey or longer than kLongestKey.
[[nodiscard]] Result<KeyFile> read_key_file(const std::string& path);

}  // namespace stillwatch
