// Wordings of look-alikes: a review bot, a company's jobs, a localisation team, those who try a new model,
// and a labelling vendor. Marks as in Form (plan.h).
#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

constexpr std::uint32_t kReviewTools = 3;  // index into toolsets()

// One bot's prompts stand together: opening review, later round, thread reply, summary, fix.
constexpr Wording kReview[] = {
    {"You are Gatepost, an automatic reviewer of pull requests. You may inspect the checkout and run checks. "
     "Report "
     "only what a careful maintainer would hold the merge for. Each finding names file, line, why it is "
     "wrong, and "
     "the smallest change that mends it. Say LGTM when there is nothing.",
     "Repository: {repo}\nPull request #{id} was "
     "opened.\n\nDescription:\n{task}\n\nDiff:\n```diff\n{passage}\n```",
     kReviewTools, Area::coding},
    {"You are Gatepost, an automatic reviewer of pull requests. You may inspect the checkout and run checks. "
     "Report "
     "only what a careful maintainer would hold the merge for. Each finding names file, line, why it is "
     "wrong, and "
     "the smallest change that mends it. Say LGTM when there is nothing.",
     "Repository: {repo}\nNew commits were pushed to #{id} since your last review. For each open finding say "
     "RESOLVED "
     "or STILL OPEN, then list new findings.\n\nChanges since then:\n```diff\n{passage}\n```",
     kReviewTools, Area::coding},
    {"You are Gatepost. A contributor answered one of your review comments. Stay courteous and brief; give "
     "in when "
     "they are right.",
     "Repository: {repo}, #{id}\nTheir reply:\n{task}\n\nThe lines in question:\n```\n{passage}\n```",
     kNoTools, Area::coding},
    {"You are Gatepost. Write the walkthrough that stands above a pull request.",
     "Repository: {repo}, #{id}\nWrite two sentences of summary and a table of changed files with one clause "
     "each.\n\n{passage}",
     kNoTools, Area::coding},
    {"You are Gatepost in repair mode. Make the failing check of the pull request pass without touching the "
     "tests.",
     "Repository: {repo}, #{id}\nFailing check output:\n```\n{passage}\n```\nStart by looking at the changed "
     "files.",
     kReviewTools, Area::agentic},
};

constexpr Wording kNightly[] = {
    {"You extract contract data for an archive.",
     "Document {id}\n---\n{passage}\n---\nReturn parties, start, end, notice period and amounts, one per "
     "line. Write "
     "\"none\" where the document is silent.",
     kNoTools, Area::data_analysis},
    {"",
     "Summarise yesterday's support tickets of one customer for the account team in five bullet points. "
     "Mention "
     "anything that sounds like cancelling.\n\n{passage}",
     kNoTools, Area::writing},
    {"You classify incoming mail of an insurer.",
     "Assign exactly one department (claims, policies, payments, complaints, other) and an urgency from 1 to "
     "3.\n\nMail {id}:\n{passage}",
     kNoTools, Area::data_analysis},
    {"",
     "Here is a product text from our supplier. Write a title of at most 70 characters, three selling points "
     "and a "
     "meta description for the shop.\n\n{passage}",
     kNoTools, Area::writing},
    {"You check translations of safety data sheets.",
     "Sheet {id}. List sentences whose meaning could be misread by a worker, with a better wording for "
     "each.\n\n{passage}",
     kNoTools, Area::knowledge},
    {"",
     "Tag the following article with up to {limit} subjects of our list and say in one line "
     "why.\n\n{passage}",
     kNoTools, Area::knowledge},
    {"You write the morning briefing of a {domain} company.",
     "Condense this overnight report for the management. Two sentences, numbers first.\n\n{passage}",
     kNoTools, Area::writing},
    {"",
     "Find the action items in these minutes. One per line: who, what, until when.\n\nMinutes "
     "{id}\n{passage}",
     kNoTools, Area::writing},
};

constexpr Wording kIndexing[] = {
    {"You prepare passages for a search index.",
     "<passage>\n{passage}\n</passage>\nWrite a summary of two sentences that would help somebody find this "
     "passage.",
     kNoTools, Area::knowledge},
    {"",
     "Generate five questions that the text below answers completely. One per line, without "
     "numbering.\n\nTEXT "
     "{id}\n{passage}",
     kNoTools, Area::knowledge},
    {"You add context to fragments of documents before they are embedded.",
     "Fragment:\n{passage}\n\nIn one short sentence say which document and section this fragment seems to "
     "belong to. "
     "Answer with the sentence only.",
     kNoTools, Area::knowledge},
    {"",
     "Extract all statements of fact from the fragment as a list of self-contained sentences. Replace "
     "pronouns by what "
     "they stand for.\n\n{passage}",
     kNoTools, Area::data_analysis},
    {"You write metadata.",
     "Return title, keywords (at most eight), document type and time period for this chunk.\n\nChunk "
     "{id}:\n{passage}",
     kNoTools, Area::data_analysis},
};

constexpr Wording kTranslation[] = {
    {"You translate the texts of an application. Keep placeholders such as %s and {name} as they are.",
     "Target language: {target}\n\nStrings:\n{task}\n{passage}", kNoTools, Area::writing},
    {"", "Translate the following text into {target}. Output the translation only.\n\n{task}\n{passage}",
     kNoTools, Area::writing},
    {"You localise for {target} readers. Use the polite form and the usual units of the country.",
     "Source {id}:\n{task}\n{passage}\n\nGive the localised text and nothing else.", kNoTools, Area::writing},
    {"You are the second pair of eyes of a translation desk.",
     "The help page below will go out in {target}. Translate it so that no sentence is longer than in the "
     "original.\n\n{task}\n{passage}",
     kNoTools, Area::writing},
    {"", "{target} version, please, tone {tone}, for a {domain} company:\n\n{task}\n{passage}", kNoTools,
     Area::writing},
};

