#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "bench/scale/report.h"

namespace stillwatch {
namespace {

constexpr double kLeft = 90, kTop = 60, kPanelHigh = 230, kPanelGap = 90, kBarWide = 54, kBarGap = 40,
                 kLegend = 260;
constexpr std::array<const char*, 10> kColours = {"#00204c", "#213d6b", "#404d6b", "#5b5c6e", "#757575",
                                                  "#8c8878", "#a69d75", "#c5b667", "#e0cc55", "#ffe945"};

struct Axis {
  double top = 1.0;  // value at the upper end
  double y0 = 0.0;   // of zero
  [[nodiscard]] double y(double value) const { return y0 - kPanelHigh * value / top; }
};

// The next of 1, 2 and 5 times a power of ten.
double round_up(double value) {
  double step = 1e-3;
  while (true) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (step * factor >= value) return step * factor;
    }
    step *= 10.0;
  }
}

double x_of(std::size_t run) { return kLeft + 24 + static_cast<double>(run) * (kBarWide + kBarGap); }

std::string text_at(double x, double y, std::string_view anchor, const std::string& text) {
  return fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, text);
}

std::string bar(double x, double y_top, double y_bottom, std::string_view colour, const std::string& said) {
  return fmt::format(
      "<rect x=\"{:.0f}\" y=\"{:.1f}\" width=\"{:.0f}\" height=\"{:.1f}\" "
      "fill=\"{}\"><title>{}</title></rect>\n",
      x, y_top, kBarWide, std::max(0.0, y_bottom - y_top), colour, said);
}

std::string frame(const Axis& axis, const std::string& title, std::size_t runs, std::string_view unit) {
  std::string svg =
      fmt::format("<text x=\"14\" y=\"{:.0f}\" font-size=\"15\" font-weight=\"bold\">{}</text>\n",
                  axis.y0 - kPanelHigh - 22, title);
  for (int i = 0; i <= 4; ++i) {
    const double value = axis.top * i / 4.0;
    svg += fmt::format(
        "<line x1=\"{0:.0f}\" y1=\"{1:.1f}\" x2=\"{2:.0f}\" y2=\"{1:.1f}\" stroke=\"#dddddd\" "
        "stroke-width=\"1\"/>\n",
        kLeft, axis.y(value), x_of(runs));
    svg += text_at(kLeft - 8, axis.y(value) + 4, "end", fmt::format("{:g} {}", value, unit));
  }
  return svg;
}

std::string names_below(const std::vector<ScaleRun>& runs, double y0) {
  std::string svg;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    svg += text_at(x_of(i) + kBarWide / 2, y0 + 18, "middle", fmt::format("{:g} M", runs[i].million));
    svg += text_at(x_of(i) + kBarWide / 2, y0 + 34, "middle", format_name(runs[i]));
  }
  return svg;
}

std::vector<std::string> stage_names(const std::vector<ScaleRun>& runs) {
  std::vector<std::string> names;
  for (const ScaleRun& run : runs) {
    for (const StageTime& stage : run.scan.stages) {
      if (std::find(names.begin(), names.end(), stage.name) == names.end()) names.push_back(stage.name);
    }
  }
  return names;
}

std::string time_panel(const std::vector<ScaleRun>& runs, const std::vector<std::string>& stages,
                       const Axis& axis) {
  std::string svg = frame(axis, "Time per exchange, by stage; the line is the floor", runs.size(), "us");
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const ScaleRun& run = runs[i];
    double below = 0.0;
    for (const StageTime& stage : run.scan.stages) {
      const double above = below + 1e6 * run.per_exchange(stage.seconds);
      const auto place = std::find(stages.begin(), stages.end(), stage.name) - stages.begin();
      svg += bar(x_of(i), axis.y(above), axis.y(below),
                 kColours[static_cast<std::size_t>(place) % kColours.size()],
                 fmt::format("{}: {:.1f} s", stage.name, stage.seconds));
      below = above;
    }
    const double whole = 1e6 * run.per_exchange(run.scan.wall_s);
    svg += bar(x_of(i), axis.y(std::max(whole, below)), axis.y(below), "#f0f0f0", "start, report and output");
    const double floor = axis.y(1e6 * run.per_exchange(run.floor_s));
    svg += fmt::format(
        "<line x1=\"{:.0f}\" y1=\"{:.1f}\" x2=\"{:.0f}\" y2=\"{:.1f}\" stroke=\"#b00020\" "
        "stroke-width=\"3\"/>\n",
        x_of(i) - 6, floor, x_of(i) + kBarWide + 6, floor);
    svg += text_at(x_of(i) + kBarWide / 2, axis.y(std::max(whole, below)) - 6, "middle",
                   fmt::format("{:.1f} s", run.scan.wall_s));
  }
  return svg + names_below(runs, axis.y0);
}

std::string memory_panel(const std::vector<ScaleRun>& runs, const Axis& axis) {
  std::string svg = frame(axis, "Peak memory per exchange", runs.size(), "bytes");
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto peak = static_cast<double>(runs[i].scan.peak_bytes);
    const double y = axis.y(runs[i].per_exchange(peak));
    svg += bar(x_of(i), y, axis.y0, kColours[2], fmt::format("{:.2f} GB", peak * 1e-9));
    svg += text_at(x_of(i) + kBarWide / 2, y - 6, "middle", fmt::format("{:.2f} GB", peak * 1e-9));
  }
  return svg + names_below(runs, axis.y0);
}

std::string legend(const std::vector<std::string>& stages, double x) {
  std::string svg;
  double y = kTop;
  for (std::size_t i = 0; i < stages.size(); ++i, y += 20) {
    svg += fmt::format("<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"14\" height=\"14\" fill=\"{}\"/>\n", x, y,
                       kColours[i % kColours.size()]);
    svg += text_at(x + 22, y + 12, "start", stages[i]);
  }
  svg += fmt::format("<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"14\" height=\"14\" fill=\"#f0f0f0\"/>\n", x, y);
  svg += text_at(x + 22, y + 12, "start", "start, report, output");
  svg += fmt::format("<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"14\" height=\"4\" fill=\"#b00020\"/>\n", x,
                     y + 25);
  return svg + text_at(x + 22, y + 32, "start", "floor");
}

Axis axis_over(const std::vector<ScaleRun>& runs, double y0,
               const std::function<double(const ScaleRun&)>& value) {
  double most = 1e-3;
  for (const ScaleRun& run : runs) most = std::max(most, value(run));
  return {round_up(most), y0};
}

}  // namespace

std::string scale_picture(const std::vector<ScaleRun>& runs) {
  const std::vector<std::string> stages = stage_names(runs);
  const double first = kTop + kPanelHigh, second = first + kPanelGap + kPanelHigh;
  const Axis time = axis_over(runs, first, [](const ScaleRun& run) {
    return 1e6 * run.per_exchange(std::max(run.scan.wall_s, run.floor_s));
  });
  const Axis memory = axis_over(runs, second, [](const ScaleRun& run) {
    return run.per_exchange(static_cast<double>(run.scan.peak_bytes));
  });
  const double wide = x_of(runs.size()) + kLegend, high = second + 60;
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 "
             "{0:.0f} "
             "{1:.0f}\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" "
             "fill=\"#222222\">\n<title>Time and memory per exchange, by size and format</title>\n"
             "<rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"#ffffff\"/>\n",
             wide, high) +
         time_panel(runs, stages, time) + memory_panel(runs, memory) +
         legend(stages, x_of(runs.size()) + 30) + "</svg>\n";
}

}  // namespace stillwatch
