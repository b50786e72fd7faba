#include "exchange/json_tree.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

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
  EXPECT_EQ(outcome("7"), JsonTree::Outcome::not_container);
  EXPECT_EQ(outcome("{\"a\":\"\xff\"}"), JsonTree::Outcome::invalid_utf8);
  EXPECT_EQ(outcome(std::string(kJsonDepth + 1, '[') + std::string(kJsonDepth + 1, ']')),
            JsonTree::Outcome::malformed);
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
