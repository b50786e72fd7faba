// Numbers and times as people and machines read them. Everything is the same on every machine: no locale,
// always UTC.
#pragma once

#include <cstdint>
#include <string>

namespace stillwatch {

// For machines: the shortest decimal text that reads back as the same double ("0.1", "1e-09"); "null" for NaN
// and infinities, which JSON cannot hold.
[[nodiscard]] std::string shortest_text(double number);

// For machines: ISO 8601 in UTC, with microseconds only where there are some: "2026-03-01T09:30:00Z".
[[nodiscard]] std::string iso_time(std::int64_t time_us);

[[nodiscard]] std::string grouped(std::uint64_t number);            // 1,234,567
[[nodiscard]] std::string short_amount(std::uint64_t number);       // 950, 12.3 k, 4.6 M, 1.24 bn
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);          // 512 B, 81.2 MB (powers of 1,000)
[[nodiscard]] std::string percent_text(double part, double whole);  // "62%", "0.4%", "-" when whole is 0
[[nodiscard]] std::string minute_text(std::int64_t time_us);        // 2026-03-01 09:30
[[nodiscard]] std::string day_text(std::int64_t time_us);           // 2026-03-01
[[nodiscard]] std::string window_text(std::int64_t first_us, std::int64_t last_us);  // 2026-03-01 to 03-14
[[nodiscard]] std::uint64_t days_touched(std::int64_t first_us, std::int64_t last_us);

// "1 account", "3 accounts"; `plural` only where it is not `singular` + "s".
[[nodiscard]] std::string counted(std::uint64_t number, const std::string& singular,
                                  const std::string& plural = "");

// An e-value given as its logarithm to base 10: "0.2", "45", "3,100", "10^38".
[[nodiscard]] std::string evidence_text(double log10_e);

// A p-value: "0.021", "3.2e-7".
[[nodiscard]] std::string p_text(double p);

}  // namespace stillwatch
