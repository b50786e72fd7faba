#include "account/exchange_table.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace stillwatch {
namespace {

struct Made {
  std::string id, account, organisation;
  std::int64_t time_us = 0;
  TextFingerprints prints;
  SourcePlace place;
};

std::vector<Made> make_exchanges(std::uint64_t seed, int count) {
  Random random(seed);
  std::vector<Made> made;
  for (int i = 0; i < count; ++i) {
    Made m;
    m.id = "e" + std::to_string(random.below(static_cast<std::uint64_t>(count)));  // some ids repeat
    m.account = "a" + std::to_string(random.below(7));
    m.organisation = random.chance(0.3) ? "o" + std::to_string(random.below(3)) : "";
    m.time_us = static_cast<std::int64_t>(random.below(1000));
    m.prints.root = random.next();
    for (std::uint64_t n = random.below(5); n > 0; --n) m.prints.shapes.push_back(random.next());
    for (std::uint64_t n = random.below(3); n > 0; --n) m.prints.history.push_back(random.next());
    m.prints.answer_prints = {random.next()};
    if (random.chance(0.7)) {
      for (auto& coordinate : m.prints.projection) coordinate = static_cast<std::int8_t>(random.below(256));
    }
    m.place = {static_cast<std::uint32_t>(random.below(3)), 1, static_cast<std::uint64_t>(i)};
    made.push_back(m);
  }
  return made;
}

ExchangeTable table_of(const std::vector<Made>& made, std::size_t parts, Random& random) {
  std::vector<ExchangeTableBuilder> builders;
  for (std::size_t p = 0; p < parts; ++p) builders.emplace_back("secret");
  std::vector<const Made*> order;
  for (const Made& m : made) order.push_back(&m);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  for (const Made* m : order) {
    Exchange exchange;
    exchange.id = m->id;
    exchange.account = m->account;
    exchange.organisation = m->organisation;
    exchange.time_us = m->time_us;
    exchange.request_model = "m";
    exchange.place = m->place;
    builders[random.below(parts)].add(exchange, m->prints);
  }
  return ExchangeTable::merge(std::move(builders), {}, 2);
}

TEST(ExchangeTable, DoesNotDependOnPartsOrOrder) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto made = make_exchanges(seed, 300);
    Random random(seed);
    const ExchangeTable one = table_of(made, 1, random);
    const ExchangeTable many = table_of(made, 5, random);
    ASSERT_EQ(one.rows().size(), many.rows().size()) << "seed " << seed;
    EXPECT_EQ(one.duplicate_ids(), many.duplicate_ids());
    for (std::size_t i = 0; i < one.rows().size(); ++i) {
      const ExchangeRow& a = one.rows()[i];
      const ExchangeRow& b = many.rows()[i];
      ASSERT_EQ(a.id, b.id) << "seed " << seed << " row " << i;
      EXPECT_EQ(a.offset, b.offset);
      EXPECT_TRUE(std::ranges::equal(one.shapes(a), many.shapes(b)));
      EXPECT_TRUE(std::ranges::equal(one.history(a), many.history(b)));
      EXPECT_TRUE(std::ranges::equal(one.answer_prints(a), many.answer_prints(b)));
      EXPECT_EQ(one.projection(a), many.projection(b));
      EXPECT_EQ(one.projection(a), made[a.offset].prints.projection);
    }
    for (std::uint32_t a = 0; a < one.account_count(); ++a) {
      EXPECT_EQ(one.account_name(a), many.account_name(a));
      EXPECT_EQ(one.facts(a).organisation, many.facts(a).organisation);
    }
  }
}

TEST(ExchangeTable, RowsByAccountAndTime) {
  Random random(4);
  const ExchangeTable table = table_of(make_exchanges(4, 500), 3, random);
  std::size_t seen = 0;
  for (std::uint32_t a = 0; a < table.account_count(); ++a) {
    std::int64_t last = -1;
    for (const ExchangeRow& row : table.rows_of(a)) {
      EXPECT_EQ(row.account, a);
      EXPECT_GE(row.time_us, last);
      last = row.time_us;
      ++seen;
    }
  }
  EXPECT_EQ(seen, table.rows().size());
}

TEST(ExchangeTable, TheSecretChangesEveryIdentity) {
  ExchangeTableBuilder a("one"), b("two");
  Exchange exchange;
  exchange.id = "x";
  exchange.account = "acc";
  exchange.user_agent = "agent";
  a.add(exchange, {});
  b.add(exchange, {});
  std::vector<ExchangeTableBuilder> first, second;
  first.push_back(std::move(a));
  second.push_back(std::move(b));
  const auto one = ExchangeTable::merge(std::move(first), {}, 1);
  const auto two = ExchangeTable::merge(std::move(second), {}, 3);
  EXPECT_NE(one.rows()[0].id, two.rows()[0].id);
  EXPECT_NE(one.rows()[0].client, two.rows()[0].client);
}

}  // namespace
}  // namespace stillwatch
