#include "world/scale/slotted_texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "exchange/json_tree.h"
#include "world/text/phrases.h"

namespace stillwatch::world {
namespace {

// The text between the quotation marks of a JSON string.
std::string unescaped(std::string_view inside) {
  Arena arena;
  return std::string(unescape_json(inside, arena));
}

std::vector<std::string> runs_of_eight(const std::string& text) {
  std::vector<std::string> words, runs;
  std::istringstream in(text);
  for (std::string word; in >> word;) words.push_back(word);
  for (std::size_t i = 0; i + 8 <= words.size(); ++i) {
    std::string run;
    for (std::size_t j = i; j < i + 8; ++j) run += words[j] + ' ';
    runs.push_back(run);
  }
  return runs;
}

const Corpus& corpus() {
  static const Corpus kCorpus = seed_corpus(CorpusSplit::report);
  return kCorpus;
}
const SlottedTexts& texts() {
  static const SlottedTexts kTexts(corpus());
  return kTexts;
}

TEST(TextCutter, CutsFollowEachOtherWithoutGaps) {
  const std::string text =
      "Please would you sort the rows of every table by the 20 longest names of order_total.\nThen "
      "run:\n```\nparseFile(x1);\n```\n"
      "\u4f60\u597d\u4e16\u754c\u4eca\u5929\u5929\u6c14\u3002 Caf\u00e9!";
  std::size_t at = 0;
  std::set<SlotKind> kinds;
  TextCutter cutter(text, [&](const TextCut& cut) {
    EXPECT_EQ(cut.begin, at);
    EXPECT_LE(cut.begin, cut.slot_begin);
    EXPECT_LE(cut.slot_begin, cut.slot_end);
    kinds.insert(cut.slot);
    at = cut.slot_end;
  });
  cutter.cut();
  EXPECT_EQ(at, text.size());
  EXPECT_EQ(kinds, (std::set<SlotKind>{SlotKind::none, SlotKind::word, SlotKind::number, SlotKind::identifier,
                                       SlotKind::pair}));
}

TEST(SlottedTexts, AsItStandsIsTheTextItself) {
  LineBuffer out;
  for (std::size_t turn = 0; turn < 300; ++turn) {
    out.clear();
    texts().append_verbatim(SlottedTexts::question(turn), out);
    EXPECT_EQ(unescaped(out.view()), corpus().turns[turn].question);
  }
}

TEST(SlottedTexts, SaidAgainIsTheSameForOneSeedAndOtherWordsForTwo) {
  LineBuffer one, again, other;
  std::size_t runs = 0, shared = 0;
  for (std::size_t turn = 0; turn < 400; ++turn) {
    for (LineBuffer* buffer : {&one, &again, &other}) buffer->clear();
    const std::uint32_t text = SlottedTexts::answer(turn);
    const std::size_t words = texts().append_varied(text, 7 + turn, kEveryWord, one);
    EXPECT_EQ(texts().append_varied(text, 7 + turn, kEveryWord, again), words);
    EXPECT_EQ(one.view(), again.view());
    texts().append_varied(text, 99'007 + turn, kEveryWord, other);
    const auto first = runs_of_eight(unescaped(one.view())), second = runs_of_eight(unescaped(other.view()));
    const std::set<std::string> known(second.begin(), second.end());
    runs += first.size();
    shared += static_cast<std::size_t>(std::count_if(
        first.begin(), first.end(), [&](const std::string& run) { return known.contains(run); }));
  }
  ASSERT_GT(runs, 2'000U);
  EXPECT_LT(static_cast<double>(shared), 0.15 * static_cast<double>(runs));
}

TEST(SlottedTexts, StopsAtAnEndAfterTheWordsAskedFor) {
  LineBuffer out;
  for (std::size_t turn = 0; turn < 200; ++turn) {
    out.clear();
    const std::uint32_t text = SlottedTexts::answer(turn);
    const std::size_t words = texts().append_varied(text, turn, 10, out);
    EXPECT_LE(words, 10U + 200U);
    EXPECT_EQ(count_words(unescaped(out.view())) > 0, words > 0);
    const std::size_t size = out.size();
    texts().append_varied(text, turn, kEveryWord, out);
    EXPECT_EQ(out.view().substr(size, size), out.view().substr(0, size)) << "a longer one begins with it";
  }
}

}  // namespace
}  // namespace stillwatch::world
