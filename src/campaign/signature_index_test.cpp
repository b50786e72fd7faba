#include "campaign/signature_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>

#include "base/random.h"
#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Every request of the log against every signature, by the index and by the signatures themselves.
TEST(SignatureIndex, SaysWhatEverySignatureSays) {
  SimulatedLog log(5);
  Random random(5);
  for (int account = 0; account < 6; ++account) {
    for (int i = 0; i < 40; ++i) {
      auto& entry = log.start("a" + std::to_string(account), 100.0 * i + account);
      for (int s = 0; s < 4; ++s) entry.prints.shapes.push_back(1000 + random.below(60));
      entry.prints.system = random.below(3);
    }
  }
  const auto built = log.build("a");
  std::deque<Signature> signatures(20);
  for (Signature& signature : signatures) {
    signature.system = random.below(3) == 0 ? built->table.rows()[random.below(200)].system : 0;
    for (int t = 0; t < 5; ++t) {
      const ExchangeRow& row = built->table.rows()[random.below(200)];
      const auto shapes = built->table.shapes(row);
      signature.add_trace(shapes[random.below(shapes.size())]);
    }
  }
  std::vector<const Signature*> all;
  for (const Signature& signature : signatures) all.push_back(&signature);
  const SignatureIndex index(all);
  std::vector<SignatureIndex::Match> found;
  std::size_t matches = 0;
  for (const ExchangeRow& row : built->table.rows()) {
    index.match(built->table, row, found);
    matches += found.size();
    for (std::uint32_t s = 0; s < all.size(); ++s) {
      const auto at = std::ranges::find(found, s, &SignatureIndex::Match::signature);
      ASSERT_EQ(at == found.end() ? kNoTemplate : at->number, all[s]->match(built->table, row));
    }
  }
  EXPECT_GT(matches, 500U);
}

TEST(SignatureIndex, OfNothingFindsNothing) { EXPECT_TRUE(SignatureIndex({}).empty()); }

}  // namespace
}  // namespace stillwatch
