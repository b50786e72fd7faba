#include "signal/tested_requests.h"

#include <gtest/gtest.h>

#include "signal/capability_concentration/capability_concentration.h"
#include "signal/distribution_shift/distribution_shift.h"
#include "signal/relay_mix/relay_mix.h"
#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// A group and others who ask about anything, one of them more often than tests look at.
std::unique_ptr<SimulatedLog::Built> build() {
  SimulatedLog log(7);
  Random& random = log.random();
  for (int account = 0; account < 200; ++account) {
    const int requests = account == 199 ? 1500 : 10 + static_cast<int>(random.below(60));
    for (int i = 0; i < requests; ++i) {
      auto& entry = log.start((account < 30 ? "g" : "p") + std::to_string(account), random.uniform(0, 9e5));
      entry.prints.capability = random.chance(0.5) ? Capability::coding : Capability::writing;
      entry.prints.language = random.chance(0.8) ? std::array{'e', 'n'} : std::array{'d', 'e'};
      if (random.chance(0.1)) entry.prints.flags = 0;   // in the middle of a conversation
      if (random.chance(0.1)) entry.prints.prompt = 0;  // nothing new was said
      for (auto& value : entry.prints.projection)
        value = static_cast<std::int8_t>(random.chance(0.9) ? random.below(200) - 100 : 0);
      if (random.chance(0.1)) entry.prints.projection = {};
    }
  }
  return log.build("g");
}

TEST(TestedRequests, AreTheRowsThatTestsMayLookAt) {
  const auto built = build();
  const TestedRequests all(built->table, 3);
  const SignalContext without = built->context();
  std::vector<TestedRequest> held;
  std::size_t seen = 0, with_projection = 0, starts = 0;
  for (std::uint32_t account = 0; account < built->table.account_count(); ++account) {
    const auto found = tested_requests(without, account, held);
    const auto known = all.of(account);
    ASSERT_EQ(known.size(), found.size());
    for (std::size_t i = 0; i < known.size(); ++i) {
      const ExchangeRow& row = built->table.rows()[known[i].row];
      ASSERT_EQ(known[i].row, found[i].row);
      ASSERT_TRUE(row.account == account && fold_of(row) == 1 && row.has_new_text());
      ASSERT_TRUE(known[i].time_us == row.time_us && known[i].language == row.language &&
                  known[i].capability == row.capability);
      ASSERT_EQ(known[i].starts_conversation, row.starts_conversation());
      ASSERT_EQ(known[i].has_projection, row.projections != 0);
      starts += known[i].starts_conversation ? 1 : 0;
      with_projection += known[i].has_projection ? 1 : 0;
    }
    seen += known.size();
  }
  const auto rows = built->table.rows();
  EXPECT_EQ(seen, static_cast<std::size_t>(std::ranges::count_if(
                      rows, [](const ExchangeRow& row) { return fold_of(row) == 1 && row.has_new_text(); })));
  EXPECT_LT(starts, seen);
  EXPECT_LT(with_projection, seen);
}

TEST(TestedRequests, SignalsFindTheSameWithThem) {
  const auto built = build();
  const TestedRequests all(built->table, 2);
  SignalContext context = built->context();
  const GroupEvidence evidence = gather_evidence(context, built->group);
  for (const SignalInfo* signal :
       {&distribution_shift::kInfo, &relay_mix::kInfo, &capability_concentration::kInfo}) {
    context.requests = nullptr;
    const SignalFinding found = signal->test(context, evidence);
    context.requests = &all;
    const SignalFinding known = signal->test(context, evidence);
    EXPECT_TRUE(found.applies) << signal->name;
    EXPECT_EQ(known.sentence, found.sentence);
    EXPECT_EQ(known.p, found.p);
  }
}

}  // namespace
}  // namespace stillwatch
