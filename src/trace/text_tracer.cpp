#include "trace/text_tracer.h"

#include <algorithm>
#include <span>
#include <vector>

#include "text/intent/intent_reader.h"
#include "text/lexicon.h"
#include "text/projection.h"
#include "text/prompt_reading.h"
#include "text/skeleton.h"
#include "text/text_keys.h"
#include "text/winnow.h"
#include "trace/turn_memo.h"
#include "trace/turn_reader.h"

namespace stillwatch {
namespace {

constexpr std::size_t kIssuedWordsMin = 12;  // an answer below this is no evidence of where it came from
constexpr std::size_t kHistoryKept = 4;

// What is remembered of a system prompt.
struct SystemReading {
  std::uint64_t hash = 0;
  PhraseSet phrases;
};
using SystemMemo = TextMemo<SystemReading, 1024>;

enum TextPurpose : std::uint64_t { kRootText = 1, kSystemText = 2, kToolsText = 3, kHistoryText = 4 };

using Parts = std::span<const Part>;

bool is_tool_result(const Part& part) {
  return part.kind == PartKind::tool_result || part.role == Role::tool;
}
bool is_user_text(const Part& part) { return part.role == Role::user && part.kind == PartKind::text; }

// A request split where its newest assistant turn ends. A trailing assistant part is a prefilled answer: it
// is neither history nor new.
struct RequestParts {
  Parts before;  // up to and including the last assistant part that was answered
  Parts newest;
};

RequestParts split_request(Parts input) {
  std::size_t end = input.size();
  while (end > 0 && input[end - 1].role == Role::assistant) --end;
  std::size_t begin = end;
  while (begin > 0 && input[begin - 1].role != Role::assistant) --begin;
  return {input.first(begin), input.subspan(begin, end - begin)};
}

// The parts of the first user message that has text.
Parts first_user_turn(Parts input) {
  const auto first = std::find_if(input.begin(), input.end(), is_user_text);
  const auto last = std::find_if(first, input.end(), [first](const Part& part) {
    return part.message != first->message || part.role != Role::user;
  });
  return {first, last};
}

void reset(TextFingerprints& prints) {
  auto history = std::move(prints.history);
  auto shapes = std::move(prints.shapes);
  auto prompt_prints = std::move(prints.prompt_prints);
  auto answer_prints = std::move(prints.answer_prints);
  for (auto* list : {&history, &shapes, &prompt_prints, &answer_prints}) list->clear();
  prints = TextFingerprints{};
  prints.history = std::move(history);
  prints.shapes = std::move(shapes);
  prints.prompt_prints = std::move(prompt_prints);
  prints.answer_prints = std::move(answer_prints);
}

std::uint32_t count32(std::size_t count) {
  return static_cast<std::uint32_t>(std::min<std::size_t>(count, 0xffffffff));
}

}  // namespace

struct TextTracer::Scratch {
  Scratch(std::string_view secret, const IntentModel& model)
      : keys(secret),
        lexicon(keys.words, model.phrases()),
        intent(model),
        skeleton(keys.words),
        reader(keys.words),
        projector(keys.embedding) {
    const SipKey key = derive_key(secret, "stillwatch/text/memo");
    memo_seed = key.k0;
  }

  void read_newest(const RequestParts& request, bool has_tools, TextFingerprints& prints);
  void read_wording(std::size_t user_words, std::size_t user_bytes, bool has_tools, TextFingerprints& prints);
  void read_answer(Parts output, TextFingerprints& prints);
  void read_history(Parts before, TextFingerprints& prints);
  void read_root(Parts turn, const RequestParts& request, TextFingerprints& prints);
  void read_texts();
  void read_intent(const Exchange& exchange, TextFingerprints& prints);
  void read_system(Parts input, TextFingerprints& prints);
  void read_tools(std::span<const Tool> tools, TextFingerprints& prints);
  void read_embedding(std::span<const float> embedding, TextFingerprints& prints);
  std::size_t read_assistant_turn(Parts turn);
  std::uint64_t issued_hash() const;
  std::uint64_t history_hash(Parts turn);
  [[nodiscard]] std::uint64_t raw_turn(Parts turn) const;
  [[nodiscard]] std::uint64_t raw_texts(TextPurpose purpose) const;
  std::uint64_t text_hash(SipKey key, TextPurpose purpose);

