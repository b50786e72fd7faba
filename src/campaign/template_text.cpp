#include "campaign/template_text.h"

#include <algorithm>
#include <string_view>

namespace stillwatch {
namespace {

constexpr std::size_t kMostWords = 160;
constexpr std::string_view kSlot = "⟨…⟩";

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t at = 0;
  while (words.size() < kMostWords) {
    at = text.find_first_not_of(" \t\r\n", at);
    if (at == std::string_view::npos) break;
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

// Which words of `a` are in a longest common subsequence with `b`.
std::vector<bool> common_words(const std::vector<std::string_view>& a,
                               const std::vector<std::string_view>& b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::uint16_t> length((a.size() + 1) * width, 0);
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      length[i * width + j] = a[i] == b[j] ? static_cast<std::uint16_t>(length[(i + 1) * width + j + 1] + 1)
                                           : std::max(length[(i + 1) * width + j], length[i * width + j + 1]);
    }
  }
  std::vector<bool> common(a.size(), false);
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) {
      common[i++] = true;
      ++j;
    } else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) {
      ++i;
    } else {
      ++j;
    }
  }
  return common;
}

}  // namespace

std::string template_text(const std::vector<std::string>& examples) {
  if (examples.empty()) return {};
  const auto words = words_of(examples.front());
  std::vector<bool> constant(words.size(), true);
  for (std::size_t e = 1; e < examples.size(); ++e) {
    const auto common = common_words(words, words_of(examples[e]));
    for (std::size_t i = 0; i < words.size(); ++i) constant[i] = constant[i] && common[i];
  }
  std::string text;
  bool in_slot = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!constant[i] && in_slot) continue;
    in_slot = !constant[i];
    if (!text.empty()) text.push_back(' ');
    text.append(in_slot ? kSlot : words[i]);
  }
  if (words.size() == kMostWords) text.append(" …");
  return text;
}

}  // namespace stillwatch
