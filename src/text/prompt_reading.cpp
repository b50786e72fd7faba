#include "text/prompt_reading.h"

#include <algorithm>

#include "text/lexicon_words.h"

namespace stillwatch {
namespace {

// Four signed votes in one number, 16 bits each: a content word adds 1 or 0 to each lane, by four bits of its
// hash.
struct TopicVotes {
  std::array<std::uint64_t, 16> lanes{};
  constexpr TopicVotes() {
    for (std::size_t bits = 0; bits < 16; ++bits) {
      for (std::size_t lane = 0; lane < 4; ++lane) lanes[bits] |= (bits >> lane & 1ULL) << (16 * lane);
    }
  }
};
constexpr TopicVotes kTopicVotes;

std::uint8_t majority(std::uint64_t votes, std::size_t voters) {
  std::uint8_t bits = 0;
  for (std::size_t lane = 0; lane < 4; ++lane) {
    const std::uint64_t count = votes >> (16 * lane) & 0xffff;
    if (2 * count > voters) bits |= static_cast<std::uint8_t>(1U << lane);
  }
  return bits;
}

bool matches(const Phrase& phrase, std::span<const std::uint64_t> words) {
  return phrase.words.size() <= words.size() &&
         std::equal(phrase.words.begin(), phrase.words.end(), words.begin());
}

// Looks for the phrases of the lexicon. Few words begin one, so that of some words those that may are listed
// first, without a branch for each, and looked at together.
class PhraseFinder {
 public:
  PhraseFinder(std::span<const std::uint64_t> words, const Lexicon& lexicon, bool anywhere)
      : words_(words), lexicon_(lexicon), anywhere_(anywhere) {}

  // Of words [first, last); entry_of(word) is called once for each, in order.
  template <class EntryOf>
  void read(std::size_t first, std::size_t last, const EntryOf& entry_of) {
    std::array<Listed, kTogether> listed;  // NOLINT(cppcoreguidelines-pro-type-member-init): written first
    while (first < last) {
      const std::size_t end = std::min(last, first + kTogether);
      std::size_t count = 0;
      for (; first < end; ++first) {
        const std::uint16_t group = entry_of(first).phrases;
        listed[count] = {first, group};
        count += static_cast<std::size_t>(group != 0);
      }
      for (const Listed& found : std::span(listed).first(count))
        phrases_at(found.word, lexicon_.group(found.group));
    }
  }

  PhraseSet phrases;  // near an end of the text, or `anywhere`
  std::uint8_t flags = 0;

 private:
  static constexpr std::size_t kTogether = 64;
  struct Listed {
    std::size_t word;
    std::uint16_t group;
  };

  void phrases_at(std::size_t word, const PhraseGroup& group) {
    const std::uint64_t next = word + 1 < words_.size() ? words_[word + 1] : 0;
    if ((group.seconds >> (next >> 58) & 1) == 0) return;  // nearly always
    const bool counts = anywhere_ || word < kHeadWords || word + kTailWords >= words_.size();
    const auto from = words_.subspan(word, std::min(kPhraseWords, words_.size() - word));
    for (const Phrase& phrase : lexicon_.phrases_of(group)) {
      if (!matches(phrase, from)) continue;
      flags |= phrase.flag;
      if (counts && phrase.number != Phrase::kNoNumber) phrases.set(phrase.number);
    }
  }

