#include "report/terminal_page.h"

#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

#include "report/escape.h"

namespace stillwatch {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kFurtherIn = 2;  // where a wrapped line goes on

std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "";
    case Ink::strong:
      return "\x1b[1m";
    case Ink::faint:
      return "\x1b[2m";
    case Ink::alarm:
      return "\x1b[1;31m";
    case Ink::caution:
      return "\x1b[33m";
    case Ink::calm:
      return "\x1b[32m";
    case Ink::accent:
      return "\x1b[36m";
  }
  return "";
}

// The number of bytes of the next character, and its width on the screen.
struct Glyph {
  std::size_t bytes = 1;
  std::size_t width = 1;
};

Glyph glyph_at(std::string_view text, std::size_t at) {
  utf8proc_int32_t point = -1;
  const auto* start = reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at);
  const auto bytes = utf8proc_iterate(start, static_cast<utf8proc_ssize_t>(text.size() - at), &point);
  if (bytes <= 0 || point < 0) return {};
  return {static_cast<std::size_t>(bytes), static_cast<std::size_t>(std::max(0, utf8proc_charwidth(point)))};
}

// The longest beginning of `text` that is at most `width` wide, in bytes.
std::size_t fitting_bytes(std::string_view text, std::size_t width) {
  std::size_t at = 0;
  for (std::size_t used = 0; at < text.size();) {
    const Glyph glyph = glyph_at(text, at);
    if (used + glyph.width > width) break;
    used += glyph.width;
    at += glyph.bytes;
  }
  return at;
}

std::string cut(std::string_view text, std::size_t width) {
  if (shown_width(text) <= width) return std::string(text);
  if (width == 0) return "";
  return std::string(text.substr(0, fitting_bytes(text, width - 1))) + "…";
}

// Breaks at spaces, not between a number and its %; words wider than a line are broken anywhere. `first`:
// what is left of the first line.
std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t first) {
  std::vector<std::string> lines(1);
  std::size_t used = 0, room = first;
  const auto next_line = [&] {
    lines.emplace_back();
    used = 0;
    room = width;
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t space = std::min(text.find(' ', at), text.size());
    if (text.substr(space).starts_with(" %")) space = std::min(text.find(' ', space + 1), text.size());
    std::string_view word = text.substr(at, space - at);
    at = space + 1;
    if (word.empty()) continue;
    const std::size_t gap = used > 0 ? 1 : 0;
    if (used + gap + shown_width(word) > room && (used > 0 || (room < width && shown_width(word) <= width)))
      next_line();
    if (used > 0) {
      lines.back() += ' ';
      ++used;
    }
    while (shown_width(word) > room) {
      const std::size_t bytes = std::max<std::size_t>(1, fitting_bytes(word, room));
      lines.back() += word.substr(0, bytes);
      word.remove_prefix(bytes);
      next_line();
    }
    lines.back() += word;
    used += shown_width(word);
  }
  return lines;
}

// How many columns fit beside each other.
std::size_t fitting_columns(const std::vector<std::size_t>& widths, std::size_t indent,
                            std::size_t page_width) {
  std::size_t used = indent, shown = 0;
  while (shown < widths.size() && used + widths[shown] <= page_width) used += widths[shown++] + kGap;
  return std::max<std::size_t>(shown, 1);
}

bool has_colours(int file_descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): read once, at start
  const char* terminal = std::getenv("TERM");       // NOLINT(concurrency-mt-unsafe)
  if (no_colour != nullptr && *no_colour != '\0') return false;
  return isatty(file_descriptor) != 0 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

}  // namespace

TerminalOptions terminal_options(int file_descriptor) {
  TerminalOptions options;
  options.colour = has_colours(file_descriptor);
  winsize window{};
  if (ioctl(file_descriptor, TIOCGWINSZ, &window) == 0 && window.ws_col > 0) {
    options.width = window.ws_col;
  } else if (const char* columns = std::getenv("COLUMNS");
             columns != nullptr) {  // NOLINT(concurrency-mt-unsafe)
    const long width = std::strtol(columns, nullptr, 10);
    if (width > 0 && width < 10'000) options.width = static_cast<unsigned>(width);
  }
  return options;
}

std::size_t shown_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Glyph glyph = glyph_at(text, at);
    width += glyph.width;
    at += glyph.bytes;
  }
  return width;
}

TerminalPage::TerminalPage(const TerminalOptions& options)
    : colour_(options.colour), width_(std::clamp(options.width, 60U, 140U)) {}

