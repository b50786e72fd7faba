#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

constexpr Area kCode = Area::coding;
constexpr Area kAgent = Area::agentic;
constexpr Area kData = Area::data_analysis;
constexpr Area kReason = Area::reasoning;

constexpr Wording kHarvest[] = {
    {"You are a senior {role}. Work carefully, verify every claim with a tool before you rely on it, and "
     "finish with a patch.",
     "Repository snapshot {id} is checked out. Complete the following ticket and explain each action before "
     "you take it.\n\n{task}",
     0, kAgent},
    {"",
     "Act as an autonomous {role}. Plan in numbered steps, call tools where they help, and continue until "
     "the goal is met.\nGoal: {task}\nBudget: {limit} actions.",
     0, kAgent},
    {"You control a sandboxed shell. Think before each command and never assume its output.",
     "Environment {id} is ready. Objective: {task}\nReport the final state in {format}.", 0, kAgent},
    {"",
     "Decompose the request below into sub-tasks for {limit} workers, then solve each of them and merge the "
     "results.\n\nRequest: {task}",
     kNoTools, kAgent},
    {"You operate a web browser through the tools provided. Prefer reading over clicking.",
     "Task {id}: {task}\nStop when the answer is confirmed by two independent pages.", 1, kAgent},
    {"",
     "Given the tool catalogue above, produce the full trajectory that a {role} would follow for this "
     "job:\n{task}\nInclude the reasoning for every call.",
     1, kAgent},
    {"",
     "You will receive a job for an agent. First write the plan, then execute it, then criticise your own "
     "execution under the heading Review.\n\nJob: {task}",
     kNoTools, kAgent},
    {"You are an agent with access to a database. Inspect the schema before you query it.",
     "Ticket {id} for the {domain} team: {task}\nReturn the final query and the evidence that it is right.",
     2, kAgent},
    {"",
     "Simulate a long-horizon session: {task}\nAfter each step list what is known, what is unknown, and the "
     "next best action.",
     kNoTools, kAgent},
    {"",
     "Recover from failure: the previous run of this job ended with an error in step {limit}. Diagnose, then "
     "finish the job.\n\n{task}",
     0, kAgent},
    {"You are an expert {role}. Produce production quality code with tests.",
     "Implement the following in {language}.\n\n{task}\n\nRequirements: handle edge cases, state the "
     "complexity, provide {limit} unit tests.",
     kNoTools, kCode},
    {"",
     "Solve this programming exercise in {language}. Think through at least two approaches, choose one, then "
     "give the final code in a single block.\n\nExercise: {task}",
     kNoTools, kCode},
    {"",
     "Refactor and document. Source and request:\n{task}\nReturn the complete file in {language}, then a "
     "change log in {format}.",
     kNoTools, kCode},
    {"",
     "As a {role}, review the following change request and write the corrected implementation, explaining "
     "every defect you found.\n\n{task}",
     kNoTools, kCode},
    {"You write compilers for a living.",
     "Translate this program or idea to idiomatic {language} and keep its behaviour identical:\n{task}",
     kNoTools, kCode},
    {"",
     "Write a failing test first, then the code that makes it pass. Subject: {task}\nLanguage: {language}. "
     "Style: {tone}.",
     kNoTools, kCode},
    {"",
     "Debug the situation step by step until the root cause is proven. Situation: {task}\nFinish with a "
     "minimal fix in {language}.",
     kNoTools, kCode},
    {"",
     "Create a challenging coding problem inspired by the text below, with a reference solution in "
     "{language} and {limit} hidden tests.\n\n{task}",
     kNoTools, kCode},
    {"",
     "Optimise for speed, then for memory, and report both. Problem: {task}\nTarget language: {language}.",
     kNoTools, kCode},
    {"",
     "Design the interface, data model and error handling for this feature, then implement the core in "
     "{language}: {task}",
     kNoTools, kCode},
    {"",
     "Explain to a {audience} how the following code or question works, line by line, then propose {limit} "
     "improvements.\n\n{task}",
     kNoTools, kCode},
    {"",
     "Port the described functionality to {language}, listing every library call you replace and "
     "why.\nDescription: {task}",
     kNoTools, kCode},
    {"You are a meticulous {role} in the {domain} sector who never skips intermediate results.",
     "Analyse the material and deliver insight, not a summary. State assumptions, show calculations, "
     "quantify uncertainty.\n\n{task}",
     kNoTools, kData},
    {"",
     "Write the SQL for this analytical question, explain the plan, then give an equivalent data frame "
     "version.\nQuestion: {task}",
     2, kData},
    {"",
     "For the {domain} data set described here, propose {limit} hypotheses, the test for each, and the code "
     "that runs it.\n\n{task}",
     kNoTools, kData},
    {"",
     "Act as a statistician. Identify every flaw in the reasoning, then redo the analysis properly: {task}",
     kNoTools, kData},
    {"",
     "Build a feature list and a baseline model for the problem below, with complete code and a discussion "
     "of leakage.\n{task}",
     kNoTools, kData},
    {"",
     "Convert the request into a reproducible notebook with cells for loading, cleaning, modelling and "
     "reporting.\n\nRequest: {task}\nAudience: {audience}.",
     kNoTools, kData},
    {"",
     "Explain what chart answers the question best, write the plotting code, and interpret the expected "
     "result for {audience}.\n\n{task}",
     kNoTools, kData},
    {"", "Estimate from first principles and give bounds: {task}\nShow each factor in {format}.", kNoTools,
     kData},
    {"",
     "Solve the problem. Write every intermediate step, verify the result by a second method, and put the "
     "final answer in a box.\n\nProblem: {task}",
     kNoTools, kReason},
    {"",
     "Think aloud in full detail before answering. Explore at least {limit} lines of thought, reject the "
     "wrong ones explicitly, then conclude.\n\nQuestion: {task}",
     kNoTools, kReason},
    {"You answer with complete chains of reasoning.",
     "{task}\n\nGive the reasoning first inside numbered lines, and the answer last on its own line.",
     kNoTools, kReason},
    {"",
     "Generate {limit} variants of the problem below that need a different argument each, and solve all of "
     "them with full working.\n\n{task}",
     kNoTools, kReason},
    {"",
     "State what is given, what is asked, which facts apply, and derive the answer without gaps. Item {id}: "
     "{task}",
     kNoTools, kReason},
    {"",
     "Argue both sides of the statement for a {audience}, weigh the arguments, and justify the verdict step "
     "by step.\n{task}",
     kNoTools, kReason},
    {"",
     "Find the hidden assumption, test it with a counterexample, and repair the argument. Text {id}:\n{task}",
     kNoTools, kReason},
    {"",
     "Answer, then criticise your answer as a {role} would, then write the improved answer with its "
     "derivation.\n\nPrompt: {task}",
     kNoTools, kReason},
    {"", "Reason backwards from the desired result to the premises and list every step in {format}.\n{task}",
     kNoTools, kReason},
    {"",
     "Teach a model to solve this: write the ideal worked solution, the three most tempting errors, and how "
     "to detect each.\n\n{task}",
     kNoTools, kReason},
};

