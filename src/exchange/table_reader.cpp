#include "exchange/table_reader.h"

#include <algorithm>
#include <cstring>

#include "exchange/source.h"

namespace stillwatch {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// Takes one CSV record from the front of `rest`; false when a quoted cell never ends.
bool take_record(std::string_view& rest, char separator, std::vector<std::string>& cells) {
  cells.clear();
  cells.emplace_back();
  std::size_t i = 0;
  bool quoted = false;
  for (; i < rest.size(); ++i) {
    const char c = rest[i];
    if (quoted) {
      if (c != '"') {
        cells.back() += c;
      } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
        cells.back() += rest[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"' && trimmed(cells.back()).empty()) {
      cells.back().clear();
      quoted = true;
    } else if (c == separator) {
      cells.emplace_back();
    } else if (c == '\n') {
      break;
    } else {
      cells.back() += c;
    }
  }
  rest.remove_prefix(std::min(rest.size(), i + 1));
  return !quoted;
}

char separator_of(std::string_view header) {
  char best = ',';
  for (const char candidate : {',', ';', '\t'}) {
    if (std::count(header.begin(), header.end(), candidate) > std::count(header.begin(), header.end(), best))
      best = candidate;
  }
  return best;
}

void read_csv(std::string_view text, AnomalyLog& anomalies, const RowVisitor& visit) {
  const char separator = separator_of(text.substr(0, text.find('\n')));
  const char* const start = text.data();
  std::vector<std::string> header;
  std::vector<std::string> cells;
  std::string_view rest = text;
  std::uint64_t line = 1;
  while (!rest.empty()) {
    TableRow row;
    row.place = {0, line, static_cast<std::uint64_t>(rest.data() - start)};
    const char* const before = rest.data();
    const bool closed = take_record(rest, separator, cells);
    line += static_cast<std::uint64_t>(std::count(before, rest.data(), '\n'));
    if (cells.size() == 1 && trimmed(cells[0]).empty()) continue;
    if (!closed) {
      anomalies.add(AnomalyKind::truncated, {row.place, "", "a quoted cell never ends; close its quote"});
    } else if (header.empty()) {
      for (const std::string& cell : cells) header.emplace_back(trimmed(cell));
    } else if (cells.size() > header.size()) {
      anomalies.add(AnomalyKind::malformed, {row.place, "", "the row has more cells than the header line"});
    } else {
      row.header = &header;
      row.cells = &cells;
      visit(row);
    }
  }
}

void read_json_lines(std::string_view text, AnomalyLog& anomalies, const RowVisitor& visit) {
  JsonWorkspace workspace;
  SourcePlace place{0, 1, 0};
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, length));
    workspace.reset();
    if (!line.empty()) {
      TableRow row;
      row.place = place;
      row.object = workspace.parse_text(line);
      if (row.object.is_object()) {
        visit(row);
      } else {
        anomalies.add(AnomalyKind::malformed, {place, "", "every line of a JSON table must be one object"});
      }
    }
    text.remove_prefix(std::min(text.size(), length + 1));
    ++place.line;
    place.offset += length + 1;
  }
}

}  // namespace

std::string TableRow::text(std::string_view column) const {
  if (header == nullptr) {
    Arena arena;
    return std::string(trimmed(find_path(object, column).scalar_text(arena)));
  }
  for (std::size_t i = 0; i < header->size() && i < cells->size(); ++i) {
    if ((*header)[i] == column) return std::string(trimmed((*cells)[i]));
  }
  return {};
}

bool TableRow::has_column(std::string_view column) const {
  if (header == nullptr) return !find_path(object, column).is_missing();
  return std::find(header->begin(), header->end(), column) != header->end();
}

std::vector<std::string_view> TableRow::columns() const {
  if (header != nullptr) return {header->begin(), header->end()};
  std::vector<std::string_view> names;
  for (const Json member : object) names.push_back(member.key());
  return names;
}

void read_table_text(std::string_view text, AnomalyLog& anomalies, const RowVisitor& visit) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view start = trimmed(text);
  if (start.empty()) return;
  if (start.front() == '{') {
    read_json_lines(text, anomalies, visit);
  } else {
    read_csv(text, anomalies, visit);
  }
}

Result<StoredFile> read_table(const std::string& path, AnomalyLog& anomalies, const RowVisitor& visit) {
  auto source = ByteSource::open(path, true);
  if (!source.has_value()) return source.error();
  std::string text(std::size_t{1} << 20, '\0');
  std::size_t used = 0;
  while (const std::size_t count = source.value().read(text.data() + used, text.size() - used)) {
    used += count;
    if (used > kLargestTable)
      return Error{Code::over_limit, path + ": larger than 4 GiB; keep only the columns needed"};
    if (used == text.size()) text.resize(text.size() * 2);
  }
  text.resize(used);
  read_table_text(text, anomalies, visit);
  if (source.value().trouble() != ByteSource::Trouble::none)
    anomalies.add(AnomalyKind::truncated, {{0, 0, used}, "", source.value().trouble_text()});
  StoredFile stored;
  stored.sha256 = source.value().finish_digest();
  stored.bytes = source.value().stored_bytes();
  return stored;
}

}  // namespace stillwatch
