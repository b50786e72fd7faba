// Errors as values: a Result<T> holds a T or an Error.
//
//   Result<AccountTable> table = read_accounts(path);
//   if (!table.has_value()) return table.error();      // an Error converts to any Result
//   use(table.value());
//
// Three kinds of trouble get three answers here. Our own bug: assert. A malformed record in a log: counted as
// an anomaly, and the run goes on (exchange/anomaly.h). The world (file, configuration, resources): a Result.
// Member names are those of std::expected, so that Result can become an alias for it under C++23.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace stillwatch {

enum class Code : std::uint8_t {
  usage,       // the caller asked for something impossible: wrong option, wrong configuration value
  bad_input,   // the bytes read are not what they should be
  not_found,   // a file, an account or a field does not exist
  io,          // the operating system refused
  over_limit,  // a stated bound would be exceeded
  no_memory,   // the run needs more memory than it may take
};

// `what` is one sentence that names the place (file, line or offset, field) and the remedy.
struct Error {
  Code code = Code::bad_input;
  std::string what;
};

template <class T>
class [[nodiscard]] Result {
 public:
  // NOLINTBEGIN(google-explicit-constructor)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  const T& value() const& { return std::get<0>(state_); }
  T& value() & { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

// The value of an operation that only succeeds or fails.
struct Done {};
using Status = Result<Done>;

}  // namespace stillwatch
