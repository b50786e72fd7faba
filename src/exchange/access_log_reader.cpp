#include "exchange/access_log_reader.h"

#include <cstring>

#include "exchange/envelope.h"
#include "exchange/record_reader.h"

namespace stillwatch {
namespace {

struct LineReader {
  const std::string& join_on;
  JsonWorkspace& workspace;
  AccessLog& access;
  AnomalyLog& anomalies;
  Exchange exchange;

  void read(const char* text, std::size_t length, const SourcePlace& place) {
    workspace.reset();
    JsonTree& tree = workspace.next_tree();
    const JsonTree::Outcome outcome = tree.parse(text, length);
    if (outcome == JsonTree::Outcome::not_container && length == 0) return;
    if (outcome == JsonTree::Outcome::invalid_utf8)
      return anomalies.add(AnomalyKind::invalid_utf8, {place, "", "write the log as UTF-8"});
    if (outcome != JsonTree::Outcome::good || !tree.root().is_object())
      return anomalies.add(AnomalyKind::malformed,
                           {place, "", "every line of an access log must be one JSON object"});
    exchange.clear();
    exchange.place = place;
    read_envelope(tree.root(), exchange, workspace);
    std::string_view key = RecordContext{tree.root(), {}, {}}.find(join_on, workspace.arena);
    if (key.empty() && join_on == "id") key = exchange.id;
    if (key.empty())
      return anomalies.add(AnomalyKind::unjoined,
                           {place, join_on, "the access record lacks the join field (--on)"});
    if (!access.add(key, exchange))
      anomalies.add(AnomalyKind::duplicate_id,
                    {place, join_on, "an earlier access record has this value; it was used"});
  }
};

}  // namespace

void add_access_lines(const Chunk& chunk, std::uint32_t input, const std::string& join_on,
                      JsonWorkspace& workspace, AccessLog& access, AnomalyLog& anomalies) {
  LineReader reader{join_on, workspace, access, anomalies, {}};
  const char* at = chunk.bytes.get();
  const char* const end = at + chunk.size;
  SourcePlace place{input, chunk.first_line, chunk.offset};
  while (at < end) {
    const auto* stop = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (stop == nullptr) stop = end;
    std::size_t length = static_cast<std::size_t>(stop - at);
    while (length > 0 && static_cast<unsigned char>(at[length - 1]) <= ' ') --length;
    reader.read(at, length, place);
    ++place.line;
    place.offset += static_cast<std::uint64_t>(stop + 1 - at);
    at = stop + 1;
  }
}

Status read_access_log(const ReadOptions& options, std::uint32_t index, AccessLog& access, InputState& input,
                       AnomalyLog& anomalies) {
  auto source = ByteSource::open(input.path, options.digests);
  if (!source.has_value()) return source.error();
  Chunker chunker(std::move(source).value(), options.chunk_bytes, options.max_record_bytes);
  JsonWorkspace workspace;
  Chunk chunk;
  while (chunker.next(chunk)) {
    for (const SkippedLine& skipped : chunk.oversized)
      anomalies.add(AnomalyKind::oversized,
                    {{index, skipped.line, skipped.offset}, "", "raise --max-record-bytes"});
    add_access_lines(chunk, index, options.join_on, workspace, access, anomalies);
  }
  if (chunker.source().trouble() != ByteSource::Trouble::none)
    anomalies.add(AnomalyKind::truncated,
                  {{index, chunker.lines(), chunker.text_bytes()}, "", chunker.source().trouble_text()});
  input.report.sha256 = chunker.source().finish_digest();
  input.report.bytes = chunker.source().stored_bytes();
  input.report.text_bytes = chunker.text_bytes();
  input.report.dialect = "access_log";
  if (access.size() == 0)
    return Error{Code::bad_input,
                 input.path + ": no line has the join field \"" + options.join_on + "\"; name it with --on"};
  return Done{};
}

}  // namespace stillwatch
