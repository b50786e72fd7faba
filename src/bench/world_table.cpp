#include "bench/world_table.h"

#include "trace/text_tracer.h"

namespace stillwatch {

Result<WorldTable> tabulate_world(const WorldOptions& options, std::string_view secret) {
  WorldTable world;
  TextTracer tracer(secret);
  TextFingerprints prints;
  std::vector<ExchangeTableBuilder> parts;
  parts.emplace_back(secret);
  const Status made = generate_world(
      options,
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
