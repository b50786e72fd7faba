#include "base/time.h"

#include <charconv>
#include <cmath>

namespace stillwatch {
namespace {

struct CivilDate {
  std::int64_t year;
  unsigned month, day;
};

// Howard Hinnant, "chrono-compatible low-level date algorithms" (public domain description).
std::int64_t days_of(CivilDate date) {
  const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
  const std::int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

CivilDate date_of(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  CivilDate date{year_of_era + era * 400, static_cast<unsigned>(month < 10 ? month + 3 : month - 9),
                 static_cast<unsigned>(day_of_year - (153 * month + 2) / 5 + 1)};
  if (date.month <= 2) ++date.year;
  return date;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads text from the front; every function returns false and leaves the rest undefined when it does not
// match.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  bool digits(unsigned count, std::int64_t& value) {
    if (rest_.size() < count) return false;
    value = 0;
    for (unsigned i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) return false;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return true;
  }
  bool skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool fraction(std::int64_t& micros) {  // any number of digits; what is below a microsecond is dropped
    micros = 0;
    std::size_t used = 0;
    for (; used < rest_.size() && is_digit(rest_[used]); ++used) {
      if (used < 6) micros = micros * 10 + (rest_[used] - '0');
    }
    for (std::size_t i = used; i < 6; ++i) micros *= 10;
    rest_.remove_prefix(used);
    return used > 0;
  }
  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] char front() const { return rest_.empty() ? '\0' : rest_.front(); }

 private:
  std::string_view rest_;
};

bool scan_offset(Scanner& scan, std::int64_t& offset_us) {
  offset_us = 0;
  if (scan.done() || scan.skip('Z') || scan.skip('z')) return true;
  const bool negative = scan.front() == '-';
  if (!scan.skip('+') && !scan.skip('-')) return false;
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  if (!scan.digits(2, hours) || hours > 23) return false;
  const bool colon = scan.skip(':');
  if ((colon || !scan.done()) && (!scan.digits(2, minutes) || minutes > 59)) return false;
  offset_us = (hours * 60 + minutes) * 60 * kSecond;
  if (negative) offset_us = -offset_us;
  return true;
}

bool scan_clock(Scanner& scan, std::int64_t& clock_us) {
  std::int64_t hour = 0;
  std::int64_t minute = 0;
  std::int64_t second = 0;
  std::int64_t micros = 0;
  if (!scan.digits(2, hour) || !scan.skip(':') || !scan.digits(2, minute)) return false;
  if (scan.skip(':') && !scan.digits(2, second)) return false;
  if ((scan.skip('.') || scan.skip(',')) && !scan.fraction(micros)) return false;
  if (hour > 24 || minute > 59 || second > 60) return false;
  clock_us = ((hour * 60 + minute) * 60 + second) * kSecond + micros;
  return true;
}

std::optional<std::int64_t> parse_iso(std::string_view text) {
  Scanner scan(text);
  std::int64_t year = 0;
  std::int64_t month = 0;
  std::int64_t day = 0;
  if (!scan.digits(4, year) || !scan.skip('-') || !scan.digits(2, month) || !scan.skip('-') ||
      !scan.digits(2, day))
    return std::nullopt;
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const std::int64_t days = days_of({year, static_cast<unsigned>(month), static_cast<unsigned>(day)});
  if (date_of(days).day != static_cast<unsigned>(day)) return std::nullopt;  // 31 April and the like
  if (scan.done()) return days * kDay;
  if (!scan.skip('T') && !scan.skip('t') && !scan.skip(' ')) return std::nullopt;
  std::int64_t clock_us = 0;
  std::int64_t offset_us = 0;
  if (!scan_clock(scan, clock_us)) return std::nullopt;
  scan.skip(' ');
  if (!scan_offset(scan, offset_us) || !scan.done()) return std::nullopt;
  return days * kDay + clock_us - offset_us;
}

void append_digits(std::string& out, std::int64_t value, unsigned count) {
  char digits[8];
  for (unsigned i = count; i-- > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits, count);
}

}  // namespace

std::optional<std::int64_t> time_of_number(std::int64_t number) {
  const std::int64_t size = number < 0 ? 0 : number;
  if (number <= 0) return std::nullopt;
  if (size < 100'000'000'000) return number * kSecond;
  if (size < 100'000'000'000'000) return number * 1000;
  if (size < 100'000'000'000'000'000) return number;
  return number / 1000;
}

std::optional<std::int64_t> time_of_number(double number) {
  if (!(number > 0) || number > 9e18) return std::nullopt;
  if (number < 1e11) return std::llround(number * 1e6);
  if (number < 1e14) return std::llround(number * 1e3);
  if (number < 1e17) return std::llround(number);
  return std::llround(number / 1e3);
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.size() > 4 && text[4] == '-') return parse_iso(text);
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto [at, error] = std::from_chars(text.data(), end, whole); error == std::errc{} && at == end)
    return time_of_number(whole);
  // Seconds with a fraction: split, so that microseconds survive what a double would round.
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || text.find_first_of("eE") != std::string_view::npos)
    return std::nullopt;
  if (const auto [at, error] = std::from_chars(text.data(), text.data() + dot, whole);
      error != std::errc{} || at != text.data() + dot || whole < 0)
    return std::nullopt;
  Scanner scan(text.substr(dot + 1));
  std::int64_t micros = 0;
  if (!scan.fraction(micros) || !scan.done()) return std::nullopt;
  if (whole < 100'000'000'000) return whole * kSecond + micros;
  if (whole < 100'000'000'000'000) return whole * 1000 + micros / 1000;
  return time_of_number(whole);
}

void append_time(std::string& out, std::int64_t time_us) {
  std::int64_t days = time_us / kDay;
  std::int64_t rest = time_us % kDay;
  if (rest < 0) {
    rest += kDay;
    --days;
  }
  const CivilDate date = date_of(days);
  if (date.year < 0 || date.year > 9999) return;
  const std::int64_t seconds = rest / kSecond;
  const std::int64_t micros = rest % kSecond;
  append_digits(out, date.year, 4);
  out += '-';
  append_digits(out, date.month, 2);
  out += '-';
  append_digits(out, date.day, 2);
  out += 'T';
  append_digits(out, seconds / 3600, 2);
  out += ':';
  append_digits(out, seconds / 60 % 60, 2);
  out += ':';
  append_digits(out, seconds % 60, 2);
  if (micros != 0) {
    out += '.';
    if (micros % 1000 == 0) {
      append_digits(out, micros / 1000, 3);
    } else {
      append_digits(out, micros, 6);
    }
  }
  out += 'Z';
}

std::string format_time(std::int64_t time_us) {
  std::string out;
  append_time(out, time_us);
  return out;
}

}  // namespace stillwatch
