#include "exchange/log_worker.h"

#include <algorithm>
#include <cstring>

#include "exchange/dialect_readers.h"
#include "exchange/record_check.h"
#include "exchange/sniff.h"

namespace stillwatch {
namespace {

// Of messages and tools: what makes a record long.
std::size_t text_size(const Exchange& exchange) {
  std::size_t size = 0;
  for (const auto* const parts : {&exchange.input, &exchange.output}) {
    for (const Part& part : *parts) size += part.text.size();
  }
  for (const Tool& tool : exchange.tools) size += tool.description.size() + tool.parameters.size();
  return size;
}

}  // namespace

LogWorker::LogWorker(ReadPlan& plan, unsigned number, ExchangeVisitor visitor)
    : counts(plan.queue.inputs().size()), plan_(plan), number_(number), visitor_(std::move(visitor)) {}

void LogWorker::run() {
  QueuedChunk queued;
  while (!stopped && plan_.queue.next(queued, workspace_, anomalies)) {
    if (plan_.options.strict && anomalies.total() > 0) stopped = true;
    if (!stopped) read_queued(queued);
    if (plan_.options.chunk_done) plan_.options.chunk_done(number_, queued.sequence);
  }
  if (plan_.options.strict && anomalies.total() > 0) stopped = true;
  if (stopped) plan_.queue.stop();
}

void LogWorker::read_queued(const QueuedChunk& queued) {
  if (queued.rows) return read_rows(queued);
  return plan_.options.only ? read_wanted(queued) : read_chunk(queued);
}

void LogWorker::read_chunk(const QueuedChunk& queued) {
  const char* at = queued.chunk.bytes.get();
  const char* const end = at + queued.chunk.size;
  dialect_ = queued.input->dialect.value_or(Dialect::canonical);
  place_ = {queued.input->index, queued.chunk.first_line, queued.chunk.offset};
  const std::uint64_t before = counts[place_.input].records;
  if (place_.offset == 0 && queued.chunk.size >= 3 && std::memcmp(at, "\xEF\xBB\xBF", 3) == 0) {
    at += 3;
    place_.offset = 3;
  }
  while (at < end && !stopped) {
    const auto* stop = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    const bool unfinished = stop == nullptr;
    if (unfinished) stop = end;
    read_line(at, static_cast<std::size_t>(stop - at), unfinished);
    ++place_.line;
    place_.offset += static_cast<std::uint64_t>(stop + 1 - at);
    at = stop + 1;
  }
  plan_.records += counts[queued.input->index].records - before;
}

// The records of ReadOptions::only that begin in this chunk.
void LogWorker::read_wanted(const QueuedChunk& queued) {
  const char* const bytes = queued.chunk.bytes.get();
  const char* const end = bytes + queued.chunk.size;
  const auto wanted = queued.input->wanted;
  dialect_ = queued.input->dialect.value_or(Dialect::canonical);
  auto next =
      std::lower_bound(wanted.begin(), wanted.end(), RecordStart{queued.input->index, queued.chunk.offset});
  for (; next != wanted.end() && next->offset < queued.chunk.offset + queued.chunk.size && !stopped; ++next) {
    place_ = {next->input, 0, next->offset};
    const char* const at = bytes + (next->offset - queued.chunk.offset);
    const auto* stop = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    const bool unfinished = stop == nullptr;
    if (unfinished) stop = end;
    read_line(at, static_cast<std::size_t>(stop - at), unfinished);
  }
}

void LogWorker::read_rows(const QueuedChunk& queued) {
  const RowBatch& rows = *queued.rows;
  InputCounts& count = counts[queued.input->index];
  const std::uint64_t before = count.records;
  std::uint64_t unused_from = 0, unused_to = 0;  // [from, to): the latest run of rows that were not used
  const auto note_unused = [&] {
    if (unused_from < unused_to && plan_.options.looked_at != nullptr)
      plan_.queue.note_unused(*queued.input, unused_from, unused_to);
  };
  record_ = {};
  for (std::uint64_t row = 0; row < rows.rows() && !stopped; ++row) {
    const std::uint64_t number = rows.number_of(row);
    place_ = {queued.input->index, plan_.options.only ? 0 : number + 1, number};
    workspace_.reset();
    row_.clear();
    rows.read(row, row_, workspace_);
    const std::uint64_t used = count.records;
    if (text_size(row_) > plan_.options.max_record_bytes) {
      reject(AnomalyKind::oversized, "", "raise --max-record-bytes");
    } else {
      accept(row_, RecordContext{}, Fallback{});
    }
    if (count.records != used) continue;
    if (number != unused_to) {
      note_unused();
      unused_from = number;
    }
    unused_to = number + 1;
  }
  note_unused();
  plan_.records += count.records - before;
}

void LogWorker::read_line(const char* text, std::size_t length, bool unfinished) {
  while (length > 0 && static_cast<unsigned char>(text[length - 1]) <= ' ') --length;
  if (length == 0) return;
  if (length > plan_.options.max_record_bytes)
    return reject(AnomalyKind::oversized, "", "raise --max-record-bytes");
  workspace_.reset();
  JsonTree& tree = workspace_.next_tree();
  const JsonTree::Outcome outcome = tree.parse(text, length);
  record_ = tree.root();
  if (outcome == JsonTree::Outcome::good && record_.is_object())
    return reader_of(dialect_).read(record_, workspace_, *this);
  if (outcome == JsonTree::Outcome::invalid_utf8)
    return reject(AnomalyKind::invalid_utf8, "", "write the log as UTF-8");
  if (outcome == JsonTree::Outcome::too_large)
    return reject(AnomalyKind::oversized, "",
                  "the record holds too many values; log the bodies without large arrays");
  if (unfinished && outcome == JsonTree::Outcome::malformed)
    return reject(AnomalyKind::truncated, "", "the last line ends early; fetch the file again");
  reject(AnomalyKind::malformed, "", "every line must be one JSON object (an array of records: jq -c '.[]')");
}

void LogWorker::accept(Exchange& exchange, const RecordContext& context, const Fallback& fallback) {
  exchange.place = place_;
  if (complete(exchange, context, fallback)) deliver(exchange);
}

// Identity from --account-field and the access log, then what the record itself offers as a stand-in.
bool LogWorker::complete(Exchange& exchange, const RecordContext& context, const Fallback& fallback) {
  if (!plan_.options.account_field.empty() && !context.record.is_missing())  // Parquet: its column was read
    exchange.account = context.find(plan_.options.account_field, workspace_.arena);
  if (plan_.access != nullptr) {
    std::string_view key = context.find(plan_.options.join_on, workspace_.arena);
    if (key.empty() && plan_.options.join_on == "id") key = exchange.id.empty() ? fallback.id : exchange.id;
    if (key.empty()) {
      reject(AnomalyKind::unjoined, plan_.options.join_on,
             "the record lacks the join field; name another with --on");
      return false;
    }
    if (!plan_.access->complete(key, exchange)) {
      reject(AnomalyKind::unjoined, plan_.options.join_on,
             "no access record has this value; join a log of the same time");
      return false;
    }
    if (exchange.id.empty()) exchange.id = key;
  }
  if (exchange.id.empty()) exchange.id = fallback.id;
  if (exchange.time_us == 0) exchange.time_us = fallback.time_us;
  if (exchange.provider.empty()) exchange.provider = fallback.provider;
  if (exchange.operation.empty()) exchange.operation = fallback.operation;
  return true;
}

void LogWorker::deliver(Exchange& exchange) {
  if (const auto objection = object_to(exchange)) {
    if (is_other_dialect())
      return reject_at(exchange.place, AnomalyKind::mixed_dialect, objection->field,
                       "split the log by dialect; a file has one");
    return reject_at(exchange.place, objection->kind, objection->field, objection->remedy);
  }
  InputCounts& count = counts[exchange.place.input];
  const ReadOptions& options = plan_.options;
  if ((options.from_us && exchange.time_us < *options.from_us) ||
      (options.to_us && exchange.time_us >= *options.to_us)) {
    ++count.outside_time;
    return;
  }
  ++count.records;
  filled.count(exchange);
  if (visitor_) visitor_(exchange);
}

bool LogWorker::is_other_dialect() {
  if (dialect_ == Dialect::mapped || record_.is_missing()) return false;
  const auto found = sniff(record_, workspace_);
  return found && *found != dialect_;
}

void LogWorker::reject(AnomalyKind kind, std::string_view field, std::string_view remedy) {
  reject_at(place_, kind, field, remedy);
}

void LogWorker::reject_at(const SourcePlace& place, AnomalyKind kind, std::string_view field,
                          std::string_view remedy) {
  ++counts[place.input].rejected;
  anomalies.add(kind, {place, std::string(field), std::string(remedy)});
  if (plan_.options.strict) stopped = true;
}

RecordReader& LogWorker::reader_of(Dialect dialect) {
  auto& reader = readers_[static_cast<std::size_t>(dialect)];
  if (!reader) reader = make_reader(dialect, plan_.map);
  return *reader;
}

}  // namespace stillwatch
