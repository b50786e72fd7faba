// Numbers and texts as bytes, little-endian and length first, and back.
//
//   ByteWriter out;                       ByteReader in(bytes);
//   out.number(names.size());             std::uint64_t count = in.number();
//   for (...) out.text(name);             for (...) names.emplace_back(in.text());
//   store(out.bytes());                   if (!in.ended()) refuse(in.at());
//
// A reader that meets the end too early gives zeros and empty texts from then on, and good() is false: one
// check after everything was read suffices, but loops over counts must stop when it fails. Nothing is
// allocated for a length that the bytes do not hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace stillwatch {

class ByteWriter {
 public:
  void number(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) bytes_.push_back(static_cast<char>(value >> shift & 0xff));
  }
  void text(std::string_view value) {
    number(value.size());
    bytes_.append(value);
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t number() {
    const std::string_view eight = take(8);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < eight.size(); ++i)
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(eight[i])) << (8 * i);
    return value;
  }
  std::string_view text() { return take(number()); }

  void fail() { good_ = false; }  // what was read is not what it should be
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool ended() const { return good_ && at_ == bytes_.size(); }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  std::string_view take(std::uint64_t size) {
    good_ = good_ && bytes_.size() - at_ >= size;
    if (!good_) return {};
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

}  // namespace stillwatch