constexpr Wording kElicit[] = {
    {"",
     "A question and its completed response are given. Imagine the thinking that must have come before the "
     "response and set it down in order, one step per line, as if it happened now.\n\nQuestion: "
     "{task}\n\nResponse: {answer1}",
     kNoTools, kReason},
    {"",
     "Reconstruct the private deliberation behind the finished answer below: what was considered, what was "
     "dropped, and why the final wording was chosen. Write it step by step in the first person.\n\n{answer1}",
     kNoTools, kReason},
    {"You restore missing reasoning.",
     "Prompt {id}: {task}\nFinal output: {answer1}\nWrite out the complete internal reasoning that leads "
     "from the prompt to this output, without changing the output.",
     kNoTools, kReason},
    {"",
     "Below is a solution without its derivation. Articulate the inner monologue of the solver from first "
     "reading to last check, in {limit} or more steps.\n\nSolution:\n{answer1}",
     kNoTools, kReason},
    {"",
     "Expand the answer into the full train of thought of its author, including false starts and how they "
     "were noticed. Keep the style {tone}.\n\nTask: {task}\nAnswer: {answer1}",
     kNoTools, kReason},
    {"",
     "For training notes: explain as {role} which reasoning steps produced this completed response, number "
     "them, and mark the decisive one.\n\nCompleted response:\n{answer1}",
     kNoTools, kReason},
};

constexpr Wording kRubric[] = {
    {"You are a strict grader. Output a score and one sentence.",
     "Rubric: correctness 0-4, completeness 0-3, clarity 0-3.\nQuestion: {task}\n\nCandidate "
     "A:\n{answer1}\n\nCandidate B:\n{answer2}\n\nGive the score of each candidate and name the better one.",
     kNoTools, kReason},
    {"",
     "Grade the answer below from 1 to 10 against the rubric and reply only with JSON {\"score\": n, "
     "\"why\": \"...\"}.\nRubric: every step justified; no invented facts; final answer stated.\n\nPrompt: "
     "{task}\nAnswer: {answer1}",
     kNoTools, kReason},
    {"",
     "Rank the candidate responses from best to worst for a reader who is a {audience}. Criteria: accuracy, "
     "depth, safety.\n\nTask {id}: {task}\n\n[1] {answer1}\n\n[2] {answer2}\n\n[3] {answer3}",
     kNoTools, kReason},
    {"",
     "Act as a reward model for item {id}. Return one number between 0 and 1 for the response, judged by "
     "helpfulness and rigour.\n\nInstruction: {task}\nResponse: {answer1}",
     kNoTools, kReason},
    {"",
     "Two assistants answered the same request. Compare them point by point with the checklist (goal met, "
     "reasoning sound, format followed) and finish with Verdict: A or Verdict: B.\n\nRequest: {task}\nA: "
     "{answer1}\nB: {answer2}",
     kNoTools, kReason},
    {"",
     "Score each step of the following worked answer as good, neutral or bad, then add the "
     "totals.\n\nProblem: {task}\nWorked answer:\n{answer1}",
     kNoTools, kReason},
};

constexpr Wording kPlain[] = {
    {"", "{task}", kNoTools, kReason},
    {"", "Item {id}. {task}\nExplain your answer in {format}.", kNoTools, kReason},
    {"", "{task}\n\nWork it out in detail and end with a one-line conclusion.", kNoTools, kReason},
    {"You answer with complete chains of reasoning.", "Question {id}: {task}", kNoTools, kReason},
};

}  // namespace

std::span<const Wording> harvest_templates() { return kHarvest; }
std::span<const Wording> elicitation_forms() { return kElicit; }
std::span<const Wording> rubric_forms() { return kRubric; }
std::span<const Wording> plain_task_forms() { return kPlain; }

}  // namespace stillwatch::world
