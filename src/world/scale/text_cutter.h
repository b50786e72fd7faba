// Where a text may vary: cuts it into constant bytes and slots (slotted_texts.h).
//
//   TextCutter cutter(text, [&](const TextCut& cut) { ... });
//   cutter.cut();
//
// Cuts follow each other without gaps: [begin, slot_begin) stays, [slot_begin, slot_end) may vary. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace stillwatch::world {

enum class SlotKind : std::uint8_t { none, word, number, identifier, pair };

struct TextCut {
  std::size_t begin = 0, slot_begin = 0, slot_end = 0;
  std::uint8_t words = 0;          // in all of it
  SlotKind slot = SlotKind::none;  // none: slot_begin is slot_end
  bool may_stop = false;           // a sentence or a line begins here
  bool may_leave_out = false;      // a sentence outside code begins here
};

class TextCutter {
 public:
  using Take = std::function<void(const TextCut&)>;
  TextCutter(std::string_view text, Take take) : text_(text), take_(std::move(take)) {}
  void cut();

 private:
  void mark(unsigned char c);
  void wide_character();
  void word();
  void close(SlotKind slot, std::size_t slot_begin, std::size_t slot_end);
  [[nodiscard]] bool wide_pair() const;

  std::string_view text_;
  Take take_;
  TextCut open_;
  std::size_t at_ = 0;
  std::size_t quiet_ = 0;  // words since the last slot
  bool code_ = false, ended_ = false;
};

}  // namespace stillwatch::world
