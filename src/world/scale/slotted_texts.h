// The texts of a corpus as they lie in a log's JSON, cut at places that vary, so that a small corpus serves
// tens of millions of exchanges and saying a text again is copying.
//
//   const SlottedTexts texts(corpus);                                  // once; some seconds, 3 bytes per
//   byte of text LineBuffer out; std::size_t words = texts.append_varied(texts.question(turn), seed, 120,
//   out);
//
// The same text and seed give the same bytes. Between its small words most longer words become other words of
// the same topic, as often as they occur there; numbers and identifiers are exchanged; a sentence in nine of
// longer texts is left out. Inside code only numbers and identifiers vary. Chinese and Japanese get other
// pairs of characters of the topic. So nearly every run of eight words differs between two seeds, as it does
// between two people, while what a text is about stays. It keeps the topic, not the sense.
//
// Everybody's texts come from here, so that this tells nothing. Cost: about 1.5 ns per byte. Immutable after
// construction: any number of threads may read it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "world/scale/draws.h"
#include "world/scale/line_buffer.h"
#include "world/scale/text_cutter.h"
#include "world/text/corpus.h"

namespace stillwatch::world {

inline constexpr std::size_t kEveryWord = std::numeric_limits<std::size_t>::max();

// Appends `text` as the inside of a JSON string, without the quotation marks.
void append_escaped(std::string_view text, std::string& out);

class SlottedTexts {
 public:
  explicit SlottedTexts(const Corpus& corpus);

  // Numbers of the texts of Corpus::turns[turn].
  [[nodiscard]] static std::uint32_t question(std::size_t turn) {
    return static_cast<std::uint32_t>(2 * turn);
  }
  [[nodiscard]] static std::uint32_t answer(std::size_t turn) {
    return static_cast<std::uint32_t>(2 * turn + 1);
  }

  // Appends the text said again; stops at the first end of a sentence or line after `max_words` words.
  // Returns the number of words written.
  std::size_t append_varied(std::uint32_t text, std::uint64_t seed, std::size_t max_words,
                            LineBuffer& out) const;
  // Appends a name of a program's part, such as "flush_order_queue".
  void append_name(std::uint64_t drawn, LineBuffer& out) const;
  // Appends the text as it stands; returns its words.
  std::size_t append_verbatim(std::uint32_t text, LineBuffer& out) const;

 private:
  // Constant bytes, then a slot with what the text itself has there.
  struct Piece {
    std::size_t begin = 0;                // in arena_; the slot's own bytes follow the constant ones
    std::uint32_t constant = 0, own = 0;  // bytes
    std::uint8_t words = 0;
    SlotKind slot = SlotKind::none;
    bool may_stop = false, may_leave_out = false;
  };
  struct Text {
    std::uint32_t first = 0, pieces = 0;  // in pieces_
    std::uint32_t words = 0;
    std::uint32_t vocabulary = 0;  // in vocabularies_
    bool is_long = false;          // has sentences to spare
  };
  struct Word {  // one load brings it
    std::array<char, 15> bytes{};
    std::uint8_t size = 0;
  };
  struct Name {
    std::array<char, 31> bytes{};
    std::uint8_t size = 0;
  };
  // As often as they occur; padded so that the last one may be read beyond its end.
  struct Vocabulary {
    std::vector<Word> words, pairs;
  };

  void cut(std::uint32_t number, std::string_view text, std::size_t own, std::size_t of_language);
  void finish_vocabularies(std::size_t all_topics, std::size_t topics);
  void fill(const Piece& piece, const Vocabulary& vocabulary, std::uint64_t drawn, std::uint64_t salt,
            LineBuffer& out) const;

  std::string arena_;
  std::vector<Piece> pieces_;
  std::vector<Text> texts_;
  std::vector<Vocabulary> vocabularies_;  // one for each language and topic, then one for each language
  std::vector<Name> identifiers_;
};

}  // namespace stillwatch::world
