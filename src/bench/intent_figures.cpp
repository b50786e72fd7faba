// Writes what `./dev train intent` leaves: the table of weights and the page of figures.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "bench/intent_training.h"

namespace stillwatch {
namespace {

struct Counts {
  std::uint64_t all = 0, right = 0, any = 0, counted = 0;  // any: not none; counted: as evidence
  void add(Intent truth, Intent said) {
    ++all;
    right += truth == said ? 1 : 0;
    any += said != Intent::none ? 1 : 0;
    counted += is_counted(said) ? 1 : 0;
  }
};

std::string per_cent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "-"
                    : fmt::format("{:.2f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string class_table(std::string_view requests,
                        const std::array<std::array<std::uint64_t, kIntentCount>, kIntentCount>& said_of) {
  std::string page =
      "| class | " + std::string(requests) + " | precision | recall | text |\n|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < kIntentCount; ++i) {
    std::uint64_t truth = 0, said = 0;
    for (std::size_t j = 0; j < kIntentCount; ++j) {
      truth += said_of[i][j];
      said += said_of[j][i];
    }
    const auto intent = static_cast<Intent>(i);
    const bool real = is_counted(intent) || intent == Intent::none || intent == Intent::tool_trajectory;
    page += fmt::format("| {} | {} | {} | {} | {} |\n", name_of(intent), truth, per_cent(said_of[i][i], said),
                        per_cent(said_of[i][i], truth),
                        real ? "real and own" : "synthetic: shown, never counted");
  }
  return page;
}

std::string feature_line(const IntentFeature& feature) {
  std::string line = fmt::format("{}\t{}", name_of(feature.kind), feature.spellings);
  for (const std::int32_t weight : feature.weights) line += fmt::format("\t{:.2f}", weight / 100.0);
  return line + "\n";
}

}  // namespace

std::string intent_model_table(const IntentModel& model) {
  std::string table =
      "# The intent model: features and weights (src/text/intent/intent_model.h). Made by `./dev train "
      "intent`; edit\n"
      "# kinds and spellings by hand, then train again. Weights by class:\n# ";
  for (std::size_t i = 0; i < kIntentCount; ++i)
    table += fmt::format("{}{}", i > 0 ? ", " : "", name_of(static_cast<Intent>(i)));
  table +=
      "\n# trace_cleaning, task_generation and safe_rewrite are synthetic: shown, never counted as "
      "evidence.\n";
  for (const IntentFeature& feature : model.features()) {
    const bool derived =
        feature.kind == IntentFeatureKind::system || feature.kind == IntentFeatureKind::label_twice;
    const bool weightless = std::ranges::all_of(feature.weights, [](std::int32_t w) { return w == 0; });
    if (!derived || !weightless) table += feature_line(feature);
  }
  return table;
}

std::string intent_figures(const IntentModel& model, const std::vector<TracedRequest>& requests) {
  std::array<std::array<std::uint64_t, kIntentCount>, kIntentCount> held{}, learned{};
  std::map<std::string, Counts> by_source, by_language;
  std::uint64_t learned_all = 0;
  for (const TracedRequest& r : requests) {
    const Intent said = model.read(r.features).intent;
    const auto from = static_cast<std::size_t>(r.intent), to = static_cast<std::size_t>(said);
    learned_all += r.learn ? 1 : 0;
    if (r.learn) {
      ++learned[from][to];
      continue;
    }
    ++held[from][to];
    by_source[fmt::format("{} | {}", name_of(r.intent), r.source)].add(r.intent, said);
    if (r.intent == Intent::none)
      by_language[std::string(r.language.begin(), r.language.end())].add(r.intent, said);
  }
  std::string page = fmt::format(
      "# Figures of the intent model\n\nMade by `./dev train intent`, which learned from {} requests and "
      "judged the "
      "model on {} others: the other half of the texts, the other\nhalf of the own examples, and files that "
      "it never "
      "learns from. What each file is: [decision 0008](../../../docs/decisions/0008-intent-model.md).\n\n## "
      "Held "
      "out, by class\n\n",
      learned_all, requests.size() - learned_all);
  page += class_table("held-out requests", held) + "\n## Learned, by class\n\n" +
          class_table("learned requests", learned);
  page +=
      "\n## Held out, by source\n\n| class | source | requests | right | said to be any intent | said to be "
      "one "
      "that counts |\n|---|---|---|---|---|---|\n";
  for (const auto& [source, c] : by_source)
    page += fmt::format("| {} | {} | {} | {} | {} |\n", source, c.all, per_cent(c.right, c.all),
                        per_cent(c.any, c.all), per_cent(c.counted, c.all));
  page +=
      "\n## False positives among held-out ordinary requests, by language as read\n\n| language | requests | "
      "said "
      "to be any intent | said to be one that counts |\n|---|---|---|---|\n";
  for (const auto& [language, c] : by_language)
    page += fmt::format("| {} | {} | {} | {} |\n", language, c.all, per_cent(c.any, c.all),
                        per_cent(c.counted, c.all));
  return page;
}

}  // namespace stillwatch
