#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

// Three prompts per framework: the parts of one popular package that thousands of people run unchanged.
constexpr Wording kFramework[] = {
    {"You are Quillbot Chain, a retrieval assistant. Use only the context between the marks. If the context "
     "does not hold the answer, say that you do not know. Cite the number of each passage you use.",
     "Context:\n<<<\n{passage}\n>>>\n\nQuestion: {task}\nHelpful answer:", kNoTools, Area::knowledge},
    {"You are Quillbot Chain, a retrieval assistant. Use only the context between the marks. If the context "
     "does not hold the answer, say that you do not know. Cite the number of each passage you use.",
     "Given the conversation so far, rephrase the follow up question so that it can be understood "
     "alone.\nFollow up question: {task}\nStandalone question:",
     kNoTools, Area::knowledge},
    {"",
     "Write a concise summary of the following text. Keep names and numbers.\n\n\"{passage}\"\n\nCONCISE "
     "SUMMARY:",
     kNoTools, Area::writing},
    {"# Pattern: distil_wisdom\nYou read a text and take out its ideas, insights, quotes and habits. Output "
     "the sections SUMMARY, IDEAS, INSIGHTS, QUOTES, each as a list of sentences of at most sixteen words. "
     "Do not add warnings or notes.",
     "INPUT:\n{task}\n\n{passage}", kNoTools, Area::writing},
    {"# Pattern: improve_prose\nYou improve writing without changing its meaning. Fix grammar, remove "
     "filler, keep the author's voice. Output only the improved text.",
     "INPUT:\n{task}", kNoTools, Area::writing},
    {"# Pattern: rate_content\nYou label content and rate its quality between 1 and 100. Output LABELS, "
     "RATING, EXPLANATION.",
     "INPUT:\n{passage}", kNoTools, Area::writing},
    {"You are Tidecoder, a coding assistant that lives in the user's editor. Answer with complete files. "
     "Begin each file with its path on a line of its own. Never shorten code with dots. Ask before you "
     "delete anything.",
     "{task}", 0, Area::coding},
    {"You are Tidecoder, a coding assistant that lives in the user's editor. Write a commit message for the "
     "staged change. The first line has at most fifty characters and uses the imperative.",
     "Staged change:\n{passage}", kNoTools, Area::coding},
    {"You are Tidecoder, a coding assistant that lives in the user's editor. Explain the selected lines to "
     "the user in plain words and point out likely mistakes.",
     "Selected lines:\n{passage}\n\nUser: {task}", kNoTools, Area::coding},
    {"You are a character in a story hosted by TavernRoom. Stay in character, write in the third person, "
     "never speak for the other person, and end every reply with an opening for them to act.",
     "{task}", kNoTools, Area::writing},
    {"Translate the user's text as TavernRoom's interpreter. Keep tone and line breaks. Output the "
     "translation only.",
     "{task}", kNoTools, Area::writing},
    {"You keep the memory of a TavernRoom story. Condense the scene into at most eight facts that matter "
     "later.",
     "Scene:\n{passage}", kNoTools, Area::writing},
    {"Answer the question as well as you can. You may think in the form Thought, Action, Observation, "
     "repeated as needed, and must finish with Final Answer. Actions are search and calculate.",
     "Question: {task}\nThought:", 1, Area::agentic},
    {"Extract the entities of the text as JSON with the keys people, places, dates, amounts. Use empty lists "
     "where nothing is found. No other output.",
     "Text: {passage}", kNoTools, Area::data_analysis},
    {"Classify the message of a customer into one of: billing, delivery, account, praise, other. Reply with "
     "the label and a confidence between 0 and 1.",
     "Message: {task}", kNoTools, Area::data_analysis},
};

constexpr Wording kCi[] = {
    {"You review merge requests for correctness, security and style. Comment only on changed lines. Reply "
     "with a list of findings, most severe first.",
     "Merge request !{id} in {repo}\n\nDiff:\n```\n{passage}\n```\nList blocking findings.", 0, Area::coding},
    {"You triage failing builds.",
     "Job {id} of {repo} failed. Log tail:\n{passage}\n\nName the most likely cause and the owner.", 0,
     Area::coding},
    {"", "Write release notes for {repo} from these commits. Group by area, skip chores.\n\n{passage}",
     kNoTools, Area::coding},
    {"You update dependencies one at a time and run the tests after each update.",
     "Nightly update run {id} for {repo}. Start with the oldest package.\n{passage}", 0, Area::agentic},
    {"",
     "Summarise the alerts of the last interval for the on-call channel of {repo}. At most five "
     "lines.\n\n{passage}",
     kNoTools, Area::data_analysis},
    {"You label issues with exactly one of bug, feature, question, docs.",
     "Issue #{id} in {repo}:\n{passage}", kNoTools, Area::coding},
};

constexpr Wording kJudge[] = {
    {"You are an impartial judge for an internal benchmark.",
     "Assess the answer of our assistant to the benchmark item. Rubric: accuracy (0-5), completeness (0-5), "
     "tone (0-2). Reply with the three numbers and a short reason.\n\nItem: {task}\n\nAnswer: {answer1}",
     kNoTools, Area::reasoning},
    {"",
     "Regression check {id}. Does the new answer hold everything that the old answer got right? Reply PASS "
     "or FAIL with one sentence.\n\nItem: {task}\n\nOld: {answer1}\n\nNew: {answer2}",
     kNoTools, Area::reasoning},
    {"",
     "Which of the two answers would our customers prefer? Consider the style guide: brief, factual, "
     "friendly. Reply A, B or tie.\n\nItem: {task}\n\nA: {answer1}\n\nB: {answer2}",
     kNoTools, Area::reasoning},
};

