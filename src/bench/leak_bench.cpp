// `stillwatch_bench leak`: what the nuisance fields of a generated world give away.
#include <fmt/format.h>

#include <memory>

#include "bench/benchmarks.h"
#include "bench/leak.h"

namespace stillwatch {
namespace {

// Above this and five standard errors from 0.5 a field is called telling.
constexpr double kTellingAuc = 0.60;

void print_leaks(const std::vector<FieldLeak>& leaks, Bench& bench) {
  fmt::print(
      "One classifier per field: log-odds by bin, five folds by account. 0.5: the field tells nothing.\n\n");
  fmt::print("{:<20} {:>6} {:>8} {:>10} {:>10}\n", "field", "AUC", "+-", "campaign", "honest");
  for (const FieldLeak& leak : leaks) {
    const bool telling = leak.auc > kTellingAuc && leak.auc - 5.0 * leak.standard_error > 0.5;
    fmt::print("{:<20} {:>6.3f} {:>8.3f} {:>10} {:>10}{}\n", leak.field, leak.auc, leak.standard_error,
               leak.campaign, leak.honest, telling ? "  telling" : "");
    std::string name = leak.field;
    for (char& c : name) c = c == ' ' ? '_' : c;
    bench.measurements.push_back({"leak." + name, leak.auc, "AUC", Better::lower});
  }
}

}  // namespace

void add_leak_bench(CLI::App& app, Bench& bench) {
  auto options = std::make_shared<WorldOptions>();
  options->profiles = {"templates", "grading"};
  options->honest = 10'000;
  options->campaign_accounts = 600;
  CLI::App* command = app.add_subcommand(
      "leak", "What account age, client, parameters, lengths ... give away of a world's truth");
  command->add_option("--profile", options->profiles, "campaigns of the world")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--honest", options->honest, "honest accounts")->capture_default_str();
  command->add_option("--accounts", options->campaign_accounts, "campaign accounts")->capture_default_str();
  command->add_option("--days", options->days, "length of the world")->capture_default_str();
  command->add_option("--seed", options->seed, "seed of the world")->capture_default_str();
  command->footer("Example:\n  ./dev bench leak --profile templates --accounts 1000");
  command->callback([&bench, options] {
    options->corpus_dir = bench.corpus;
    const auto leaks = measure_leak(*options);
    if (!leaks.has_value()) {
      fmt::print(stderr, "{}\n", leaks.error().what);
      bench.exit_code = 3;
      return;
    }
    print_leaks(leaks.value(), bench);
  });
}

}  // namespace stillwatch
