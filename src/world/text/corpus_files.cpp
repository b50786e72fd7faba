// Reads corpus files: one JSON object a line with prompt, response and, where the source has them,
// conversation_id, turn and kind. What a file serves for stands in kFiles; a file that is not listed serves
// as questions of people.
#include <fmt/format.h>
#include <simdjson.h>
#include <zstd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "world/text/corpus.h"

namespace stillwatch::world {
namespace {

struct FileRule {
  std::string_view name;  // file name without ".jsonl.zst"
  std::string_view kind;  // the record's kind starts with this; empty: any
  CorpusUse use;
  Area area;
  std::uint8_t era;
};

constexpr CorpusUse kAsk = CorpusUse::questions;
constexpr FileRule kFiles[] = {
    {"alpaca_demo", "", kAsk, Area::writing, 1},
    {"alpacaeval_judge", "", CorpusUse::unused, Area::reasoning, 2},
    {"alpacaeval_run", "", CorpusUse::benchmark, Area::knowledge, 2},
    {"arena_hard_v01", "", kAsk, Area::knowledge, 2},
    {"awesome_prompts", "", CorpusUse::role_prompts, Area::writing, 2},
    {"bbh_cot", "", kAsk, Area::reasoning, 0},
    {"codealpaca", "", kAsk, Area::coding, 0},
    {"devgpt_sample", "", kAsk, Area::coding, 1},
    {"fabric_patterns", "", CorpusUse::framework_prompts, Area::writing, 2},
    {"glaive_toolcalls", "", kAsk, Area::agentic, 2},
    {"gorilla_apibench", "", kAsk, Area::data_analysis, 1},
    {"gpteacher", "toolformer", kAsk, Area::agentic, 1},
    {"gpteacher", "codegen", kAsk, Area::coding, 1},
    {"gpteacher", "", kAsk, Area::writing, 1},
    {"hh_human", "", kAsk, Area::everyday, 0},
    {"instructwild_v2", "", kAsk, Area::writing, 1},
    {"intercode_agent", "sql", kAsk, Area::data_analysis, 1},
    {"intercode_agent", "", kAsk, Area::agentic, 1},
    {"mt_batch", "", CorpusUse::translation, Area::writing, 1},
    {"realhumaneval", "", kAsk, Area::coding, 2},
    {"specstory_2026q1", "", kAsk, Area::coding, 2},
};

FileRule rule_for(std::string_view name, std::string_view kind) {
  for (const FileRule& rule : kFiles) {
    if (rule.name == name && kind.starts_with(rule.kind)) return rule;
  }
  return {name, "", kAsk, Area::everyday, 2};
}

Result<std::string> decompress(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return Error{Code::io, fmt::format("cannot open corpus file {}; check its permissions", path.string())};
  const std::string stored((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::string text;
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  std::string block(ZSTD_DStreamOutSize(), '\0');
  ZSTD_inBuffer in{stored.data(), stored.size(), 0};
  while (in.pos < in.size) {
    ZSTD_outBuffer out{block.data(), block.size(), 0};
    const std::size_t state = ZSTD_decompressStream(context.get(), &out, &in);
    if (ZSTD_isError(state) != 0) {
      return Error{Code::bad_input,
                   fmt::format("corpus file {} is not a whole zstd archive (byte {}: {}); copy it again",
                               path.string(), in.pos, ZSTD_getErrorName(state))};
    }
    text.append(block, 0, out.pos);
  }
  return text;
}

// Script of the text, by sampling its bytes: index into Corpus::languages.
std::uint8_t language_of(std::string_view text) {
  std::size_t han = 0;
  std::size_t kana = 0;
  std::size_t cyrillic = 0;
  const std::size_t size = std::min<std::size_t>(text.size(), 600);
  for (std::size_t i = 0; i + 1 < size; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == 0xe3 && static_cast<unsigned char>(text[i + 1]) >= 0x81)
      ++kana;
    else if (c >= 0xe4 && c <= 0xe9)
      ++han;
    else if (c == 0xd0 || c == 0xd1)
      ++cyrillic;
  }
  if (kana * 20 > size) return 7;
  if (han * 12 > size) return 1;
  return cyrillic * 6 > size ? 6 : 0;
}

// The question at the end of a prompt that opens with worked examples ("Q: ... A: ..." several times).
std::string_view last_question(std::string_view prompt) {
  const std::size_t at = prompt.rfind("\n\nQ: ");
  if (at == std::string_view::npos) return prompt;
  prompt.remove_prefix(at + 5);
  return prompt.substr(0, prompt.find("\nA:"));
}

// The request without the four lines of tool description that open the records of one file.
std::string_view without_tool_header(std::string_view prompt) {
  if (!prompt.starts_with("toolformer: enabled")) return prompt;
  std::string_view rest = prompt;
  for (int line = 0; line < 4; ++line) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return prompt;
    rest.remove_prefix(end + 1);
  }
  return rest.empty() ? prompt : rest;
}

// The sentence that a translation request asks for: the text between the line that asks and the last line.
std::string_view text_to_translate(std::string_view prompt) {
  const std::size_t first = prompt.find(":\n\n");
  const std::size_t last = prompt.rfind("\n\n");
  if (first == std::string_view::npos || last < first + 3) return prompt;
  return prompt.substr(first + 3, last - first - 3);
}

class FileLoader {
 public:
  FileLoader(Corpus& corpus, CorpusSplit split) : corpus_(corpus), split_(split) {}

