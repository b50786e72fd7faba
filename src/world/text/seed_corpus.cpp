#include <algorithm>

#include "world/text/corpus.h"
#include "world/text/phrases.h"
#include "world/text/seed_topics.h"

namespace stillwatch::world {
namespace {

constexpr std::size_t kThreadsPerTopic = 420;  // before the split
constexpr std::uint64_t kSeedCorpusSeed = 0x5741'4c44'5345'4544ULL;

struct FrameLists {
  PhraseList openings, questions, wishes, follow_ups, leads, bodies, closes;
  explicit FrameLists(const SeedFrames& frames)
      : openings(frames.openings),
        questions(frames.questions),
        wishes(frames.wishes),
        follow_ups(frames.follow_ups),
        leads(frames.answer_leads),
        bodies(frames.answer_bodies),
        closes(frames.answer_closes) {}
};

struct TopicLists {
  PhraseList things, verbs, circumstances;
};

bool is_technical(Area area) {
  return area == Area::coding || area == Area::agentic || area == Area::data_analysis;
}

// The frames for a language; technical ones where they exist.
const SeedFrames& frames_for(std::string_view language, Area area) {
  const SeedFrames* fallback = nullptr;
  for (const SeedFrames& frames : seed_frames()) {
    if (frames.language != language) continue;
    if (frames.technical == is_technical(area)) return frames;
    fallback = &frames;
  }
  return *fallback;
}

// One thread's words, chosen once, so that question, answer and follow-ups are about the same thing.
class ThreadWriter {
 public:
  ThreadWriter(const TopicLists& topic, const FrameLists& frames, Random random)
      : frames_(frames),
        random_(random),
        thing_(topic.things.pick(random_)),
        other_(topic.things.pick(random_)),
        verb_(topic.verbs.pick(random_)),
        circumstance_(topic.circumstances.pick(random_)) {
    while (other_ == thing_) other_ = topic.things.pick(random_);
    append_identifier(random_, identifier_);
    append_name(random_, name_);
  }

  std::string question() {
    std::string text;
    if (random_.chance(0.6)) sentence(frames_.openings.pick(random_), text);
    sentence(frames_.questions.pick(random_), text);
    if (random_.chance(0.25)) sentence(frames_.questions.pick(random_), text);
    if (random_.chance(0.5)) sentence(frames_.wishes.pick(random_), text);
    return text;
  }

  std::string follow_up() {
    std::string text;
    sentence(frames_.follow_ups.pick(random_), text);
    if (random_.chance(0.35)) sentence(frames_.wishes.pick(random_), text);
    return text;
  }

  std::string answer(bool with_code) {
    std::string text;
    sentence(frames_.leads.pick(random_), text);
    const auto count = 2 + random_.below(7);
    std::size_t at = random_.below(frames_.bodies.size());
    for (std::uint64_t i = 0; i < count; ++i) {
      if (i % 3 == 2) text += "\n\n";
      sentence(frames_.bodies.at(at), text);
      at += 1 + random_.below(3);
      if (with_code && i == 1) code(text);
    }
    if (random_.chance(0.5)) sentence(frames_.closes.pick(random_), text);
    return text;
  }

 private:
  void sentence(std::string_view frame, std::string& text) {
    if (!text.empty() && text.back() != '\n') text += ' ';
    fill_marks(frame, text, [&](std::string_view mark, std::string& out) { return fill(mark, out); });
  }

  bool fill(std::string_view mark, std::string& out) {
    if (mark == "T")
      out.append(thing_);
    else if (mark == "U")
      out.append(other_);
    else if (mark == "V")
      out.append(verb_);
    else if (mark == "C")
      out.append(circumstance_);
    else if (mark == "I")
      out.append(identifier_);
    else if (mark == "P")
      out.append(name_);
    else if (mark == "N")
      append_number(random_, out);
    else
      return false;
    return true;
  }

  void code(std::string& text) {
    std::string argument;
    append_identifier(random_, argument);
    text += "\n\n```python\ndef " + identifier_ + "(" + argument + ", limit=";
    append_number(random_, text);
    text += "):\n";
    const auto lines = 2 + random_.below(5);
    for (std::uint64_t i = 0; i < lines; ++i) {
      text += "    ";
      append_identifier(random_, text);
      text += random_.chance(0.5) ? " = " : ".update(";
      const bool open = text.back() == '(';
      append_identifier(random_, text);
      text += "[" + argument + "]" + (open ? ")\n" : "\n");
    }
    text += "    return " + argument + "\n```\n\n";
  }

  const FrameLists& frames_;
  Random random_;
  std::string_view thing_, other_, verb_, circumstance_;
  std::string identifier_, name_;
};

void add_thread(Corpus& corpus, ThreadWriter& writer, const Thread& like, CorpusSplit split, Random& random) {
  const std::string first_question = writer.question();
  if (!in_split(first_question, split)) return;
  Thread thread = like;
  thread.first_turn = static_cast<std::uint32_t>(corpus.turns.size());
  thread.turns = static_cast<std::uint16_t>(1 + random.below(4));
  thread.era = static_cast<std::uint8_t>(random.below(kEras));
  for (std::uint16_t i = 0; i < thread.turns; ++i) {
    auto question = std::make_unique<std::string>(i == 0 ? first_question : writer.follow_up());
    auto answer = std::make_unique<std::string>(writer.answer(is_technical(like.area) && random.chance(0.6)));
    corpus.turns.push_back({*question, *answer});
    corpus.texts.push_back(std::move(question));
    corpus.texts.push_back(std::move(answer));
  }
  corpus.threads.push_back(thread);
}

}  // namespace

Corpus seed_corpus(CorpusSplit split) {
  Corpus corpus;
  corpus.sources = {"seed"};
  Random random(kSeedCorpusSeed);
  for (const SeedTopic& topic : seed_topics()) {
    const FrameLists frames(frames_for(topic.language, topic.area));
    const TopicLists words{PhraseList(topic.things), PhraseList(topic.verbs),
                           PhraseList(topic.circumstances)};
    Thread like;
    like.topic = corpus.topics++;
    like.area = topic.area;
    const auto language = std::find(corpus.languages.begin(), corpus.languages.end(), topic.language);
    like.language = static_cast<std::uint8_t>(language - corpus.languages.begin());
    for (std::size_t i = 0; i < kThreadsPerTopic; ++i) {
      ThreadWriter writer(words, frames, Random(random.next()));
      add_thread(corpus, writer, like, split, random);
    }
  }
  corpus.index();
  return corpus;
}

}  // namespace stillwatch::world
