#include "report/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <string_view>

namespace stillwatch {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;

struct CivilTime {
  std::chrono::year_month_day date{};
  std::int64_t us_of_day = 0;
};

CivilTime civil(std::int64_t time_us) {
  std::int64_t day = time_us / kDayUs;
  if (time_us % kDayUs < 0) --day;
  return {std::chrono::sys_days(std::chrono::days(day)), time_us - day * kDayUs};
}

std::string date_text(const CivilTime& time) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(time.date.year()),
                     static_cast<unsigned>(time.date.month()), static_cast<unsigned>(time.date.day()));
}

// Three significant digits at most, without an exponent: 1.24, 12.4, 124.
std::string three_digits(double number) {
  const int decimals = number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
  std::string text = fmt::format("{:.{}f}", number, decimals);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

template <std::size_t N>
std::string scaled(double number, const std::array<std::string_view, N>& units) {
  std::size_t unit = 0;
  while (number >= 999.5 && unit + 1 < N) {
    number /= 1000.0;
    ++unit;
  }
  return units[unit].empty() ? three_digits(number) : fmt::format("{} {}", three_digits(number), units[unit]);
}

// "1e-09" -> "1e-9": the exponent without leading zeros.
std::string plain_exponent(std::string text) {
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  const std::size_t digits = e + 2;
  const std::size_t first = std::min(text.find_first_not_of('0', digits), text.size() - 1);
  text.erase(digits, first - digits);
  return text;
}

}  // namespace

std::string shortest_text(double number) {
  if (!std::isfinite(number)) return "null";
  if (number == 0.0) return "0";  // also for -0
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), end.ptr};
}

std::string iso_time(std::int64_t time_us) {
  const CivilTime time = civil(time_us);
  const std::int64_t seconds = time.us_of_day / 1'000'000;
  const std::int64_t fraction = time.us_of_day % 1'000'000;
  std::string text =
      fmt::format("{}T{:02}:{:02}:{:02}", date_text(time), seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (fraction != 0) text += fmt::format(".{:06}", fraction);
  return text + "Z";
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string short_amount(std::uint64_t number) {
  if (number < 1000) return std::to_string(number);
  return scaled(static_cast<double>(number), std::array<std::string_view, 5>{"", "k", "M", "bn", "tn"});
}

std::string bytes_text(std::uint64_t bytes) {
  return scaled(static_cast<double>(bytes),
                std::array<std::string_view, 6>{"B", "kB", "MB", "GB", "TB", "PB"});
}

std::string percent_text(double part, double whole) {
  if (!(whole > 0.0)) return "-";
  const double percent = 100.0 * part / whole;
  if (percent == 0.0) return "0%";
  if (percent < 0.1) return "<0.1%";
  if (percent < 0.95) return fmt::format("{:.1f}%", percent);
  if (percent > 99.0 && part < whole) return fmt::format("{:.1f}%", std::min(percent, 99.9));
  return fmt::format("{:.0f}%", percent);
}

std::string minute_text(std::int64_t time_us) {
  const CivilTime time = civil(time_us);
  const std::int64_t minutes = time.us_of_day / 60'000'000;
  return fmt::format("{} {:02}:{:02}", date_text(time), minutes / 60, minutes % 60);
}

std::string day_text(std::int64_t time_us) { return date_text(civil(time_us)); }

std::string window_text(std::int64_t first_us, std::int64_t last_us) {
  if (first_us == 0 && last_us == 0) return "no time";
  std::string first = day_text(first_us);
  const std::string last = day_text(last_us);
  if (first == last) return first;
  return first + " to " + (first.substr(0, 5) == last.substr(0, 5) ? last.substr(5) : last);
}

std::uint64_t days_touched(std::int64_t first_us, std::int64_t last_us) {
  if (last_us < first_us) return 0;
  const auto day = [](std::int64_t us) { return us / kDayUs - (us % kDayUs < 0 ? 1 : 0); };
  return static_cast<std::uint64_t>(day(last_us) - day(first_us) + 1);
}

std::string counted(std::uint64_t number, const std::string& singular, const std::string& plural) {
  return grouped(number) + ' ' + (number == 1 ? singular : plural.empty() ? singular + 's' : plural);
}

std::string evidence_text(double log10_e) {
  if (!std::isfinite(log10_e)) return "unknown";
  if (log10_e >= 4.0 || log10_e <= -3.0) return fmt::format("10^{:.0f}", log10_e);
  const double e = std::pow(10.0, log10_e);
  return e >= 99.5 ? grouped(static_cast<std::uint64_t>(std::llround(e)))
                   : plain_exponent(fmt::format("{:.2g}", e));
}

std::string p_text(double p) { return p >= 0.9995 ? "1" : plain_exponent(fmt::format("{:.2g}", p)); }

}  // namespace stillwatch