  Status load(const std::filesystem::path& path) {
    auto text = decompress(path);
    if (!text.has_value()) return text.error();
    name_ = path.filename().string();
    name_.resize(name_.size() - std::string_view(".jsonl.zst").size());
    conversation_.clear();
    std::string& lines = text.value();
    const std::size_t size = lines.size();
    lines.append(simdjson::SIMDJSON_PADDING, '\0');
    std::size_t line = 0;
    for (std::size_t at = 0; at < size;) {
      std::size_t end = lines.find('\n', at);
      if (end == std::string::npos || end > size) end = size;
      ++line;
      if (end > at && !record(lines.data() + at, end - at)) {
        return Error{Code::bad_input,
                     fmt::format("{}:{}: not a corpus record; expected a JSON object with a text `prompt`",
                                 path.string(), line)};
      }
      at = end + 1;
    }
    corpus_.sources.push_back(name_);
    return Done{};
  }

 private:
  bool record(const char* data, std::size_t size) {
    simdjson::dom::element root;
    if (parser_.parse(data, size, false).get(root) != simdjson::SUCCESS) return false;
    std::string_view prompt;
    std::string_view response;
    std::string_view kind;
    std::string_view conversation;
    if (root["prompt"].get(prompt) != simdjson::SUCCESS) return false;
    if (root["response"].get(response) != simdjson::SUCCESS) response = {};
    if (root["kind"].get(kind) != simdjson::SUCCESS) kind = {};
    if (root["conversation_id"].get(conversation) != simdjson::SUCCESS) conversation = {};
    const FileRule rule = rule_for(name_, kind);
    if (rule.use == CorpusUse::unused || prompt.empty()) return true;
    if (rule.area == Area::reasoning) prompt = last_question(prompt);
    if (rule.use == CorpusUse::translation) prompt = text_to_translate(prompt);
    prompt = without_tool_header(prompt);
    if (!conversation.empty() && conversation == conversation_) return follow(prompt, response);
    conversation_ = conversation;
    kept_ = in_split(prompt, split_);
    if (!kept_) return true;
    Thread thread;
    thread.first_turn = static_cast<std::uint32_t>(corpus_.turns.size());
    thread.area = rule.area;
    thread.use = rule.use;
    thread.era = rule.era;
    thread.language = language_of(prompt);
    thread.source = static_cast<std::uint8_t>(corpus_.sources.size());
    corpus_.threads.push_back(thread);
    return follow(prompt, response);
  }

  bool follow(std::string_view prompt, std::string_view response) {
    constexpr std::uint16_t kTurnsKept = 40;
    if (!kept_ || corpus_.threads.back().turns >= kTurnsKept) return true;
    corpus_.texts.push_back(std::make_unique<std::string>(prompt));
    const std::string_view question = *corpus_.texts.back();
    corpus_.texts.push_back(std::make_unique<std::string>(response));
    corpus_.turns.push_back({question, *corpus_.texts.back()});
    ++corpus_.threads.back().turns;
    return true;
  }

  Corpus& corpus_;
  CorpusSplit split_;
  simdjson::dom::parser parser_;
  std::string name_, conversation_;
  bool kept_ = false;
};

}  // namespace

Result<Corpus> load_corpus(const std::string& folder, CorpusSplit split) {
  std::error_code failure;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
    if (entry.path().filename().string().ends_with(".jsonl.zst")) files.push_back(entry.path());
  }
  if (failure)
    return Error{Code::not_found,
                 fmt::format("cannot list the corpus folder {}: {}", folder, failure.message())};
  std::sort(files.begin(), files.end());
  Corpus corpus;
  FileLoader loader(corpus, split);
  for (const auto& file : files) {
    if (auto done = loader.load(file); !done.has_value()) return done.error();
  }
  constexpr std::uint16_t kTopics = 48;
  cluster_topics(corpus, kTopics);
  corpus.index();
  if (corpus.shelves[0].all.size() < 200) {
    return Error{Code::not_found, fmt::format("{} holds fewer than 200 English conversations in *.jsonl.zst; "
                                              "leave --corpus out to use the built-in texts",
                                              folder)};
  }
  return corpus;
}

}  // namespace stillwatch::world
