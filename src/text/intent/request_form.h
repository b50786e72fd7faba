// How a request is laid out: labelled and numbered lines, passages, tags, JSON.
//
//   RequestForm form(model.labels());           // one per thread: holds memory to reuse
//   form.read(normal_text.bytes());
//   form.label_count(3)                         // lines that begin with a spelling of label 3
//
// A label is a name at the beginning of a line, behind marks and digits, up to a colon or closing bracket, or
// a heading: "Answer:", "[Question]", "### Rubric", "**Score**"; digits behind it do not count ("Answer 1:").
// Of a long text the first 16 KiB and the last 8 KiB are read. Cost: about 1 GB/s. Not thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace stillwatch {

class RequestForm {
 public:
  static constexpr std::size_t kPassageBytes = 400;  // a line of this length is pasted text
  static constexpr std::size_t kHeadBytes = std::size_t{16} << 10, kTailBytes = std::size_t{8} << 10;

  explicit RequestForm(std::span<const std::string> labels);  // spellings separated by `|`
  void read(std::string_view normal_bytes);

  [[nodiscard]] std::uint32_t label_count(std::size_t label) const { return counts_[label]; }
  [[nodiscard]] std::uint32_t labelled_lines() const { return labelled_; }
  [[nodiscard]] std::uint32_t numbered_lines() const { return numbered_; }
  [[nodiscard]] bool has_passage() const { return passage_; }
  [[nodiscard]] bool has_fence() const { return fence_; }
  [[nodiscard]] bool names_tags() const { return tags_; }
  [[nodiscard]] bool shows_json() const { return json_; }
  [[nodiscard]] bool ends_open() const {
    return open_;
  }  // with a colon, an opening bracket or a digit and a dot

 private:
  void read_piece(std::string_view bytes);
  void read_line(std::string_view bytes, std::size_t begin, std::size_t end);
  void read_label(std::string_view line, std::size_t line_begin);
  [[nodiscard]] std::size_t label_end(std::size_t at, std::size_t most) const;
  [[nodiscard]] bool may_be_label(std::string_view text) const;

  std::unordered_map<std::uint64_t, std::uint16_t> label_of_;                 // by hash of the spelling
  std::vector<bool> begins_label_ = std::vector<bool>(std::size_t{1} << 16);  // by the first two bytes
  std::vector<std::uint64_t> line_ends_,
      label_ends_;  // of the piece that is read (text/kernels/ascii_blocks.h)
  std::vector<std::uint32_t> counts_;
  std::uint32_t labelled_ = 0, numbered_ = 0;
  bool passage_ = false, fence_ = false, tags_ = false, json_ = false, open_ = false;
};

}  // namespace stillwatch