  std::span<const std::uint64_t> words_;
  const Lexicon& lexicon_;
  bool anywhere_;
};

std::array<char, 2> script_language(const std::array<std::uint32_t, kScriptCount>& scripts,
                                    std::size_t words) {
  const auto count = [&scripts](Script script) { return scripts[static_cast<std::size_t>(script)]; };
  struct Candidate {
    std::array<char, 2> language;
    std::uint32_t characters;
    std::uint32_t per_word;  // characters that make a word of the list
  };
  const bool japanese = count(Script::kana) > 0;
  const std::array<Candidate, 8> candidates = {{
      {japanese ? std::array{'j', 'a'} : std::array{'z', 'h'}, count(Script::han) + count(Script::kana), 1},
      {{'r', 'u'}, count(Script::cyrillic), 5},
      {{'k', 'o'}, count(Script::hangul), 3},
      {{'a', 'r'}, count(Script::arabic), 5},
      {{'h', 'i'}, count(Script::devanagari), 4},
      {{'e', 'l'}, count(Script::greek), 5},
      {{'h', 'e'}, count(Script::hebrew), 5},
      {{'t', 'h'}, count(Script::thai), 1},
  }};
  for (const Candidate& candidate : candidates) {
    if (candidate.characters > 1 && 3 * std::size_t{candidate.characters} / candidate.per_word >= words) {
      return candidate.language;
    }
  }
  return {'u', 'n'};
}

std::array<char, 2> voted_language(std::uint64_t votes, std::size_t words) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < kVotingLanguages; ++i) {
    if ((votes >> (8 * i) & 0xff) > (votes >> (8 * best) & 0xff)) best = i;
  }
  const std::uint64_t count = votes >> (8 * best) & 0xff;
  const bool enough = count >= 2 || (count == 1 && words <= 8);
  return enough ? function_words()[best].language : std::array{'u', 'n'};
}

using PackedWeights = std::array<std::uint64_t, 2>;
static_assert(3 * kReadWords < 1U << kWeightBits,
              "the weights of all words that are read fit into their bits");

std::uint64_t weight_of(const PackedWeights& weights, std::size_t capability) {
  const std::size_t shift = kWeightBits * (capability % kWeightsInOne);
  return weights[capability / kWeightsInOne] >> shift & ((1U << kWeightBits) - 1);
}

Capability heaviest(const PackedWeights& weights) {
  constexpr std::uint64_t kEnough = 2;
  std::size_t best = 0;
  for (std::size_t i = 1; i < kCapabilityCount; ++i) {
    if (weight_of(weights, i) > weight_of(weights, best)) best = i;
  }
  return weight_of(weights, best) >= kEnough ? static_cast<Capability>(best) : Capability::other;
}

struct Votes {
  PackedWeights weights{};
  std::uint64_t topic = 0, language = 0;
  std::size_t content_words = 0;

  // Adds without branches: the entry of a word in no list is all zeros.
  void add(std::uint64_t word, const LexiconEntry& entry, const WordVotes& votes) {
    const std::uint64_t content = entry.common ? 0 : 1;
    topic += kTopicVotes.lanes[word >> 60] & (0 - content);
    content_words += content;
    language += votes.language;
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] += votes.weights[i];
  }
};

}  // namespace

PromptReading read_prompt(std::span<const std::uint64_t> words,
                          const std::array<std::uint32_t, kScriptCount>& scripts, const Lexicon& lexicon,
                          std::vector<std::uint16_t>& found) {
  PromptReading reading;
  Votes votes;
  if (found.size() < words.size()) found.resize(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) found[i] = lexicon.find(words[i]);
  const std::size_t read = std::min(words.size(), kReadWords);
  PhraseFinder finder(words, lexicon, false);
  finder.read(0, read, [&](std::size_t i) -> const LexiconEntry& {
    const LexiconEntry& entry = lexicon.entry(found[i]);
    votes.add(words[i], entry, lexicon.votes(entry));
    return entry;
  });
  finder.read(read, words.size(),
              [&](std::size_t i) -> const LexiconEntry& { return lexicon.entry(found[i]); });
  reading.flags = finder.flags;
  reading.phrases = finder.phrases;
  reading.topic_bits = majority(votes.topic, votes.content_words);
  reading.capability = heaviest(votes.weights);
  const bool grades = weight_of(votes.weights, static_cast<std::size_t>(Capability::grading)) >= 2;
  if ((reading.flags & kAsksForGrading) != 0 && grades) reading.capability = Capability::grading;
  reading.language = script_language(scripts, words.size());
  if (reading.language == std::array{'u', 'n'})
    reading.language = voted_language(votes.language, words.size());
  return reading;
}

PhraseSet read_phrases(std::span<const std::uint64_t> words, const Lexicon& lexicon) {
  PhraseFinder finder(words, lexicon, true);
  finder.read(0, words.size(),
              [&](std::size_t i) -> const LexiconEntry& { return lexicon.entry(lexicon.find(words[i])); });
  return finder.phrases;
}

}  // namespace stillwatch
