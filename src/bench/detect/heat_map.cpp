#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string_view>

#include "bench/detect/report.h"

namespace stillwatch {
namespace {

constexpr int kCellWide = 50, kCellHigh = 26, kLeft = 170, kTop = 170, kGap = 50, kLegend = 70;

struct Colour {
  double red, green, blue;
};
// Cividis at equal steps from 0 to 1.
constexpr std::array<Colour, 6> kCividis = {
    {{0, 32, 76}, {64, 77, 107}, {108, 109, 119}, {148, 142, 119}, {197, 182, 103}, {255, 233, 69}}};

Colour colour_of(double share) {
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(kCividis.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), kCividis.size() - 2);
  const double part = place - static_cast<double>(below);
  const auto mix = [part](double from, double to) { return from + part * (to - from); };
  const Colour &from = kCividis[below], &to = kCividis[below + 1];
  return {mix(from.red, to.red), mix(from.green, to.green), mix(from.blue, to.blue)};
}

std::string hex(const Colour& colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", std::lround(colour.red), std::lround(colour.green),
                     std::lround(colour.blue));
}

// Dark text on light cells and the other way round.
std::string_view ink_on(const Colour& colour) {
  return 0.299 * colour.red + 0.587 * colour.green + 0.114 * colour.blue > 120.0 ? "#111111" : "#ffffff";
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

struct Axes {
  std::vector<std::string> profiles, rungs;
};

void add_once(const std::string& name, std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

Axes axes_of(const std::vector<DetectRow>& rows) {
  Axes axes;
  for (const DetectRow& row : rows) {
    add_once(row.profile, axes.profiles);
    add_once(row.rung, axes.rungs);
  }
  // What all profiles share stands first; a profile's own combination and `everything` at the end.
  std::stable_partition(axes.rungs.begin(), axes.rungs.end(), [](const std::string& rung) {
    return rung.find('+') == std::string::npos && rung != "everything";
  });
  return axes;
}

std::string short_name(const std::string& rung) {
  return rung.size() <= 30 ? rung
                           : rung.substr(0, rung.find('+')) + " + " +
                                 fmt::format("{} more", std::count(rung.begin(), rung.end(), '+'));
}

std::string cell_of(const DetectRow* row, double share, int x, int y) {
  if (row == nullptr) {
    return fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#f0f0f0\"/>\n", x, y,
                       kCellWide - 2, kCellHigh - 2);
  }
  const Colour colour = colour_of(share);
  const double shown = share < 1.0 ? std::min(99.0, std::floor(share * 100.0 + 0.5)) : 100.0;
  return fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"><title>{}, {}: {:.2f} "
      "%</title></rect>\n"
      "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{}\">{:.0f}</text>\n",
      x, y, kCellWide - 2, kCellHigh - 2, hex(colour), escaped(row->profile), escaped(row->rung),
      100.0 * share, x + kCellWide / 2 - 1, y + kCellHigh / 2 + 4, ink_on(colour), shown);
}

std::string panel(const std::vector<DetectRow>& rows, const Axes& axes, std::string_view title, int top,
                  const std::function<double(const DetectRow&)>& share) {
  std::string svg = fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"15\" font-weight=\"bold\">{}</text>\n",
                                14, top - kTop + 40, title);
  for (std::size_t c = 0; c < axes.rungs.size(); ++c) {
    const int x = kLeft + static_cast<int>(c) * kCellWide + kCellWide / 2;
    svg += fmt::format("<text transform=\"translate({},{}) rotate(-50)\">{}<title>{}</title></text>\n", x,
                       top - 8, escaped(short_name(axes.rungs[c])), escaped(axes.rungs[c]));
  }
  for (std::size_t r = 0; r < axes.profiles.size(); ++r) {
    const int y = top + static_cast<int>(r) * kCellHigh;
    svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", kLeft - 8,
                       y + kCellHigh / 2 + 4, escaped(axes.profiles[r]));
    for (std::size_t c = 0; c < axes.rungs.size(); ++c) {
      const auto row = std::find_if(rows.begin(), rows.end(), [&](const DetectRow& one) {
        return one.profile == axes.profiles[r] && one.rung == axes.rungs[c];
      });
      const int x = kLeft + static_cast<int>(c) * kCellWide;
      svg += row == rows.end() ? cell_of(nullptr, 0.0, x, y) : cell_of(&*row, share(*row), x, y);
    }
  }
  return svg;
}

std::string legend(int top) {
  constexpr int kSteps = 50, kStep = 5;
  std::string svg;
  for (int i = 0; i < kSteps; ++i) {
    svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"14\" fill=\"{}\"/>\n",
                       kLeft + i * kStep, top, kStep, hex(colour_of((i + 0.5) / kSteps)));
  }
  const int end = kLeft + kSteps * kStep;
  svg += fmt::format(
      "<text x=\"{}\" y=\"{}\">0 %</text><text x=\"{}\" y=\"{}\" text-anchor=\"end\">100 %</text>\n", kLeft,
      top + 30, end, top + 30);
  svg += fmt::format(
      "<text x=\"{}\" y=\"{}\">of the campaign's accounts, mean over the seeds</text>\n"
      "<rect x=\"{}\" y=\"{}\" width=\"24\" height=\"14\" fill=\"#f0f0f0\"/><text x=\"{}\" y=\"{}\">not "
      "measured</text>\n",
      end + 14, top + 12, end + 320, top, end + 350, top + 12);
  return svg;
}

}  // namespace

std::string heat_map_of(const std::vector<DetectRow>& rows) {
  const Axes axes = axes_of(rows);
  const int panel_high = kTop + static_cast<int>(axes.profiles.size()) * kCellHigh;
  const int wide = std::max(kLeft + static_cast<int>(axes.rungs.size()) * kCellWide + 130, 920);
  const int high = 2 * panel_high + kGap + kLegend;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "role=\"img\" "
      "font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#222222\">\n"
      "<title>Accounts named and linked, by profile and evasion</title>\n"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
      wide, high);
  svg += panel(rows, axes, "Named: accused as members of an alleged campaign", kTop,
               [](const DetectRow& row) { return row.recall.mean; });
  svg += panel(rows, axes, "Linked: named, or listed in a campaign's or pool's group",
               kTop + panel_high + kGap - 10, [](const DetectRow& row) { return row.linked.mean; });
  return svg + legend(high - kLegend + 24) + "</svg>\n";
}

}  // namespace stillwatch
