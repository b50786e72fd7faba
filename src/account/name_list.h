// Strings in the order in which they first came, each with its number.
//
//   NameList names(derive_key(secret, "..."));
//   std::uint32_t number = names.intern("acct_1");      // the same for the same string
//   names[number]                                       // "acct_1"
//
// Looked up once for every exchange: open addressing by keyed hash (whoever chooses names cannot choose
// hashes), the place of the bytes beside it, so that a look-up touches two cache lines. Memory: the strings,
// and 64 to 128 bytes for each. Not thread-safe. References stay valid while more are added and when the list
// is moved.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/siphash.h"

namespace stillwatch {

class NameList {
 public:
  explicit NameList(SipKey key) : key_(key) {}
  std::uint32_t intern(std::string_view name);
  [[nodiscard]] std::size_t size() const { return names_->size(); }
  [[nodiscard]] const std::string& operator[](std::size_t number) const { return (*names_)[number]; }
  [[nodiscard]] auto begin() const { return names_->begin(); }
  [[nodiscard]] auto end() const { return names_->end(); }

 private:
  struct Place {
    std::uint64_t hash = 0;
    std::string_view name;  // one without bytes: nothing here
    std::uint32_t number = 0;
  };
  static constexpr std::uint32_t kNone = 0xffffffff;

  [[nodiscard]] Place& place_of(std::uint64_t hash, std::string_view name);
  void grow();

  SipKey key_;
  // Behind a pointer, so that moving cannot fail.
  std::unique_ptr<std::deque<std::string>> names_ = std::make_unique<std::deque<std::string>>();
  std::vector<Place> places_ = std::vector<Place>(64);  // a power of two, at most half of them taken
  std::uint32_t empty_name_ = kNone;                    // the number of ""
};

}  // namespace stillwatch
