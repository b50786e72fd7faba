// `./dev train intent`: fits the intent model again and writes it with its figures.
#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "bench/benchmarks.h"
#include "bench/intent_training.h"

namespace stillwatch {
namespace {

Status train(const std::string& corpus, const std::string& folder) {
  const std::string table = folder + "/intent_model.tsv";
  std::stringstream text;
  text << std::ifstream(table).rdbuf();
  auto model = IntentModel::parse(text.str());
  if (!model.has_value()) return model.error();
  if (model.value().phrases().empty()) return Error{Code::not_found, table + " names no features"};
  const auto requests = gather_intent_texts(corpus, folder + "/intent_examples.txt");
  if (!requests.has_value()) return requests.error();
  const auto traced = trace_requests(requests.value(), model.value());
  fit_intent_model(model.value(), traced);
  const std::string figures = intent_figures(model.value(), traced);
  std::ofstream(table) << intent_model_table(model.value());
  std::ofstream out(folder + "/intent_figures.md");
  out << figures;
  fmt::print("{}", figures);
  return out.good() ? Status(Done{}) : Error{Code::io, "cannot write into " + folder};
}

}  // namespace

void add_train_intent(CLI::App& app, Bench& bench) {
  auto folder = std::make_shared<std::string>("src/text/intent");
  CLI::App* const command =
      app.add_subcommand("train-intent", "Fits the intent model and writes its table and figures");
  command->add_option("--model-folder", *folder, "Folder of intent_model.tsv and intent_examples.txt")
      ->capture_default_str();
  command->callback([&bench, folder] {
    const Status done = bench.corpus.empty()
                            ? Error{Code::usage, "training needs --corpus: a folder of *.jsonl.zst texts"}
                            : train(bench.corpus, *folder);
    if (done.has_value()) return;
    fmt::print(stderr, "{}\n", done.error().what);
    bench.exit_code = 2;
  });
}

}  // namespace stillwatch
