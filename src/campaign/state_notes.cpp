#include "campaign/state_notes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/byte_stream.h"
#include "base/version.h"

namespace stillwatch {
namespace {

// Each pair of functions writes and reads one thing; what is wrong in form makes the reader fail.

void write(ByteWriter& out, const std::optional<std::int64_t>& time) {
  out.number(time ? 1 : 0);
  out.number(static_cast<std::uint64_t>(time.value_or(0)));
}

std::optional<std::int64_t> read_time(ByteReader& in) {
  const std::uint64_t given = in.number();
  const auto time = static_cast<std::int64_t>(in.number());
  if (given > 1 || (given == 0 && time != 0)) in.fail();
  return given == 1 ? std::optional(time) : std::nullopt;
}

void write(ByteWriter& out, const ReadChoices& choices) {
  for (const std::string* text :
       {&choices.dialect, &choices.map_file, &choices.map_sha256, &choices.account_field, &choices.join_file,
        &choices.join_sha256, &choices.join_on})
    out.text(*text);
  write(out, choices.from_us);
  write(out, choices.to_us);
  out.number(choices.max_record_bytes);
}

ReadChoices read_choices(ByteReader& in) {
  ReadChoices choices;
  for (std::string* text : {&choices.dialect, &choices.map_file, &choices.map_sha256, &choices.account_field,
                            &choices.join_file, &choices.join_sha256, &choices.join_on})
    *text = in.text();
  choices.from_us = read_time(in);
  choices.to_us = read_time(in);
  choices.max_record_bytes = in.number();
  if (!choices.dialect.empty() && !dialect_named(choices.dialect)) in.fail();
  return choices;
}

void write(ByteWriter& out, const InputReport& input) {
  for (const std::string* text : {&input.path, &input.dialect, &input.sha256}) out.text(*text);
  for (const std::uint64_t number :
       {input.bytes, input.text_bytes, input.records, input.rejected, input.outside_time})
    out.number(number);
}

InputReport read_input(ByteReader& in) {
  InputReport input;
  for (std::string* text : {&input.path, &input.dialect, &input.sha256}) *text = in.text();
  for (std::uint64_t* number :
       {&input.bytes, &input.text_bytes, &input.records, &input.rejected, &input.outside_time})
    *number = in.number();
  return input;
}

void write(ByteWriter& out, const AnomalyLog& anomalies) {
  for (std::size_t kind = 0; kind < kAnomalyKinds; ++kind) {
    out.number(anomalies.count[kind]);
    out.number(anomalies.first[kind].size());
    for (const AnomalyPlace& at : anomalies.first[kind]) {
      out.number(at.place.input);
      out.number(at.place.line);
      out.number(at.place.offset);
      out.text(at.field);
      out.text(at.remedy);
    }
  }
}

AnomalyLog read_anomalies(ByteReader& in, std::size_t inputs) {
  AnomalyLog anomalies;
  for (std::size_t kind = 0; kind < kAnomalyKinds && in.good(); ++kind) {
    anomalies.count[kind] = in.number();
    const std::uint64_t places = in.number();
    if (places > std::min<std::uint64_t>(anomalies.count[kind], AnomalyLog::kPlacesKept)) in.fail();
    for (std::uint64_t i = 0; i < places && in.good(); ++i) {
      AnomalyPlace& at = anomalies.first[kind].emplace_back();
      const std::uint64_t input = in.number();
      if (input >= inputs) in.fail();
      at.place.input = static_cast<std::uint32_t>(input);
      at.place.line = in.number();
      at.place.offset = in.number();
      at.field = in.text();
      at.remedy = in.text();
    }
  }
  return anomalies;
}

// One bit for each access record, the first in the lowest bit of the first byte.
void write_used(ByteWriter& out, const std::vector<std::uint8_t>& used) {
  std::string bits((used.size() + 7) / 8, '\0');
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (used[i] != 0) bits[i / 8] = static_cast<char>(bits[i / 8] | (1 << i % 8));
  }
  out.number(used.size());
  out.text(bits);
}

std::vector<std::uint8_t> read_used(ByteReader& in) {
  const std::uint64_t count = in.number();
  const std::string_view bits = in.text();
  if (count / 8 > bits.size() || bits.size() != (count + 7) / 8) in.fail();
  if (count % 8 != 0 && in.good() && static_cast<std::uint8_t>(bits.back()) >> count % 8 != 0) in.fail();
  if (!in.good()) return {};
  std::vector<std::uint8_t> used(count);
  for (std::size_t i = 0; i < count; ++i) used[i] = static_cast<std::uint8_t>(bits[i / 8]) >> i % 8 & 1;
  return used;
}

void write(ByteWriter& out, const ReadReport& report) {
  out.number(report.inputs.size());
  for (const InputReport& input : report.inputs) write(out, input);
  write(out, report.anomalies);
  out.number(report.filled.size());
  for (const auto& [field, exchanges] : report.filled) {
    out.text(field);
    out.number(exchanges);
  }
  out.number(report.records);
  out.number(report.partial ? 1 : 0);
  out.text(report.map.sha256);
  out.number(report.map.bytes);
  write_used(out, report.access_used);
}

ReadReport read_report(ByteReader& in) {
  ReadReport report;
  const std::uint64_t inputs = in.number();
  for (std::uint64_t i = 0; i < inputs && in.good(); ++i) {
    report.inputs.push_back(read_input(in));
    if (i > 0 && report.inputs[i - 1].path >= report.inputs[i].path) in.fail();
  }
  report.anomalies = read_anomalies(in, report.inputs.size());
  const std::uint64_t fields = in.number();
  for (std::uint64_t i = 0; i < fields && in.good(); ++i) {
    std::string field(in.text());
    if (!report.filled.empty() && report.filled.rbegin()->first >= field) in.fail();
    report.filled.emplace_hint(report.filled.end(), std::move(field), in.number());
  }
  report.records = in.number();
  const std::uint64_t partial = in.number();
  if (partial > 1) in.fail();
  report.partial = partial == 1;
  report.map.sha256 = in.text();
  report.map.bytes = in.number();
  report.access_used = read_used(in);
  return report;
}

}  // namespace

std::string bytes_of(const StateNotes& notes) {
  ByteWriter out;
  out.number(kStateNotesVersion);
  out.text(notes.program);
  write(out, notes.choices);
  write(out, notes.report);
  return out.bytes();
}

Result<StateNotes> notes_of(const TableState& state) {
  return read_notes(state.names().notes, state.path(), state.notes_at());
}

Result<StateNotes> read_notes(std::string_view bytes, const std::string& path, std::size_t begin) {
  ByteReader in(bytes);
  StateNotes notes;
  const std::uint64_t known = in.number();
  notes.program = in.text();
  if (in.good() && (known != kStateNotesVersion || notes.program != version()))
    return TableState::refused(
        path, begin, "program",
        fmt::format("made by version {} of the program, and this is {}", notes.program, version()));
  notes.choices = read_choices(in);
  notes.report = read_report(in);
  if (!in.ended()) return TableState::refused(path, begin + in.at(), "notes", "not what a profile writes");
  return notes;
}

}  // namespace stillwatch
