// Exchanges in normal form drawn at random, for tests and fuzz seeds: every field sometimes present, awkward
// text.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/random.h"
#include "exchange/exchange.h"

namespace stillwatch {

class SampleExchanges {
 public:
  explicit SampleExchanges(std::uint64_t seed) : random_(seed) {}

  // Valid until the object goes away.
  Exchange next();

 private:
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  std::string_view text();
  std::string_view maybe(std::string_view prefix);
  void add_conversation(Exchange& exchange);
  void add_answer(Exchange& exchange);
  void add_identity(Exchange& e);
  void add_parameters(RequestParameters& parameters);

  Random random_;
  std::deque<std::string> texts_;
  std::uint64_t made_ = 0;
};

}  // namespace stillwatch
