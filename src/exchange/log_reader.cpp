#include "exchange/log_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <thread>

#include "exchange/access_log_reader.h"
#include "exchange/input_list.h"
#include "exchange/log_worker.h"

namespace stillwatch {
namespace {

unsigned thread_count(const ReadOptions& options) {
  if (options.strict) return 1;  // so that the first place is the first place
  if (options.threads > 0) return options.threads;
  return std::max(1U, std::thread::hardware_concurrency());
}

// Refusals among the access records without a body are exchanges of their own; the others are reported.
void deliver_unused(const AccessLog& access, LogWorker& worker) {
  access.for_each_unused([&](std::string_view key, Exchange& exchange) {
    if (exchange.id.empty()) exchange.id = key;
    if (exchange.status >= 400) return worker.deliver(exchange);
    worker.reject_at(exchange.place, AnomalyKind::unjoined, "",
                     "no body has this request id; read the log of the same time");
  });
}

ReadReport report_of(ChunkQueue& queue, const std::vector<std::unique_ptr<LogWorker>>& workers) {
  ReadReport report;
  FieldCounter filled;
  for (const auto& worker : workers) {
    report.anomalies.merge(worker->anomalies);
    filled.merge(worker->filled);
  }
  for (const InputState& input : queue.inputs()) {
    if (input.parquet) input.parquet->count_skipped(filled);
  }
  report.filled = filled.by_name();
  report.partial = queue.partial();
  for (InputState& input : queue.inputs()) {
    InputReport& one = input.report;
    for (const auto& worker : workers) {
      const LogWorker::InputCounts& counts = worker->counts[input.index];
      one.records += counts.records;
      one.rejected += counts.rejected;
      one.outside_time += counts.outside_time;
    }
    report.records += one.records;
    report.inputs.push_back(std::move(one));
  }
  return report;
}

// Calls options.progress after every chunk, never from two threads at once.
ReadOptions with_progress(const ReadOptions& options, const ReadPlan*& plan, std::mutex& mutex) {
  ReadOptions made = options;
  if (!options.progress) return made;
  made.chunk_done = [&options, &plan, &mutex](unsigned worker, std::uint64_t chunk) {
    if (options.chunk_done) options.chunk_done(worker, chunk);
    const std::lock_guard lock(mutex);
    options.progress(plan->queue.bytes_done(), plan->queue.bytes_total(), plan->records.load());
  };
  return made;
}

// The logs to read; the access log often lies beside the bodies, and is no body log.
Result<InputList> logs_of(const ReadOptions& options) {
  if (options.join_file.empty() != options.join_on.empty())
    return Error{Code::usage,
                 "--join and --on belong together: the access log, and the field that is in both"};
  auto inputs = expand_inputs(options.inputs);
  if (!inputs.has_value() || options.join_file.empty()) return inputs;
  std::vector<std::string>& paths = inputs.value().paths;
  std::erase_if(paths, [&](const std::string& path) {
    std::error_code ignored;
    return path != "-" && std::filesystem::equivalent(path, options.join_file, ignored);
  });
  if (!paths.empty()) return inputs;
  return Error{Code::usage,
               options.join_file + ": is the access log of --join and the only input; name the bodies"};
}

// Reads the whole queue, on as many threads as there are workers.
std::vector<std::unique_ptr<LogWorker>> run_workers(
    ReadPlan& plan, unsigned threads, const std::function<ExchangeVisitor(unsigned)>& make_visitor) {
  std::vector<std::unique_ptr<LogWorker>> workers;
  for (unsigned i = 0; i < threads; ++i)
    workers.push_back(
        std::make_unique<LogWorker>(plan, i, make_visitor ? make_visitor(i) : ExchangeVisitor{}));
  std::vector<std::thread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back([&workers, i] { workers[i]->run(); });
  workers[0]->run();
  for (std::thread& other : others) other.join();
  const bool tells_unused = plan.access != nullptr && !plan.options.part_of_join;
  if (tells_unused && !workers[0]->stopped) deliver_unused(*plan.access, *workers[0]);
  return workers;
}

}  // namespace

Result<ReadReport> read_logs(const ReadOptions& given,
                             const std::function<ExchangeVisitor(unsigned worker)>& make_visitor) {
  auto inputs = logs_of(given);
  if (!inputs.has_value()) return inputs.error();
  auto map = given.map_file.empty() ? Result<FieldMap>(FieldMap{}) : read_field_map(given.map_file);
  if (!map.has_value()) return map.error();

  std::mutex progress_mutex;
  const ReadPlan* shown = nullptr;
  const ReadOptions options = with_progress(given, shown, progress_mutex);
  std::vector<std::string> all = inputs.value().paths;
  const auto join_at = std::lower_bound(all.begin(), all.end(), options.join_file);
  const auto join_index = static_cast<std::uint32_t>(join_at - all.begin());
  if (!options.join_file.empty()) all.insert(join_at, options.join_file);
  ChunkQueue queue(options, all, inputs.value().missing);
  ReadPlan plan{options, queue};
  shown = &plan;
  plan.map = options.map_file.empty() ? nullptr : &map.value();

  AccessLog access;
  AnomalyLog access_anomalies;
  if (!options.join_file.empty()) {
    const Status read =
        read_access_log(options, join_index, access, queue.inputs()[join_index], access_anomalies);
    if (!read.has_value()) return read.error();
    queue.inputs()[join_index].finished = true;
    plan.access = &access;
  }
  const auto workers = run_workers(plan, thread_count(options), make_visitor);
  if (options.part_of_join) access_anomalies = {};
  workers[0]->anomalies.merge(access_anomalies);
  ReadReport report = report_of(queue, workers);
  if (options.part_of_join) report.access_used = access.used();
  report.partial = report.partial || access_anomalies.of(AnomalyKind::truncated) > 0;
  report.map = map.value().stored;
  if (options.strict && report.anomalies.total() > 0) return first_fault(report.anomalies, report.inputs);
  return report;
}

Result<ReadReport> read_unused_access(const ReadOptions& given, const std::vector<std::uint8_t>& used,
                                      const ExchangeVisitor& visitor) {
  ReadOptions options = given;
  options.only.reset();
  ChunkQueue queue(options, {options.join_file}, {});
  ReadPlan plan{options, queue};
  AccessLog access;
  AnomalyLog anomalies;
  InputState& input = queue.inputs().front();
  if (const Status read = read_access_log(options, 0, access, input, anomalies); !read.has_value())
    return read.error();
  input.finished = true;
  if (used.size() != access.size())
    return Error{Code::bad_input,
                 fmt::format("{}: has {} records, and had {} when parts of its bodies were read",
                             options.join_file, access.size(), used.size())};
  access.set_used(used);
  plan.access = &access;
  std::vector<std::unique_ptr<LogWorker>> workers;
  workers.push_back(std::make_unique<LogWorker>(plan, 0, visitor));
  deliver_unused(access, *workers[0]);
  workers[0]->anomalies.merge(anomalies);
  ReadReport report = report_of(queue, workers);
  report.partial = anomalies.of(AnomalyKind::truncated) > 0;
  if (options.strict && report.anomalies.total() > 0) return first_fault(report.anomalies, report.inputs);
  return report;
}

}  // namespace stillwatch
