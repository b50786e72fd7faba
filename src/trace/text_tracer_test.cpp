#include "trace/text_tracer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <string>

#include "base/random.h"
#include "text/text_keys.h"
#include "text/word_list.h"
#include "trace/turn_reader.h"

namespace stillwatch {
namespace {

// An exchange that owns its texts.
class Draft {
 public:
  Draft& say(Role role, std::string text, PartKind kind = PartKind::text, std::string name = {}) {
    exchange.input.push_back({message_++, role, kind, keep(std::move(name)), keep(std::move(text))});
    return *this;
  }
  Draft& answer(std::string text, PartKind kind = PartKind::text, std::string name = {}) {
    exchange.output.push_back({0, Role::assistant, kind, keep(std::move(name)), keep(std::move(text))});
    return *this;
  }
  Draft& tool(std::string name, std::string description) {
    exchange.tools.push_back({keep(std::move(name)), keep(std::move(description)), "{}"});
    return *this;
  }
  Exchange exchange;

 private:
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  std::deque<std::string> texts_;
  std::uint32_t message_ = 0;
};

TextFingerprints trace(const Exchange& exchange, std::string_view secret = "secret") {
  TextTracer tracer(secret);
  TextFingerprints prints;
  tracer.trace(exchange, prints);
  return prints;
}

void expect_equal(const TextFingerprints& a, const TextFingerprints& b, const std::string& where) {
  EXPECT_EQ(a.root, b.root) << where;
  EXPECT_EQ(a.prompt, b.prompt) << where;
  EXPECT_EQ(a.skeleton, b.skeleton) << where;
  EXPECT_EQ(a.system, b.system) << where;
  EXPECT_EQ(a.tools, b.tools) << where;
  EXPECT_EQ(a.issued, b.issued) << where;
  EXPECT_EQ(a.prompt_words, b.prompt_words) << where;
  EXPECT_EQ(a.answer_words, b.answer_words) << where;
  EXPECT_EQ(a.topic, b.topic) << where;
  EXPECT_EQ(a.capability, b.capability) << where;
  EXPECT_EQ(a.flags, b.flags) << where;
  EXPECT_EQ(a.language, b.language) << where;
  EXPECT_EQ(a.history, b.history) << where;
  EXPECT_EQ(a.shapes, b.shapes) << where;
  EXPECT_EQ(a.prompt_prints, b.prompt_prints) << where;
  EXPECT_EQ(a.answer_prints, b.answer_prints) << where;
  EXPECT_EQ(a.intent, b.intent) << where;
  EXPECT_EQ(a.intent_score, b.intent_score) << where;
  EXPECT_EQ(a.projection, b.projection) << where;
}

std::string words(Random& random, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text.append("w").append(std::to_string(random.below(5000))).append(" ");
  return text;
}

const char* const kAnswer =
    "Kelp forests grow along cold coasts, and they shelter fish, otters and urchins from the waves of "
    "winter.";

TEST(TextTracer, EmptyExchangeLeavesNothing) {
  const TextFingerprints prints = trace(Exchange{});
  EXPECT_EQ(prints.flags, kConversationStart);
  expect_equal(
      prints,
      [] {
        TextFingerprints none;
        none.flags = kConversationStart;
        return none;
      }(),
      "empty");
}

TEST(TextTracer, ReusedTracerAndRecordEqualFreshOnes) {
  TextTracer tracer("secret");
  TextFingerprints reused;
  Random random(11);
  for (int round = 0; round < 200; ++round) {
    Draft draft;
    if (random.chance(0.5)) draft.say(Role::system, words(random, random.below(60)));
    for (std::uint64_t turns = random.below(6); turns > 0; --turns) {
      draft.say(Role::user, words(random, random.below(120)));
      draft.say(Role::assistant, words(random, random.below(120)));
    }
    draft.say(Role::user, words(random, random.below(300)));
    draft.answer(words(random, random.below(300)));
    tracer.trace(draft.exchange, reused);
    expect_equal(reused, trace(draft.exchange), "seed 11, round " + std::to_string(round));
  }
}

TEST(TextTracer, KeyChangesEverything) {
  Random random(12);
  Draft draft;
  draft.say(Role::system, "Be brief.")
      .say(Role::user, words(random, 100))
      .say(Role::assistant, words(random, 50));
  draft.say(Role::user, "Write a story about the sea and the moon. " + words(random, 100));
  draft.answer(words(random, 100)).tool("search", "Searches the web");
  const TextFingerprints a = trace(draft.exchange, "one");
  const TextFingerprints b = trace(draft.exchange, "two");
  for (const auto field : {&TextFingerprints::root, &TextFingerprints::prompt, &TextFingerprints::skeleton,
                           &TextFingerprints::system, &TextFingerprints::tools, &TextFingerprints::issued}) {
    EXPECT_NE(a.*field, 0U);
    EXPECT_NE(a.*field, b.*field);
  }
  for (const auto list : {&TextFingerprints::history, &TextFingerprints::shapes,
                          &TextFingerprints::prompt_prints, &TextFingerprints::answer_prints}) {
    ASSERT_FALSE((a.*list).empty());
    for (const std::uint64_t print : a.*list) EXPECT_EQ(std::ranges::count(b.*list, print), 0);
  }
  EXPECT_NE(a.projection, b.projection);
  EXPECT_EQ(a.prompt_words, b.prompt_words);
  EXPECT_EQ(a.flags, b.flags);
}

TEST(TextTracer, AnEmbeddingOfTheLogTakesThePlaceOfTheWords) {
  Draft draft;
  draft.say(Role::user, "Write a story about the sea and the moon.");
  const Projection words = trace(draft.exchange).projection;
  const std::vector<float> embedding = {0.25F, -1.5F, 0.125F};
  draft.exchange.embedding = embedding;
  const Projection own = trace(draft.exchange).projection;
  EXPECT_NE(own, Projection{});
  EXPECT_NE(own, words);
  draft.exchange.fingerprints = TextFingerprints{};
  draft.exchange.fingerprints->projection = words;
  EXPECT_EQ(trace(draft.exchange).projection, own);
}

TEST(TextTracer, AnIssuedTurnIsRecognisedInAHistory) {
  Draft first;
  first.say(Role::user, "Tell me about kelp.").answer(kAnswer);
  Draft second;
  second.say(Role::user, "Tell me about kelp.").say(Role::assistant, std::string("  ") + kAnswer + " \n\n");
  second.say(Role::user, "And in summer?");
  const TextFingerprints issued = trace(first.exchange);
  const TextFingerprints back = trace(second.exchange);
  EXPECT_NE(issued.issued, 0U);
  EXPECT_EQ(back.history, std::vector{issued.issued});
  EXPECT_EQ(back.root, issued.root);
  EXPECT_EQ(issued.root, issued.prompt);
  EXPECT_EQ(issued.flags, kConversationStart);
  EXPECT_EQ(back.flags, 0);
}

TEST(TextTracer, AnAgenticTurnIsRecognisedHoweverItIsSplitAndEscaped) {
  Draft first;
  first.say(Role::user, "Fix the build.").answer("I will look at the file and run the tests.");
  first.answer(R"({"command": "grep -n \"caf\u00e9\" a.txt", "timeout": 20})", PartKind::tool_call, "bash");
  Draft second;
  second.say(Role::user, "Fix the build.").say(Role::assistant, "I will look at the file and run the tests.");
  second.say(Role::assistant, "{\"command\":\"grep -n \\\"caf\u00e9\\\" a.txt\",\"timeout\":20}",
             PartKind::tool_call, "bash");
  second.say(Role::tool, "a.txt:1: caf\u00e9", PartKind::tool_result, "bash");
  const TextFingerprints issued = trace(first.exchange);
  const TextFingerprints back = trace(second.exchange);
  EXPECT_NE(issued.issued, 0U);
  EXPECT_EQ(back.history, std::vector{issued.issued});
  EXPECT_EQ(issued.answer_words, 10U);
  EXPECT_EQ(back.flags, kToolTurn);
  EXPECT_EQ(back.skeleton, 0U);
  EXPECT_TRUE(back.shapes.empty());
  EXPECT_NE(back.prompt, 0U);
  EXPECT_EQ(back.capability, Capability::agentic);
}

TEST(TextTracer, ToolResultsCountInWhicheverRoleTheyCome) {
  Draft openai;
  openai.say(Role::user, "Go on.").say(Role::assistant, "ok").say(Role::tool, "result 17", PartKind::text);
  Draft anthropic;
  anthropic.say(Role::user, "Go on.")
      .say(Role::assistant, "ok")
      .say(Role::user, "result 17", PartKind::tool_result);
  expect_equal(trace(openai.exchange), trace(anthropic.exchange), "tool result");
  EXPECT_EQ(trace(openai.exchange).flags, kToolTurn);
}

TEST(TextTracer, HistoryServesHistoryAlone) {
  Random random(13);
  const std::string newest = "Write a short list of reasons for the fall of Rome. " + words(random, 80);
  Draft a;
  Draft b;
  a.say(Role::user, "Hello there")
      .say(Role::assistant, words(random, 100))
      .say(Role::user, newest)
      .answer(kAnswer);
  b.say(Role::user, "Hello there").say(Role::assistant, words(random, 20)).say(Role::user, words(random, 90));
  b.say(Role::assistant, words(random, 90)).say(Role::user, newest).answer(kAnswer);
  TextFingerprints traced_a = trace(a.exchange);
  TextFingerprints traced_b = trace(b.exchange);
  EXPECT_EQ(traced_a.history.size(), 1U);
  EXPECT_EQ(traced_b.history.size(), 2U);
  traced_a.history.clear();
  traced_b.history.clear();
  expect_equal(traced_a, traced_b, "seed 13");
}

TEST(TextTracer, HistoryKeepsTheLastFourLongTurnsOldestFirst) {
  Random random(14);
  Draft draft;
  std::vector<std::uint64_t> issued;
  for (int turn = 0; turn < 7; ++turn) {
    const std::string text = words(random, turn == 4 ? 5 : 30);
    draft.say(Role::user, "more").say(Role::assistant, text);
    Draft source;
    source.say(Role::user, "more").answer(text);
    if (const std::uint64_t hash = trace(source.exchange).issued; hash != 0) issued.push_back(hash);
  }
  ASSERT_EQ(issued.size(), 6U);
  draft.say(Role::user, "more");
  EXPECT_EQ(trace(draft.exchange).history, std::vector(issued.end() - 4, issued.end()));
}

TEST(TextTracer, APrefilledAnswerIsNeitherHistoryNorNew) {
  Draft plain;
  plain.say(Role::user, "Name three rivers of Europe as JSON").answer(kAnswer);
  Draft prefilled;
  prefilled.say(Role::user, "Name three rivers of Europe as JSON").say(Role::assistant, "{").answer(kAnswer);
  expect_equal(trace(plain.exchange), trace(prefilled.exchange), "prefill");
}

TEST(TextTracer, AQuotedAnswerSharesPrints) {
  Random random(15);
  for (int round = 0; round < 100; ++round) {
    const std::string before = words(random, random.below(200));
    const std::string quoted = words(random, 55);
    const std::string after = words(random, random.below(200));
    Draft source;
    source.say(Role::user, "x").answer(before + quoted + after);
    Draft grader;
    grader.say(Role::user,
               "Grade this answer:\n\n> " + quoted + "\n\nScore from 1 to 10. " + words(random, 60));
    const auto issued = trace(source.exchange).answer_prints;
    const auto asked = trace(grader.exchange).prompt_prints;
    std::vector<std::uint64_t> shared;
    std::ranges::set_intersection(issued, asked, std::back_inserter(shared));
    ASSERT_FALSE(shared.empty()) << "seed 15, round " << round;
  }
}

TEST(TextTracer, MarksTellPromptsApartAndWhiteSpaceDoesNot) {
  const auto prompt = [](const char* text) {
    Draft draft;
    draft.say(Role::user, text);
    return trace(draft.exchange).prompt;
  };
  EXPECT_NE(prompt("what is 3 + 4"), prompt("what is 3 - 4"));
  EXPECT_NE(prompt("f(x) y"), prompt("f x(y)"));
  EXPECT_EQ(prompt("What is  3+4?\r\n"), prompt("what\tis 3 + 4 ?"));
}

TEST(TextTracer, SystemAndToolsAreTheirOwn) {
  Draft a;
  a.say(Role::system, "You are kind.").say(Role::user, "Hi").tool("search", "Searches the web");
  Draft b;
  b.say(Role::user, "Hi").say(Role::system, "you are  kind.").tool("search", "Searches the net");
  const TextFingerprints traced_a = trace(a.exchange);
  const TextFingerprints traced_b = trace(b.exchange);
  EXPECT_EQ(traced_a.system, traced_b.system);
  EXPECT_EQ(traced_a.prompt, traced_b.prompt);
  EXPECT_NE(traced_a.tools, traced_b.tools);
}

TEST(TextTracer, StoredFingerprintsPassThrough) {
  Draft draft;
  draft.say(Role::user, "text that must not count");
  TextFingerprints stored;
  stored.prompt = 7;
  stored.shapes = {1, 2};
  draft.exchange.fingerprints = stored;
  expect_equal(trace(draft.exchange), stored, "stored");
}

void spell(std::ostream& out, const char* name, const std::vector<std::uint64_t>& values) {
  out << name;
  for (const std::uint64_t value : values)
    out << ' ' << std::hex << std::setw(16) << std::setfill('0') << value << std::dec;
  out << '\n';
}

// docs/format/fingerprints.md shows these lines; a gateway that computes the same values conforms.
TEST(TextTracer, WorkedExampleOfTheDocumentation) {
  const std::string secret = "stillwatch-example";
  Draft draft;
  draft.say(Role::system, "You are a kind teacher.");
  draft.say(Role::user, "Write 3 questions about kelp forests, then think step by step.");
  draft.answer(kAnswer);
  const TextFingerprints prints = trace(draft.exchange, secret);
  const TextKeys keys(secret);
  std::ostringstream lines;
  spell(lines, "words-key", {keys.words.k0, keys.words.k1});
  spell(lines, "word(kelp)", {word_hash(keys.words, "kelp")});
  spell(lines, "word(counterrevolutionary)", {word_hash(keys.words, "counterrevolutionary")});
  spell(lines, "root", {prints.root});
  spell(lines, "prompt", {prints.prompt});
  spell(lines, "system", {prints.system});
  spell(lines, "issued", {prints.issued});
  spell(lines, "skeleton", {prints.skeleton});
  spell(lines, "shapes", prints.shapes);
  spell(lines, "prompt_prints", prints.prompt_prints);
  spell(lines, "answer_prints", prints.answer_prints);
  lines << "prompt_words " << prints.prompt_words << "\nanswer_words " << prints.answer_words << "\ntopic "
        << int{prints.topic} << "\ncapability " << static_cast<int>(prints.capability) << "\nflags "
        << int{prints.flags} << "\nlanguage " << prints.language[0] << prints.language[1] << "\nprojection";
  for (const std::int8_t coordinate : prints.projection) lines << ' ' << int{coordinate};
  lines << "\nintent " << static_cast<int>(prints.intent) << "\nintent_score " << int{prints.intent_score}
        << '\n';
  std::ifstream file(STILLWATCH_DOCS "/format/fingerprints.md");
  std::stringstream page;
  page << file.rdbuf();
  EXPECT_NE(page.str().find(lines.str()), std::string::npos) << "the page should show:\n" << lines.str();
}

TEST(TurnReader, ResolvesJsonEscapes) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"plain", "plain"},
      {R"(a\nb\t\"c\"\\d\/e)", "a\nb\t\"c\"\\d/e"},
      {R"(\u0041\u00e9\u4f60)", "A\u00e9\u4f60"},
      {R"(\ud83d\ude00)", "\U0001f600"},
      {R"(\ud83d x)", "\ufffd x"},
      {R"(\u12)", "\\u12"},
      {R"(end\)", "end"},
  };
  std::string out;
  for (const auto& [json, expected] : cases) {
    resolve_json_escapes(json, out);
    EXPECT_EQ(out, expected) << json;
  }
}

}  // namespace
}  // namespace stillwatch
