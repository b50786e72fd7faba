// Completes body records, which do not say who asked, from an access log, which does not say what was asked.
//
// The access log is read once and kept in memory in compact form: about 150 bytes for each of its lines plus
// each distinct account, client and address once. A join looks up the body's value of the join field; a
// body's own fields win, the access record supplies the others. Access records without a body are reported as
// unjoined, unless they are refusals (status 400 and above): these have no body by nature and are handed on
// as exchanges without content.
//
// complete() may be called from several threads; everything else may not.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "exchange/exchange.h"
#include "exchange/field.h"

namespace stillwatch {

class AccessLog {
 public:
  AccessLog();
  ~AccessLog();
  AccessLog(AccessLog&&) noexcept;

  // Adds one access record under its join key. False when the key is already there (the first one stays).
  bool add(std::string_view key, const Exchange& record);

  // Supplies the fields that `exchange` lacks. False when no access record has that key.
  bool complete(std::string_view key, Exchange& exchange) const;

  // Calls `visit` with the key and fields of each record that no body asked for, in the order in which they
  // were added.
  void for_each_unused(const std::function<void(std::string_view key, Exchange&)>& visit) const;

  [[nodiscard]] std::size_t size() const;

  // By record, in the order in which they were added: 1 where a body asked for it; and the same set from
  // elsewhere.
  [[nodiscard]] const std::vector<std::uint8_t>& used() const;
  void set_used(std::vector<std::uint8_t> used);  // as many as there are records

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace stillwatch