  TextKeys keys;
  Lexicon lexicon;
  IntentReader intent;
  Skeleton skeleton;
  TurnReader reader;
  Winnower winnower;
  EmbeddingProjector projector;
  TurnMemo memo;
  SystemMemo system_memo;
  std::uint64_t memo_seed = 0;
  std::vector<std::uint16_t> found;
  std::vector<std::string_view> texts;
};

// Text first, then tool results, so that the words of the user's own text are the first ones.
void TextTracer::Scratch::read_newest(const RequestParts& request, bool has_tools, TextFingerprints& prints) {
  reader.begin();
  for (const Part& part : request.newest) {
    if (is_user_text(part)) reader.add_text(part.text);
  }
  const std::size_t user_bytes = reader.bytes().size();
  bool tool_results = false;
  for (const Part& part : request.newest) {
    if (!is_tool_result(part)) continue;
    reader.add_text(part.text);
    tool_results = true;
  }
  reader.finish();
  const WordList& words = reader.words();
  const std::size_t user_words =
      reader.bytes().size() == user_bytes ? words.size() : words.count_before(user_bytes);
  if (tool_results && user_words == 0) prints.flags |= kToolTurn;
  prints.prompt_words = count32(words.size());
  if (words.size() == 0 && reader.bytes().empty()) return;
  prints.prompt = siphash(keys.turn, reader.text_hash());
  winnower.winnow(words.hashes(), keys.print, prints.prompt_prints);
  read_wording(user_words, user_bytes, has_tools, prints);
}

// Skeleton, shapes, topic, projection, capability, intents and language. Of a turn of tool results alone:
// topic, projection and language, which describe any text, but nothing that describes a request.
void TextTracer::Scratch::read_wording(std::size_t user_words, std::size_t user_bytes, bool has_tools,
                                       TextFingerprints& prints) {
  const bool tool_turn = (prints.flags & kToolTurn) != 0;
  const auto all = reader.words().hashes();
  const auto wording = tool_turn ? all : all.first(user_words);
  const PromptReading reading = read_prompt(wording, reader.text().scripts(), lexicon, found);
  prints.language = reading.language;
  prints.capability = tool_turn ? Capability::agentic : reading.capability;
  if (has_tools && reading.capability == Capability::other) prints.capability = Capability::agentic;
  prints.topic = topic_of(prints.capability, reading.topic_bits);
  prints.projection = project_words(wording, found, lexicon);
  if (tool_turn) return;
  prints.flags |= reading.flags;
  skeleton.read(reader.bytes().substr(0, user_bytes), reader.words(), std::span(found).first(user_words),
                lexicon);
  prints.skeleton = skeleton.whole(keys.skeleton);
  skeleton.shapes(wording, keys.shape, prints.shapes);
  intent.add_wording(reader.bytes().substr(0, user_bytes), reading.phrases, user_words);
}

// Reads text parts, then tool calls; returns the number of words of the text parts.
std::size_t TextTracer::Scratch::read_assistant_turn(Parts turn) {
  reader.begin();
  for (const Part& part : turn) {
    if (part.kind == PartKind::text) reader.add_text(part.text);
  }
  const std::size_t text_bytes = reader.bytes().size();
  for (const Part& part : turn) {
    if (part.kind == PartKind::tool_call) reader.add_tool_call(part.name, part.text);
  }
  reader.finish();
  const bool text_only = reader.bytes().size() == text_bytes;
  return text_only ? reader.words().size() : reader.words().count_before(text_bytes);
}

std::uint64_t TextTracer::Scratch::issued_hash() const {
  if (reader.words().size() < kIssuedWordsMin) return 0;
  return siphash(keys.issued, reader.words_hash());
}

void TextTracer::Scratch::read_answer(Parts output, TextFingerprints& prints) {
  const std::size_t text_words = read_assistant_turn(output);
  prints.answer_words = count32(text_words);
  prints.issued = issued_hash();
  memo.store(raw_turn(output), prints.issued);  // the next request of this conversation brings it back
  winnower.winnow(reader.words().hashes().first(text_words), keys.print, prints.answer_prints);
  intent.add_answer(reader.bytes(), text_words);
}

std::uint64_t TextTracer::Scratch::raw_turn(Parts turn) const {
  std::uint64_t raw = TurnMemo::begin(memo_seed, kHistoryText);
  for (const Part& part : turn) {
    raw = TurnMemo::extend(raw + static_cast<std::uint64_t>(part.kind), part.name);
    raw = TurnMemo::extend(raw, part.text);
  }
  return raw;
}

std::uint64_t TextTracer::Scratch::history_hash(Parts turn) {
  const std::uint64_t raw = raw_turn(turn);
  if (const auto known = memo.find(raw); known.found) return known.value;
  read_assistant_turn(turn);
  const std::uint64_t hash = issued_hash();
  memo.store(raw, hash);
  return hash;
}

// Assistant parts that follow each other are one turn, however many messages a dialect makes of them.
void TextTracer::Scratch::read_history(Parts before, TextFingerprints& prints) {
  std::size_t end = before.size();
  while (end > 0 && prints.history.size() < kHistoryKept) {
    while (end > 0 && before[end - 1].role != Role::assistant) --end;
    std::size_t begin = end;
    while (begin > 0 && before[begin - 1].role == Role::assistant) --begin;
    if (begin == end) break;
    const std::uint64_t hash = history_hash(before.subspan(begin, end - begin));
    if (hash != 0) prints.history.push_back(hash);
    end = begin;
  }
  std::reverse(prints.history.begin(), prints.history.end());
}

void TextTracer::Scratch::read_texts() {
  reader.begin();
  for (const std::string_view text : texts) reader.add_text(text);
  reader.finish();
}

std::uint64_t TextTracer::Scratch::raw_texts(TextPurpose purpose) const {
  std::uint64_t raw = TurnMemo::begin(memo_seed, purpose);
  for (const std::string_view text : texts) raw = TurnMemo::extend(raw, text);
  return raw;
}

// Hash of `texts` read as one text, words and marks.
std::uint64_t TextTracer::Scratch::text_hash(SipKey key, TextPurpose purpose) {
  const std::uint64_t raw = raw_texts(purpose);
  if (const auto known = memo.find(raw); known.found) return known.value;
  read_texts();
  const std::uint64_t hash = siphash(key, reader.text_hash());
  memo.store(raw, hash);
  return hash;
}

// At the start of a conversation the first turn is the newest one, and has been read already.
void TextTracer::Scratch::read_root(Parts turn, const RequestParts& request, TextFingerprints& prints) {
  if (turn.empty()) return;
  const auto is_read = [](const Part& part) { return is_user_text(part) || is_tool_result(part); };
  const bool first_is_newest = request.before.empty() && std::ranges::count_if(request.newest, is_read) ==
                                                             std::ranges::count_if(turn, is_read);
  texts.clear();
  for (const Part& part : turn) {
    if (is_user_text(part)) texts.push_back(part.text);
  }
  if (first_is_newest && prints.prompt != 0 && std::ranges::all_of(turn, is_user_text)) {
    prints.root = prints.prompt;
    memo.store(raw_texts(kRootText), prints.root);  // the rest of the conversation begins with it
    return;
  }
  prints.root = text_hash(keys.turn, kRootText);
}

void TextTracer::Scratch::read_system(Parts input, TextFingerprints& prints) {
  texts.clear();
  for (const Part& part : input) {
    if (part.role == Role::system && part.kind == PartKind::text && !part.text.empty())
      texts.push_back(part.text);
  }
  if (texts.empty()) return;
  const std::uint64_t raw = raw_texts(kSystemText);
  auto known = system_memo.find(raw);
  if (!known.found) {
    read_texts();
    known.value = {siphash(keys.system, reader.text_hash()), read_phrases(reader.words().hashes(), lexicon)};
    system_memo.store(raw, known.value);
  }
  prints.system = known.value.hash;
  intent.add_system(known.value.phrases);
}

void TextTracer::Scratch::read_tools(std::span<const Tool> tools, TextFingerprints& prints) {
  texts.clear();
  for (const Tool& tool : tools) {
    for (const std::string_view text : {tool.name, tool.description, tool.parameters}) texts.push_back(text);
  }
  if (!texts.empty()) prints.tools = text_hash(keys.tools, kToolsText);
}

// The log's own embedding takes the place of the words'.
void TextTracer::Scratch::read_embedding(std::span<const float> embedding, TextFingerprints& prints) {
  if (!embedding.empty()) prints.projection = projector.project(embedding);
}

// After everything else was read. A request without text or tool results is for nothing.
void TextTracer::Scratch::read_intent(const Exchange& exchange, TextFingerprints& prints) {
  if (prints.prompt == 0) return;
  intent.add_if((prints.flags & kToolTurn) != 0, IntentShape::tool_turn);
  intent.add_if((prints.flags & kConversationStart) != 0, IntentShape::conversation_start);
  intent.add_if(!exchange.tools.empty(), IntentShape::offers_tools);
  const IntentReading reading = intent.read();
  prints.intent = reading.intent;
  prints.intent_score = reading.score;
}

TextTracer::TextTracer(std::string_view secret) : TextTracer(secret, IntentModel::shipped()) {}
TextTracer::TextTracer(std::string_view secret, const IntentModel& model)
    : scratch_(std::make_unique<Scratch>(secret, model)) {}
TextTracer::TextTracer(TextTracer&&) noexcept = default;
TextTracer& TextTracer::operator=(TextTracer&&) noexcept = default;
TextTracer::~TextTracer() = default;

void TextTracer::trace(const Exchange& exchange, TextFingerprints& prints) {
  if (exchange.fingerprints.has_value()) {
    prints = *exchange.fingerprints;
    scratch_->read_embedding(exchange.embedding, prints);
    return;
  }
  reset(prints);
  scratch_->intent.begin();
  const Parts input(exchange.input);
  const RequestParts request = split_request(input);
  if (request.before.empty()) prints.flags |= kConversationStart;
  scratch_->read_newest(request, !exchange.tools.empty(), prints);
  scratch_->read_root(first_user_turn(input), request, prints);
  scratch_->read_system(input, prints);
  scratch_->read_tools(exchange.tools, prints);
  scratch_->read_history(request.before, prints);
  scratch_->read_answer(exchange.output, prints);
  scratch_->read_intent(exchange, prints);
  scratch_->read_embedding(exchange.embedding, prints);
}

std::span<const std::uint16_t> TextTracer::intent_features() const { return scratch_->intent.active(); }

}  // namespace stillwatch
