// Lays text out for a terminal: inks, wrapped paragraphs and aligned tables within a width.
//
//   TerminalPage page(options);
//   page.heading("COVERAGE");
//   page.paragraph(2, "The accounts are linked by one work queue.");
//   std::cout << page.text();
//
// Everything given to it is escaped (terminal_escaped), so that nothing in a log can drive the terminal.
// Widths are those of the characters as shown (East Asian wide ones count two). Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stillwatch {

struct TerminalOptions {
  bool colour = false;
  unsigned width = 100;                  // columns; 60 to 140 are used
  std::size_t groups_detailed = 3;       // groups of each kind told in detail; the tables hold more
  std::size_t accounts_shown = 4;        // per group told in detail
  std::string log_arguments = "LOG...";  // for the commands shown under NEXT; empty: cannot be read again
  std::string scan_options;              // added to these for a scan or explain, such as " --fdr 0.05"
  std::string report_path;               // of the HTML report that was written; empty: none
};

// What suits the file descriptor: colours only on a terminal, without NO_COLOR and with a TERM that has them;
// the width of the window, else COLUMNS, else 100.
[[nodiscard]] TerminalOptions terminal_options(int file_descriptor);

enum class Ink : std::uint8_t { plain, strong, faint, alarm, caution, calm, accent };

struct Cell {
  std::string text;
  Ink ink = Ink::plain;
};

struct Column {
  std::string name;
  bool right = false;  // numbers
};

[[nodiscard]] std::size_t shown_width(std::string_view text);

class TerminalPage {
 public:
  explicit TerminalPage(const TerminalOptions& options);

  void blank() { text_ += '\n'; }
  void heading(std::string_view words, std::string_view note = {});
  // One after the other, wrapped to the width: what does not fit goes on below, a little further in.
  void line(std::size_t indent, const std::vector<Cell>& cells);
  void command(std::size_t indent, std::string_view words, std::string_view note);  // to be copied: never cut

  // Wrapped to the width; `lead` stands before the first line, and the rest is indented to match.
  void paragraph(std::size_t indent, std::string_view words, Ink ink = Ink::plain, const Cell& lead = {});

  // Where the rows are too wide, the last columns stand below each row as "name: value", wrapped. Nothing is
  // cut but a single column that is wider than the page.
  void table(std::size_t indent, const std::vector<Column>& columns,
             const std::vector<std::vector<Cell>>& rows);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t width() const { return width_; }

 private:
  void put(std::string_view words, Ink ink);  // escaped already
  void put_cell(const Column& column, std::string_view words, Ink ink, std::size_t width, bool last);

  bool colour_;
  std::size_t width_;
  std::string text_;
};

}  // namespace stillwatch
