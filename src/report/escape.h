// Text from a log made safe for one kind of output. Account ids, file names and templates are chosen by
// strangers: they may hold markup, terminal control sequences, spreadsheet formulas, right-to-left overrides
// or broken UTF-8.
//
//   out += html_escaped("<script>");      // &lt;script&gt;
//   out += terminal_escaped("\x1b[2J");   // \u{1b}[2J
//
// All functions accept any bytes; a byte that is not valid UTF-8 becomes U+FFFD. Thread-safe: pure. Cost: one
// pass.
#pragma once

#include <string>
#include <string_view>

namespace stillwatch {

// For element content and for attribute values in double or single quotes. Invisible and bidirectional
// control characters are shown as \u{202e}; line feeds and tabs stay.
[[nodiscard]] std::string html_escaped(std::string_view text);

// For a terminal: on one line, and without anything that moves the cursor, changes colours or hides
// characters.
[[nodiscard]] std::string terminal_escaped(std::string_view text);

// The inside of a JSON string, without its quotes (RFC 8259). Nothing but invalid UTF-8 is lost.
[[nodiscard]] std::string json_escaped(std::string_view text);

// One text field of a CSV row (RFC 4180), quoted where needed. A text that a spreadsheet would run as a
// formula (it begins with = or @ or a control character, or with + or - followed by more than a plain number
// or name) gets a leading apostrophe.
[[nodiscard]] std::string csv_field(std::string_view text);

}  // namespace stillwatch