constexpr Wording kPersonal[] = {
    {"You are a helpful assistant.", "", kNoTools, Area::everyday},
    {"You are a helpful assistant. Answer briefly.", "", kNoTools, Area::everyday},
    {"You are a patient tutor for {audience}. Use {tone} language and give one example for each idea.", "",
     kNoTools, Area::knowledge},
    {"Speak like a {role}. Prefer {language}. If something is unclear ask {limit} questions first.", "",
     kNoTools, Area::coding},
    {"This is the assistant of a small {domain} shop. Be {tone}. Never promise delivery dates. Sign as "
     "{repo}.",
     "", kNoTools, Area::everyday},
    {"Reply in {format} whenever it makes sense. The reader is {audience}. Project: {repo}.", "", kNoTools,
     Area::writing},
    {"You help me with {repo}. I know {language} well, so skip the basics. Keep answers under {limit} "
     "paragraphs.",
     "", kNoTools, Area::coding},
    {"Notes bot for {repo}: keep a {tone} tone, store decisions as a list, call me by my first name.", "",
     kNoTools, Area::everyday},
};

const std::vector<ToolWording> kToolsets[] = {
    {{"run_command", "Runs a shell command in the workspace and returns its output.",
      R"({"type":"object","properties":{"command":{"type":"string"}},"required":["command"]})"},
     {"read_file", "Reads a file of the workspace.",
      R"({"type":"object","properties":{"path":{"type":"string"}},"required":["path"]})"},
     {"edit_file", "Replaces a piece of text in a file.",
      R"({"type":"object","properties":{"path":{"type":"string"},"old":{"type":"string"},"new":{"type":"string"}},"required":["path","old","new"]})"}},
    {{"search", "Searches the web and returns titles and snippets.",
      R"({"type":"object","properties":{"query":{"type":"string"}},"required":["query"]})"},
     {"open_page", "Opens a page and returns its text.",
      R"({"type":"object","properties":{"url":{"type":"string"}},"required":["url"]})"}},
    {{"list_tables", "Lists tables with their columns.", R"({"type":"object","properties":{}})"},
     {"query", "Runs a read-only SQL query.",
      R"({"type":"object","properties":{"sql":{"type":"string"}},"required":["sql"]})"}},
    {{"inspect_checkout", "Runs a read-only command in a checkout of the pull request.",
      R"({"type":"object","properties":{"command":{"type":"string"}},"required":["command"]})"},
     {"run_checks", "Builds the pull request and runs the checks that the command names.",
      R"({"type":"object","properties":{"command":{"type":"string"}},"required":["command"]})"}},
};

}  // namespace

std::span<const Wording> framework_forms() { return kFramework; }
std::span<const Wording> ci_forms() { return kCi; }
std::span<const Wording> judge_forms() { return kJudge; }
std::span<const Wording> personal_systems() { return kPersonal; }
std::span<const std::vector<ToolWording>> toolsets() { return kToolsets; }

const PhraseList* slot(std::string_view name) {
  static const PhraseList kRole(
      "software architect|site reliability engineer|data engineer|compiler engineer|research "
      "assistant|security reviewer|"
      "quantitative analyst|mathematics tutor|database administrator|embedded developer|test "
      "engineer|technical editor");
  static const PhraseList kLanguage("Python|TypeScript|Rust|Go|C++|Java|Kotlin|Swift|Ruby|Scala|C#|Elixir");
  static const PhraseList kFormat(
      "a table|numbered steps|JSON|a short report|bullet points|Markdown|two columns|plain sentences");
  static const PhraseList kTone("concise|friendly|formal|playful|precise|encouraging|dry|warm");
  static const PhraseList kAudience(
      "beginner|undergraduate|domain expert|product manager|journalist|curious teenager|new "
      "colleague|examiner");
  static const PhraseList kDomain(
      "logistics|retail|energy|insurance|biotech|education|travel|gaming|agriculture|banking");
  if (name == "role") return &kRole;
  if (name == "language") return &kLanguage;
  if (name == "format") return &kFormat;
  if (name == "tone") return &kTone;
  if (name == "audience") return &kAudience;
  if (name == "domain") return &kDomain;
  return nullptr;
}

const PhraseList& refusals() {
  static const PhraseList kRefusals(
      "I'm sorry, but I can't help with that request.|I'm not able to assist with that, but I'm happy to "
      "help with something else.|"
      "Sorry, I don't have access to real-time information, so I can't answer that reliably.|"
      "It looks like your message was cut off. Could you send the rest of it?");
  return kRefusals;
}

const PhraseList& short_follow_ups() {
  static const PhraseList kFollowUps(
      "continue|go on|thanks!|why?|can you explain that in more detail?|shorter please|ok, next|give me an "
      "example");
  return kFollowUps;
}

const PhraseList& passage_leads() {
  static const PhraseList kLeads(
      "Here is what I have so far:|For reference:|This is the text in question:|What I found about it:|My "
      "notes:|"
      "The current state:|Somebody wrote this:|From the documentation:|Draft:|Pasting the relevant part:|See "
      "below.|Background:");
  return kLeads;
}

const PhraseList& tool_commands() {
  static const PhraseList kCommands(
      "ls -la src|git diff --stat|make test|grep -rn {I} src|cat {I}.py|pytest -k {I}|git log --oneline -n "
      "{N}|"
      "sed -n {N},{N}p {I}.cpp|SELECT count(*) FROM {I} WHERE id > {N}|npm run build|curl -s "
      "localhost:{N}/{I}|find . -name {I}");
  return kCommands;
}

}  // namespace stillwatch::world
