// Times as microseconds since 1970-01-01 00:00 UTC.
//
//   parse_time("2026-02-03T04:05:06.789+02:00")   -> 1770084306789000
//   parse_time("1770084306.789")                  -> the same instant as Unix seconds
//   format_time(1770084306789000)                 -> "2026-02-03T02:05:06.789Z"
//
// Accepted text: ISO 8601 / RFC 3339 (date alone; `T` or a blank; seconds and fraction optional; `Z`,
// `+02:00`, `+0200`,
// `+02` or nothing, which means UTC) and Unix numbers. The unit of a number is told by its size: below 1e11
// seconds, below 1e14 milliseconds, below 1e17 microseconds, else nanoseconds; every unit so covers the years
// 1973 to 5138 without overlap. Pure and thread-safe; no allocation except in format_time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stillwatch {

inline constexpr std::int64_t kSecond = 1'000'000;
inline constexpr std::int64_t kHour = 3600 * kSecond;
inline constexpr std::int64_t kDay = 24 * kHour;

// Times outside [2000-01-01, 2100-01-01) are taken for errors of the log, not for times.
inline constexpr std::int64_t kEarliestTime = 946'684'800 * kSecond;
inline constexpr std::int64_t kLatestTime = 4'102'444'800 * kSecond;
// The remedy for a time outside them.
inline constexpr std::string_view kTimeRange =
    "times lie in 2000-01-01 to 2099-12-31; check the year, and the unit of a Unix number";

[[nodiscard]] std::optional<std::int64_t> parse_time(std::string_view text);
[[nodiscard]] std::optional<std::int64_t> time_of_number(std::int64_t number);
[[nodiscard]] std::optional<std::int64_t> time_of_number(double number);

// ISO 8601 in UTC with as many of three or six fraction digits as are needed. Empty for years outside
// 0000..9999.
[[nodiscard]] std::string format_time(std::int64_t time_us);

// Appends what format_time returns, without a temporary.
void append_time(std::string& out, std::int64_t time_us);

}  // namespace stillwatch
