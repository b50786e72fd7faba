// "1 account", "3 accounts": numbers in the sentences that the campaign stage writes.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace stillwatch {

[[nodiscard]] inline std::string counted_words(std::uint64_t number, std::string_view singular) {
  return fmt::format("{} {}{}", number, singular, number == 1 ? "" : "s");
}

}  // namespace stillwatch
