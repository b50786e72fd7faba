#include "bench/world_table.h"

#include "trace/text_tracer.h"

namespace stillwatch {

Result<WorldTable> tabulate_world(const WorldOptions& options, std::string_view secret) {
  const auto corpus = open_world_corpus(options);
  if (!corpus.has_value()) return corpus.error();
  return tabulate_world(options, *corpus.value(), secret);
}

Result<WorldTable> tabulate_world(const WorldOptions& options, const world::Corpus& corpus,
                                  std::string_view secret) {
  WorldTable world;
  TextTracer tracer(secret);
  TextFingerprints prints;
  std::vector<ExchangeTableBuilder> parts;
  parts.emplace_back(secret);
  const Status made = generate_world(
      options, corpus,
      [&](const Exchange& exchange) {
        tracer.trace(exchange, prints);
        parts.front().add(exchange, prints);
      },
      world.truth);
  if (!made.has_value()) return made.error();
  AccountFactsTable facts;
  for (const AccountTruth& account : world.truth.accounts) facts.rows.push_back(account.facts);
  world.table = ExchangeTable::merge(std::move(parts), facts, 1);
  return world;
}

}  // namespace stillwatch