void TerminalPage::put(std::string_view words, Ink ink) {
  const bool inked = colour_ && ink != Ink::plain && !words.empty();
  if (inked) text_ += code_of(ink);
  text_ += words;
  if (inked) text_ += "\x1b[0m";
}

void TerminalPage::heading(std::string_view words, std::string_view note) {
  blank();
  put(terminal_escaped(words), Ink::strong);
  const std::string safe = terminal_escaped(note);
  const bool beside = shown_width(words) + kGap + shown_width(safe) <= width_;
  if (!safe.empty() && beside) {
    text_.append(kGap, ' ');
    put(safe, Ink::faint);
  }
  blank();
  if (!safe.empty() && !beside) paragraph(kFurtherIn, note, Ink::faint);
}

void TerminalPage::line(std::size_t indent, const std::vector<Cell>& cells) {
  text_.append(indent, ' ');
  const std::size_t further = indent + kFurtherIn;
  std::size_t used = indent;
  for (const Cell& cell : cells) {
    const std::string words = terminal_escaped(cell.text);
    if (used + shown_width(words) <= width_) {
      put(words, cell.ink);
      used += shown_width(words);
      continue;
    }
    const std::size_t gap = std::min(words.find_first_not_of(' '), words.size());
    const std::size_t room = width_ - std::min(width_, used + gap);
    const std::vector<std::string> parts = wrapped(words, width_ - std::min(width_, further), room);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i == 0 && parts[i].empty()) continue;  // not a word fits beside what stands there
      if (i == 0) {
        text_.append(gap, ' ');
        used += gap;
      } else {
        blank();
        text_.append(further, ' ');
        used = further;
      }
      put(parts[i], cell.ink);
      used += shown_width(parts[i]);
    }
  }
  blank();
}

void TerminalPage::command(std::size_t indent, std::string_view words, std::string_view note) {
  text_.append(indent, ' ');
  const std::string safe = terminal_escaped(words);
  put(safe, Ink::strong);
  if (indent + shown_width(safe) + 3 + shown_width(note) <= width_) {
    text_ += "   ";
    put(terminal_escaped(note), Ink::faint);
  }
  blank();
}

void TerminalPage::paragraph(std::size_t indent, std::string_view words, Ink ink, const Cell& lead) {
  const std::string lead_text = terminal_escaped(lead.text);
  const std::size_t lead_width = shown_width(lead_text);
  const std::size_t room = std::max<std::size_t>(20, width_ - std::min(width_, indent + lead_width));
  bool first = true;
  for (const std::string& part : wrapped(terminal_escaped(words), room, room)) {
    text_.append(indent, ' ');
    if (first) {
      put(lead_text, lead.ink);
    } else {
      text_.append(lead_width, ' ');
    }
    first = false;
    put(part, ink);
    blank();
  }
}

void TerminalPage::put_cell(const Column& column, std::string_view words, Ink ink, std::size_t width,
                            bool last) {
  const std::size_t padding = width - std::min(width, shown_width(words));
  if (column.right) text_.append(padding, ' ');
  put(words, ink);
  if (!column.right && !last) text_.append(padding, ' ');
  if (!last) text_.append(kGap, ' ');
}

void TerminalPage::table(std::size_t indent, const std::vector<Column>& columns,
                         const std::vector<std::vector<Cell>>& rows) {
  std::vector<std::size_t> widths;
  for (const Column& column : columns) widths.push_back(shown_width(column.name));
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], shown_width(terminal_escaped(row[i].text)));
    }
  }
  const std::size_t shown = fitting_columns(widths, indent, width_);
  widths[0] = std::min(widths[0], width_ - std::min(width_, indent));

  const auto put_row = [&](auto&& cell_at) {
    text_.append(indent, ' ');
    for (std::size_t i = 0; i < shown; ++i) {
      const Cell cell = cell_at(i);
      put_cell(columns[i], cut(terminal_escaped(cell.text), widths[i]), cell.ink, widths[i], i + 1 == shown);
    }
    blank();
  };
  put_row([&](std::size_t i) { return Cell{columns[i].name, Ink::faint}; });
  for (const auto& row : rows) {
    put_row([&](std::size_t i) { return row[i]; });
    for (std::size_t i = shown; i < row.size(); ++i) {
      if (!row[i].text.empty())
        paragraph(indent + kFurtherIn, row[i].text, row[i].ink, {columns[i].name + ": ", Ink::faint});
    }
  }
}

}  // namespace stillwatch
