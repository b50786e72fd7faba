#include "bench/intent_texts.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/random.h"
#include "bench/intent_forms.h"
#include "bench/zstd_lines.h"
#include "world/text/corpus.h"

namespace stillwatch {
namespace {

// A file whose requests all have one intent, but for the kinds that `pick` sets apart.
struct Source {
  std::string_view file;
  Intent intent;
  bool learn;        // its licence allows it, and it does not ask otherwise
  std::size_t most;  // requests taken, evenly over the file
  bool fills_slots;  // its questions and answers fill the own examples
};

constexpr std::array kSources = {
    Source{"arena_hard_v01", Intent::none, true, 1000, true},
    Source{"realhumaneval", Intent::none, true, 2000, true},
    Source{"hh_human", Intent::none, true, 3000, false},
    Source{"gpteacher", Intent::none, true, 3000, true},
    Source{"gorilla_apibench", Intent::none, true, 1200, true},
    Source{"awesome_prompts", Intent::none, true, 2000, false},
    Source{"fabric_patterns", Intent::none, true, 1000, false},
    Source{"specstory_2026q1", Intent::none, true, 3000, false},
    Source{"intercode_agent", Intent::tool_trajectory, true, 3000, false},
    Source{"glaive_toolcalls", Intent::tool_trajectory, true, 2000, false},
    Source{"bbh_cot", Intent::reasoning_elicitation, false, 2000, false},
    Source{"alpacaeval_judge", Intent::rubric_grading, false, 2000, false},
    Source{"codealpaca", Intent::none, false, 2000, false},
    Source{"alpaca_demo", Intent::none, false, 2000, false},
    Source{"instructwild_v2", Intent::none, false, 1000, false},
    Source{"devgpt_sample", Intent::none, false, 1000, false},
    Source{"mt_batch", Intent::none, false, 4000, false},
    Source{"alpacaeval_run", Intent::none, false, 2000, false},
};

struct Record {
  std::string_view prompt, response, system, kind, conversation;
};

// What a record of the file counts as; nothing for kinds that are none of the classes clearly.
std::optional<Intent> intent_of(const Source& source, const Record& record) {
  const auto starts = [&record](std::string_view head) { return record.kind.starts_with(head); };
  if (source.file == "gpteacher" && starts("toolformer")) return std::nullopt;
  if (source.file == "fabric_patterns" &&
      (starts("rate_") || starts("judge_") || starts("label_and_rate") || starts("analyze_answers")))
    return std::nullopt;
  if (source.file == "specstory_2026q1" && starts("tool_result")) return Intent::tool_trajectory;
  if (source.file == "glaive_toolcalls" && starts("reasoning")) return std::nullopt;
  return source.intent;
}

LabelledRequest labelled(const Source& source, const Record& record, Intent intent) {
  LabelledRequest request;
  request.intent = intent;
  request.source = source.file;
  const std::string_view half = record.conversation.empty() ? record.prompt : record.conversation;
  request.learn = source.learn && world::in_split(half, CorpusSplit::tune);
  request.system = record.system;
  request.user = record.prompt;
  request.answer = record.response;
  request.tool_turn = record.prompt.starts_with("[tool_result");
  request.offers_tools = intent == Intent::tool_trajectory && source.file != "intercode_agent";
  return request;
}

std::string_view text_of(const simdjson::dom::element& root, const char* name) {
  std::string_view text;
  return root[name].get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

Status read_source(const std::string& folder, const Source& source, std::vector<LabelledRequest>& to) {
  auto lines = ZstdLines::open(fmt::format("{}/{}.jsonl.zst", folder, source.file));
  if (!lines.has_value()) return lines.error();
  simdjson::dom::parser parser;
  std::vector<LabelledRequest> all;
  std::string chunk;
  while (lines.value().next(chunk)) {
    for (std::string_view rest = chunk; !rest.empty();) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      simdjson::dom::element root;
      if (parser.parse(line.data(), line.size()).get(root) != simdjson::SUCCESS) continue;
      const Record record{text_of(root, "prompt"), text_of(root, "response"), text_of(root, "system"),
                          text_of(root, "kind"), text_of(root, "conversation_id")};
      const auto intent = intent_of(source, record);
      if (intent && !record.prompt.empty()) all.push_back(labelled(source, record, *intent));
    }
  }
  if (lines.value().failed()) return Error{Code::bad_input, fmt::format("{} is damaged", source.file)};
  const std::size_t kept = std::min(all.size(), source.most);
  for (std::size_t i = 0; i < kept; ++i) to.push_back(std::move(all[i * all.size() / kept]));
  return Done{};
}

std::string_view trimmed(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  return line;
}

}  // namespace

Result<std::vector<ExampleList>> read_examples(std::string_view text) {
  std::vector<ExampleList> lists;
  while (!text.empty()) {
    const std::string_view whole = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), whole.size() + 1));
    const std::string_view line = trimmed(whole);
    if (line.empty() || line.front() == '#') continue;
    const std::size_t space = line.find(' ');
    if (line.front() == '[' && line.back() == ']' && space != std::string_view::npos) {
      lists.push_back({std::string(line.substr(1, space - 1)),
                       std::string(line.substr(space + 1, line.size() - space - 2)),
                       {}});
    } else if (lists.empty()) {
      return Error{Code::usage, fmt::format("an example before the first [CLASS LANGUAGE]: {}", line)};
    } else {
      lists.back().lines.emplace_back(line);
    }
  }
  return lists;
}

Result<std::vector<LabelledRequest>> gather_intent_texts(const std::string& corpus_folder,
                                                         const std::string& examples_file) {
  std::vector<LabelledRequest> requests;
  SlotTexts slots;
  for (const Source& source : kSources) {
    const std::size_t before = requests.size();
    if (auto read = read_source(corpus_folder, source, requests); !read.has_value()) return read.error();
    for (std::size_t i = before; source.fills_slots && i < requests.size(); ++i) slots.add(requests[i]);
  }
  std::ifstream file(examples_file);
  std::stringstream text;
  text << file.rdbuf();
  auto lists = read_examples(text.str());
  if (!lists.has_value()) return lists.error();
  if (lists.value().empty()) return Error{Code::not_found, examples_file + " holds no examples"};
  if (auto filled = fill_examples(lists.value(), slots, requests); !filled.has_value()) return filled.error();
  // Where the source holds no answers, that says nothing about the intent.
  Random random(20261127);
  for (LabelledRequest& request : requests) {
    if (request.answer.empty() && request.source != "examples") request.answer = slots.any_answer(random);
    if (random.chance(0.1)) request.answer.clear();
  }
  return requests;
}

}  // namespace stillwatch