// Public harnesses: everybody who measures runs them unchanged.
constexpr Wording kBenchmark[] = {
    {"", "Question: {task}\nAnswer:", kNoTools, Area::reasoning},
    {"", "Solve the following problem. Put your final answer after '####'.\n\n{task}", kNoTools,
     Area::reasoning},
    {"Answer with the letter of the right choice only.", "{task}\n\nThe answer is", kNoTools,
     Area::knowledge},
    {"", "Complete the function. Return the code only, without explanation.\n\n{task}", kNoTools,
     Area::coding},
    {"You will be given a task by the OpenYardstick suite. Follow its format exactly.", "[item {id}]\n{task}",
     kNoTools, Area::reasoning},
};

constexpr Wording kFirstLook[] = {
    {"", "Write a single HTML file with a small game about this: {task}", kNoTools, Area::coding},
    {"", "My usual test for a new model, so take your time: {task}", kNoTools, Area::reasoning},
    {"", "Draw this as SVG: {task}", kNoTools, Area::coding},
    {"", "I asked the last version this and it failed. Your turn!\n\n{task}", kNoTools, Area::everyday},
    {"", "In exactly {limit} sentences, none of which contains the letter e: {task}", kNoTools,
     Area::writing},
    {"", "Tell me honestly how you differ from the version before you, using this as the example: {task}",
     kNoTools, Area::knowledge},
};

constexpr Wording kAnnotationRubric[] = {
    {"You assist trained annotators. Their word is final.",
     "Project guideline 4.2: helpfulness 1-7, truthfulness 1-5, harmlessness "
     "1-5.\n\nPrompt:\n{task}\n\nResponse "
     "A:\n{answer1}\n\nResponse B:\n{answer2}\n\nPropose scores for both and a one-line justification for "
     "each "
     "dimension.",
     kNoTools, Area::reasoning},
    {"",
     "Pre-annotation of item {id}. Mark every sentence of the response as supported, unsupported or "
     "contradicted by "
     "common knowledge.\n\nPrompt: {task}\nResponse: {answer1}",
     kNoTools, Area::knowledge},
    {"You assist trained annotators. Their word is final.",
     "Does the response follow all instructions of the prompt? List each instruction with yes or no, then "
     "give the "
     "share.\n\nPrompt: {task}\n\nResponse: {answer1}",
     kNoTools, Area::reasoning},
    {"",
     "Quality control, batch {id}: an annotator preferred the first text over the second. Is that in line "
     "with the "
     "guideline \"correct before complete before pleasant\"? Answer agree or disagree with a "
     "reason.\n\nFirst: "
     "{answer1}\n\nSecond: {answer2}",
     kNoTools, Area::reasoning},
    {"",
     "Rate the style of the reply for a {audience} from 1 (poor) to 5 (excellent): structure, register, "
     "length.\n\n{answer1}",
     kNoTools, Area::writing},
};

constexpr Wording kAnnotationTask[] = {
    {"You help writers of evaluation tasks.",
     "Here is an accepted task of the project:\n{task}\n\nWrite {limit} new tasks of the same difficulty for "
     "the field "
     "of {domain}, each with the facts that a correct answer must contain.",
     kNoTools, Area::reasoning},
    {"",
     "Make the task harder in one respect without making it longer. Say what you changed.\n\nTask {id}: "
     "{task}",
     kNoTools, Area::reasoning},
    {"", "Write the reference answer for annotators, {format}.\n\nTask: {task}", kNoTools, Area::knowledge},
};

constexpr std::string_view kTargetCodes[] = {"zh", "es", "de", "fr", "pt", "ru", "ja", "it", "nl", "pl",
                                             "tr", "ko", "sv", "da", "fi", "cs", "hu", "ro", "el", "uk",
                                             "ar", "he", "hi", "th", "vi", "id", "no", "bg"};

}  // namespace

std::span<const Wording> review_forms() { return kReview; }
std::span<const Wording> nightly_forms() { return kNightly; }
std::span<const Wording> indexing_forms() { return kIndexing; }
std::span<const Wording> translation_forms() { return kTranslation; }
std::span<const Wording> benchmark_forms() { return kBenchmark; }
std::span<const Wording> first_look_forms() { return kFirstLook; }
std::span<const Wording> annotation_rubrics() { return kAnnotationRubric; }
std::span<const Wording> annotation_tasks() { return kAnnotationTask; }

const PhraseList& target_languages() {
  static const PhraseList kNames(
      "Chinese|Spanish|German|French|Portuguese|Russian|Japanese|Italian|Dutch|Polish|Turkish|Korean|Swedish|"
      "Danish|"
      "Finnish|Czech|Hungarian|Romanian|Greek|Ukrainian|Arabic|Hebrew|Hindi|Thai|Vietnamese|Indonesian|"
      "Norwegian|"
      "Bulgarian");
  return kNames;
}

std::string_view target_code(std::size_t target) { return kTargetCodes[target % std::size(kTargetCodes)]; }

}  // namespace stillwatch::world
