#include "exchange/exchange.h"

#include <utility>

namespace stillwatch {

void Exchange::clear() {
  Exchange empty;
  std::swap(empty.input, input);
  std::swap(empty.output, output);
  std::swap(empty.tools, tools);
  empty.input.clear();
  empty.output.clear();
  empty.tools.clear();
  *this = std::move(empty);
}

}  // namespace stillwatch
