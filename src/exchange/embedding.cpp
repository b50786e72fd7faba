#include "exchange/embedding.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <memory>

namespace stillwatch {

bool read_embedding(Json value, std::span<const float>& to, Arena& arena) {
  if (!value.is_array()) return false;
  const std::size_t count = value.size();
  if (count == 0 || count > kEmbeddingMost) return false;
  std::size_t room = (count + 1) * sizeof(float);
  void* place = arena.allocate(room);
  auto* const numbers = static_cast<float*>(std::align(alignof(float), count * sizeof(float), place, room));
  std::size_t read = 0;
  for (const Json element : value) {
    const auto number = element.is_number() ? element.real() : std::nullopt;
    const float single = number ? static_cast<float>(*number) : NAN;
    if (!std::isfinite(single)) return false;
    std::construct_at(numbers + read++, single);
  }
  to = {numbers, count};
  return true;
}

void append_embedding(std::string& out, std::span<const float> embedding) {
  out += '[';
  for (const float number : embedding) fmt::format_to(std::back_inserter(out), "{},", number);
  out.back() = ']';
}

}  // namespace stillwatch
