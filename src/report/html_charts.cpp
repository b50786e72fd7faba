#include "report/html_charts.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <cmath>

#include "report/escape.h"
#include "report/number_text.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

constexpr std::size_t kHeatRows = 62;
constexpr std::int64_t kDayUs = 86'400'000'000;

struct HeatRow {
  std::string label;
  std::array<std::uint64_t, 24> hours{};
};

std::vector<HeatRow> heat_rows(const GroupFinding& group) {
  const std::size_t days_per_row = (group.heat.size() + kHeatRows - 1) / kHeatRows;
  std::vector<HeatRow> rows;
  for (std::size_t day = 0; day < group.heat.size(); ++day) {
    if (day % days_per_row == 0) {
      rows.push_back({day_text(group.first_us + static_cast<std::int64_t>(day) * kDayUs), {}});
    }
    for (std::size_t hour = 0; hour < 24; ++hour) rows.back().hours[hour] += group.heat[day][hour];
  }
  return rows;
}

// 0 for none, else 1 to 6 by the square root, so that quiet hours stay visible beside busy ones.
int heat_step(std::uint64_t exchanges, std::uint64_t most) {
  if (exchanges == 0 || most == 0) return 0;
  return std::clamp(static_cast<int>(std::ceil(
                        6.0 * std::sqrt(static_cast<double>(exchanges) / static_cast<double>(most)))),
                    1, 6);
}

void write_heat_cells(std::ostream& out, const std::vector<HeatRow>& rows, std::uint64_t most) {
  out << "<table class=\"heat\" role=\"img\" aria-label=\"Exchanges by day and UTC hour; the table below "
         "holds the "
         "numbers\"><thead><tr><td></td>";
  for (int hour = 0; hour < 24; hour += 3) fmt::print(out, "<th colspan=\"3\">{:02}</th>", hour);
  out << "</tr></thead><tbody>\n";
  for (const HeatRow& row : rows) {
    fmt::print(out, "<tr><th>{}</th>", row.label);
    for (std::size_t hour = 0; hour < 24; ++hour) {
      fmt::print(out, "<td class=\"h{}\" title=\"{} {:02}:00, {}\"></td>", heat_step(row.hours[hour], most),
                 row.label, hour, counted(row.hours[hour], "exchange"));
    }
    out << "</tr>\n";
  }
  out << "</tbody></table>\n";
}

void write_heat_table(std::ostream& out, const std::vector<HeatRow>& rows) {
  out << "<details class=\"numbers\"><summary>The numbers</summary><div class=\"scroll\"><table "
         "class=\"tight\">"
         "<thead><tr><th scope=\"col\">from (UTC)</th>";
  for (int hour = 0; hour < 24; ++hour) fmt::print(out, "<th scope=\"col\" class=\"n\">{:02}</th>", hour);
  out << "</tr></thead><tbody>\n";
  for (const HeatRow& row : rows) {
    fmt::print(out, "<tr><th scope=\"row\">{}</th>", row.label);
    for (const std::uint64_t exchanges : row.hours) fmt::print(out, "<td class=\"n\">{}</td>", exchanges);
    out << "</tr>\n";
  }
  out << "</tbody></table></div></details>\n";
}

}  // namespace

std::string share_bar(double share, std::string_view css_class) {
  return fmt::format(
      "<svg class=\"bar {}\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      "<rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"fill\" width=\"{:.1f}\" "
      "height=\"8\"/></svg>",
      css_class, 100.0 * std::clamp(share, 0.0, 1.0));
}

void write_capability_chart(std::ostream& out, const std::array<std::uint64_t, kCapabilityCount>& exchanges) {
  const auto counts = capabilities_by_count(exchanges);
  if (counts.empty()) {
    out << "<p class=\"quiet\">No text in the log: abilities are unknown.</p>\n";
    return;
  }
  double total = 0.0;
  for (const CapabilityCount& count : counts) total += static_cast<double>(count.exchanges);
  out << "<table class=\"bars\"><caption>Abilities drawn on, by exchanges</caption><thead "
         "class=\"unseen\"><tr>"
         "<th scope=\"col\">ability</th><th scope=\"col\">share</th><th scope=\"col\">bar</th>"
         "<th scope=\"col\">exchanges</th></tr></thead><tbody>\n";
  for (const CapabilityCount& count : counts) {
    const double share = static_cast<double>(count.exchanges) / total;
    fmt::print(out,
               "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"wide\">{}</td><td "
               "class=\"n\">{}</td></tr>\n",
               capability_words(count.capability), percent_text(share, 1.0), share_bar(share, "copper"),
               grouped(count.exchanges));
  }
  out << "</tbody></table>\n";
}

void write_heat_map(std::ostream& out, const GroupFinding& group) {
  const std::vector<HeatRow> rows = heat_rows(group);
  std::uint64_t most = 0;
  for (const HeatRow& row : rows)
    most = std::max(most, *std::max_element(row.hours.begin(), row.hours.end()));
  if (most == 0) {
    out << "<p class=\"quiet\">No activity was kept for this group.</p>\n";
    return;
  }
  write_heat_cells(out, rows, most);
  out << "<p class=\"legend\">none <svg class=\"steps\" viewBox=\"0 0 126 14\" aria-hidden=\"true\">";
  for (int step = 0; step <= 6; ++step) {
    fmt::print(out, "<rect x=\"{}\" width=\"14\" height=\"14\" rx=\"3\" class=\"h{}\"/>", step * 18, step);
  }
  fmt::print(out, "</svg> {} an hour (square-root scale)</p>\n", grouped(most));
  write_heat_table(out, rows);
}

}  // namespace stillwatch
