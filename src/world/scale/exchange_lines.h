// Writes events of a plan as lines of a canonical log, fast: what world/renderer.h and
// exchange/canonical_writer.h do for all dialects, here for one, by copying.
//
//   ExchangeLines lines(plan, turns, members, options.seed);           // one per thread
//   for (const Event& event : events) lines.append(event, out);
//
// The line of an event depends on the plan alone. Reading a line and writing it with write_canonical gives
// the same bytes. Memory is held for the longest exchange so far and not allocated anew. Not thread-safe.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "world/plan.h"
#include "world/scale/account_members.h"
#include "world/scale/line_buffer.h"
#include "world/scale/turn_writer.h"

namespace stillwatch::world {

class ExchangeLines {
 public:
  ExchangeLines(const WorldPlan& plan, const TurnWriter& turns, const AccountMembers& members,
                std::uint64_t seed);

  void append(const Event& event, LineBuffer& out);

 private:
  // Bytes of content, from which tokens are counted.
  struct Sizes {
    std::size_t input = 0, answer = 0, reasoning = 0;
  };
  void write_identity(const Event& event, LineBuffer& out) const;
  void write_transport(const Event& event, bool calls, const Sizes& sizes, LineBuffer& out) const;
  Sizes write_content(const Event& event, bool& calls);
  void write_system(const Event& event, Sizes& sizes);
  void write_messages(const Event& event, Sizes& sizes);
  void write_output(const Event& event, bool& calls, Sizes& sizes);
  void append_time(std::int64_t time_us, LineBuffer& out) const;
  [[nodiscard]] std::uint64_t salted(std::uint64_t value) const { return mix64(seed_ ^ mix64(value)); }

  const WorldPlan& plan_;
  const TurnWriter& turns_;
  const AccountMembers& members_;
  std::uint64_t seed_;
  std::vector<std::string> tools_;          // members, by tool set
  std::vector<std::array<char, 11>> days_;  // "2026-06-01T", from the plan's first day on
  std::int64_t first_day_ = 0;
  LineBuffer content_;
};

}  // namespace stillwatch::world
