#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "bench/scale/report.h"

namespace stillwatch {
namespace {

double gb(std::uint64_t bytes) { return static_cast<double>(bytes) * 1e-9; }

std::string worlds_text(const std::vector<ScaleRun>& runs) {
  std::string text =
      "\n## Worlds\n\n| asked | format | exchanges | of the campaign | its accounts | honest accounts | JSON "
      "GB | "
      "stored GB | bytes each | made in s |\n|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  for (const ScaleRun& run : runs) {
    text += fmt::format("| {:g} M | {} | {} | {:.1f} % | {} | {} | {:.2f} | {:.2f} | {:.0f} | {:.0f} |\n",
                        run.million, format_name(run), run.exchanges,
                        100.0 * run.per_exchange(static_cast<double>(run.campaign_exchanges)),
                        run.campaign_accounts, run.honest_accounts, gb(run.text_bytes), gb(run.stored_bytes),
                        run.per_exchange(static_cast<double>(run.text_bytes)), run.make_s);
  }
  return text;
}

std::string scans_text(const std::vector<ScaleRun>& runs) {
  std::string text =
      "\n## Scans\n\nCampaigns named and the report written. Floor of JSON lines: decompression and a "
      "simdjson walk of "
      "the same bytes on the same threads; of Parquet: the columns that a scan looks at, decoded and "
      "dropped.\n\n"
      "| asked | format | scan s | exchanges/s | processor s | floor s | times the floor | us each | peak GB "
      "| bytes "
      "each |\n|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  for (const ScaleRun& run : runs) {
    text += fmt::format(
        "| {:g} M | {} | {:.1f} | {:.0f} | {:.1f} | {:.1f} | {:.2f} | {:.2f} | {:.2f} | {:.0f} |\n",
        run.million, format_name(run), run.scan.wall_s,
        run.scan.wall_s > 0 ? static_cast<double>(run.exchanges) / run.scan.wall_s : 0.0,
        run.scan.processor_s, run.floor_s, run.times_the_floor(), 1e6 * run.per_exchange(run.scan.wall_s),
        gb(run.scan.peak_bytes), run.per_exchange(static_cast<double>(run.scan.peak_bytes)));
  }
  for (const ScaleRun& run : runs) {
    if (run.floor_columns.empty() || run.exchanges != runs.front().exchanges) continue;
    text +=
        fmt::format("\nColumns read of {}: `{}`.\n", format_name(run), fmt::join(run.floor_columns, "`, `"));
  }
  return text;
}

std::string stages_text(const std::vector<ScaleRun>& runs) {
  std::string text = "\n## Stages\n\nSeconds of wall time, as `scan --stage-times` says them.\n\n";
  for (const ScaleRun& run : runs) {
    std::string stages;
    for (const StageTime& stage : run.scan.stages)
      stages += fmt::format("{}{} {:.2f}", stages.empty() ? "" : ", ", stage.name, stage.seconds);
    text += fmt::format("- {:g} M, {}: {}\n", run.million, format_name(run), stages);
  }
  return text;
}

std::string limits_text(const std::vector<ScaleRun>& runs) {
  std::string rows;
  for (const ScaleRun& run : runs) {
    for (const ScanMeasure& scan : run.limited)
      rows += fmt::format("| {:g} M | {} | {} | {:.1f} | {:.2f} | {} |\n", run.million, format_name(run),
                          scan.memory, scan.wall_s, gb(scan.peak_bytes),
                          scan.same_findings ? "the same bytes" : "OTHER");
  }
  if (rows.empty()) return "";
  return "\n## Under a limit of memory\n\n| asked | format | `--memory` | scan s | peak GB | findings "
         "|\n|---:|---|---|---:|---:|---|\n" +
         rows;
}

std::string found_text(const std::vector<ScaleRun>& runs) {
  std::string text =
      "\n## What is found\n\n\"Named\" is accused; \"listed\" is named or shown in any role of a group, "
      "which accuses "
      "nobody.\n\n| asked | format | campaign accounts named | listed | honest named | honest listed | "
      "campaigns | "
      "pools |\n|---:|---|---:|---:|---:|---:|---:|---:|\n";
  for (const ScaleRun& run : runs) {
    const FoundAccounts& found = run.found;
    text += fmt::format("| {:g} M | {} | {} of {} ({:.2f} %) | {} | {} of {} | {} | {} | {} |\n", run.million,
                        format_name(run), found.campaign_named, run.campaign_accounts, 100.0 * run.recall(),
                        found.campaign_listed, found.honest_named, run.honest_accounts, found.honest_listed,
                        found.campaigns, found.pools);
  }
  return text;
}

