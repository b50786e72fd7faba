#include "exchange/json_tree.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/random.h"
#include "exchange/json_reference.h"

namespace stillwatch {
namespace {

JsonTree::Outcome outcome_of(JsonTree& tree, std::string& text) {
  const std::size_t length = text.size();
  text.append(kJsonPadding, '\0');
  return tree.parse(text.data(), length);
}

TEST(JsonTree, FindsMembersElementsAndPaths) {
  JsonWorkspace workspace;
  const Json root =
      workspace.parse_text(R"({"a":{"b":[1,"two",{"c":true}]},"gen_ai.request":{"model":"m"},"n":null})");
  EXPECT_EQ(root.find("a").find("b").size(), 3U);
  EXPECT_EQ(root.find("a").find("b").at(1).string(workspace.arena), "two");
  EXPECT_EQ(find_path(root, "a.b.2.c").boolean(), true);
  EXPECT_EQ(find_path(root, "a.b[0]").integer(), 1);
  EXPECT_EQ(find_path(root, "gen_ai.request.model").string(workspace.arena), "m");
  EXPECT_TRUE(root.find("n").is_missing());
  EXPECT_TRUE(root.find("x").find("y").at(3).is_missing());
}

TEST(JsonTree, SaysWhatIsWrong) {
  JsonTree tree;
  const auto outcome = [&](std::string text) { return outcome_of(tree, text); };
  EXPECT_EQ(outcome(R"({"a":1})"), JsonTree::Outcome::good);
  EXPECT_EQ(outcome(R"({"a":1)"), JsonTree::Outcome::malformed);
  EXPECT_EQ(outcome(R"({"a":01})"), JsonTree::Outcome::malformed);
  EXPECT_EQ(outcome(R"({"a":1} {})"), JsonTree::Outcome::malformed);
  EXPECT_EQ(outcome(R"({"a":"b":{"c":1}})"), JsonTree::Outcome::malformed);
  EXPECT_EQ(outcome("7"), JsonTree::Outcome::not_container);
  EXPECT_EQ(outcome("{\"a\":\"\xff\"}"), JsonTree::Outcome::invalid_utf8);
  EXPECT_EQ(outcome(std::string(kJsonDepth + 1, '[') + std::string(kJsonDepth + 1, ']')),
            JsonTree::Outcome::malformed);
}

constexpr std::string_view kDocuments[] = {
    R"({"a":{"b":[1,"two",{"c":true}],"":{}},"gen_ai.request":{"model":"m"},"n":null,"d":[[],[[-0.5e+3]]]})",
    R"([{"k\"ey" : "v\\" , "x": [ ] } , 7 , false,"\u00e9"])", "{}", "[]", " [ 1 , 2 ]\n"};

TEST(JsonTree, HoldsWhatSimdjsonsOwnWalkMeets) {
  for (const std::string_view document : kDocuments) {
    EXPECT_NE(spelled_by_tree(document), "") << document;
    EXPECT_EQ(spelled_by_tree(document), spelled_by_walk(document));
  }
}

// Documents with one or two bytes replaced, left out or doubled: most are refused, and some still good.
TEST(JsonTree, RefusesWhatTheWalkRefuses) {
  constexpr std::string_view kBytes = "{}[]:,\"\\ \n1e-.tfn\x01\x0c\x1a\x80";
  Random random(20);
  std::size_t good = 0, refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text(kDocuments[random.below(std::size(kDocuments))]);
    for (std::uint64_t changes = 1 + random.below(2); changes > 0; --changes) {
      const std::size_t at = random.below(text.size());
      const std::uint64_t kind = random.below(3);
      if (kind == 0) text[at] = kBytes[random.below(kBytes.size())];
      if (kind == 1) text.erase(at, 1 + random.below(3));
      if (kind == 2) text.insert(at, text.substr(at, 1 + random.below(8)));
      if (text.empty()) text = "[";
    }
    const std::string tree = spelled_by_tree(text);
    ASSERT_EQ(tree, spelled_by_walk(text)) << text;
    ++(tree.empty() ? refused : good);
  }
  EXPECT_GT(good, 1'000U);
  EXPECT_GT(refused, 1'000U);
}

TEST(JsonTree, UnescapesWhatLogsHold) {
  JsonWorkspace workspace;
  const Json root = workspace.parse_text(R"(["a\nb","\u00e9\ud83d\ude00","cut \ud83d off","plain"])");
  EXPECT_EQ(root.at(0).string(workspace.arena), "a\nb");
  EXPECT_EQ(root.at(1).string(workspace.arena), "\xc3\xa9\xf0\x9f\x98\x80");
  EXPECT_EQ(root.at(2).string(workspace.arena), "cut \xef\xbf\xbd off");
  EXPECT_EQ(root.at(3).string(workspace.arena), "plain");
}

TEST(JsonWorkspace, TreesStayWhereTheyAreWhileOthersAreAdded) {
  JsonWorkspace workspace;
  JsonTree& first = workspace.next_tree();
  std::string text = R"({"packed":"{\"deep\":[1,2]}"})";
  ASSERT_EQ(outcome_of(first, text), JsonTree::Outcome::good);
  for (int i = 0; i < 100; ++i) {
    const Json packed = workspace.unpack(first.root().find("packed"));
    EXPECT_EQ(packed.find("deep").size(), 2U);
  }
  EXPECT_EQ(&first.root().find("packed").key()[0], text.data() + 2);
}

TEST(JsonWorkspace, MinifiesAndKeepsTheOrder) {
  JsonWorkspace workspace;
  const Json root = workspace.parse_text("{ \"b\" : [ 1.50 , true ] ,\n \"a\" : \"\\u0041\\n\" }");
  EXPECT_EQ(workspace.minified(root), R"({"b":[1.50,true],"a":"A\n"})");
}

}  // namespace
}  // namespace stillwatch