std::string growth_text(const std::vector<ScaleRun>& runs) {
  std::string text;
  for (const char* format : {"jsonl", "parquet", "parquet-prints"}) {
    const ScaleRun *least = nullptr, *most = nullptr;
    for (const ScaleRun& run : runs) {
      if (run.format != format) continue;
      if (least == nullptr || run.exchanges < least->exchanges) least = &run;
      if (most == nullptr || run.exchanges > most->exchanges) most = &run;
    }
    if (least == most || least == nullptr) continue;
    const auto ratio = [&](double big, double small) {
      return most->per_exchange(big) / std::max(1e-12, least->per_exchange(small));
    };
    text += fmt::format(
        "- {}: from {:g} to {:g} million, time per exchange grows {:.2f} times and memory per exchange "
        "{:.2f} times.\n",
        format_name(*least), least->million, most->million, ratio(most->scan.wall_s, least->scan.wall_s),
        ratio(static_cast<double>(most->scan.peak_bytes), static_cast<double>(least->scan.peak_bytes)));
  }
  return text.empty() ? "" : "\n## Growth\n\n" + text;
}

std::string peers_text(const std::vector<PeerSpeed>& peers) {
  if (peers.empty()) return "";
  std::string text =
      "\n## Peers\n\nOn a slice (the first file of the smallest world), one after another on the same cores, "
      "end to end "
      "from the stored file. They do a small part of what a scan does.\n\n"
      "| | does | exchanges | s | us each | times ours |\n|---|---|---:|---:|---:|---:|\n";
  for (const PeerSpeed& peer : peers) {
    text += fmt::format("| {} | {} | {} | {:.1f} | {:.1f} | {:.2f} |\n", peer.name, peer.what, peer.exchanges,
                        peer.wall_s, peer.per_exchange_us(),
                        peer.per_exchange_us() / std::max(1e-9, peers.front().per_exchange_us()));
  }
  return text;
}

nlohmann::json json_of(const ScanMeasure& scan) {
  nlohmann::json stages = nlohmann::json::array();
  for (const StageTime& stage : scan.stages)
    stages.push_back({{"name", stage.name}, {"seconds", stage.seconds}});
  return {{"memory", scan.memory},
          {"wall_s", scan.wall_s},
          {"processor_s", scan.processor_s},
          {"peak_bytes", scan.peak_bytes},
          {"same_findings", scan.same_findings},
          {"stages", stages}};
}

nlohmann::json json_of(const ScaleRun& run) {
  const FoundAccounts& found = run.found;
  nlohmann::json limited = nlohmann::json::array();
  for (const ScanMeasure& scan : run.limited) limited.push_back(json_of(scan));
  return {{"million", run.million},
          {"format", run.format},
          {"exchanges", run.exchanges},
          {"campaign_exchanges", run.campaign_exchanges},
          {"honest_accounts", run.honest_accounts},
          {"campaign_accounts", run.campaign_accounts},
          {"text_bytes", run.text_bytes},
          {"stored_bytes", run.stored_bytes},
          {"make_s", run.make_s},
          {"make_processor_s", run.make_processor_s},
          {"floor_s", run.floor_s},
          {"floor_columns", run.floor_columns},
          {"times_the_floor", run.times_the_floor()},
          {"scan", json_of(run.scan)},
          {"limited", limited},
          {"found",
           {{"campaign_named", found.campaign_named},
            {"campaign_listed", found.campaign_listed},
            {"honest_named", found.honest_named},
            {"honest_listed", found.honest_listed},
            {"campaigns", found.campaigns},
            {"pools", found.pools}}}};
}

}  // namespace

std::string scale_markdown(const ScaleReport& report) {
  std::string text = fmt::format(
      "# The big run\n\nMade by `{}` (stillwatch {}, build {}). Do not edit.\n\nMachine: {}; {} threads. "
      "Worlds: the "
      "profile `templates` among every class of look-alikes, 12 days, {} (docs/scale.md says how they are "
      "made).\n\n"
      "![Time and memory per exchange](scale.svg)\n",
      report.command, report.version, report.build, report.machine, report.threads,
      report.corpus ? "real texts with their slots varied" : "built-in texts with their slots varied");
  return text + worlds_text(report.runs) + scans_text(report.runs) + stages_text(report.runs) +
         limits_text(report.runs) + found_text(report.runs) + growth_text(report.runs) +
         peers_text(report.peers);
}

std::string scale_json(const ScaleReport& report) {
  nlohmann::json runs = nlohmann::json::array(), peers = nlohmann::json::array();
  for (const ScaleRun& run : report.runs) runs.push_back(json_of(run));
  for (const PeerSpeed& peer : report.peers) {
    peers.push_back({{"name", peer.name},
                     {"exchanges", peer.exchanges},
                     {"wall_s", peer.wall_s},
                     {"per_exchange_us", peer.per_exchange_us()}});
  }
  const nlohmann::json page = {{"schema", "stillwatch.scale/1"},
                               {"command", report.command},
                               {"version", report.version},
                               {"build", report.build},
                               {"machine", report.machine},
                               {"threads", report.threads},
                               {"runs", runs},
                               {"peers", peers}};
  return page.dump(2) + "\n";
}

}  // namespace stillwatch
