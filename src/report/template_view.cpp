#include "report/template_view.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace stillwatch {
namespace {

constexpr std::size_t kLeastWords = 3;
constexpr std::size_t kEnoughWords = 12;  // more say no more
constexpr std::size_t kLeastLetters = 4;  // "the" and "a" say nothing

// Constant words that say something.
std::size_t telling_words(std::string_view text) {
  std::size_t words = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n\t", at), text.size());
    const std::string_view word = text.substr(at, end - at);
    words += word.size() >= kLeastLetters && word.find("⟨") == word.npos && word.find("⟩") == word.npos &&
                     word.find("…") == word.npos
                 ? 1
                 : 0;
    at = end + 1;
  }
  return words;
}

std::uint64_t worth(const ShownTemplate& shown) {
  return shown.exchanges * std::min(telling_words(shown.first->text), kEnoughWords);
}

}  // namespace

TemplateView templates_to_show(const GroupFinding& group) {
  TemplateView view;
  std::map<std::string_view, std::size_t> place;  // wording -> in `shown`
  for (const TemplateFinding& found : group.templates) {
    if (!found.text.empty() && telling_words(found.text) < kLeastWords) {
      ++view.left_out;
      view.left_out_exchanges += found.exchanges;
      continue;
    }
    const auto [at, inserted] = place.try_emplace(found.text, view.shown.size());
    if (inserted || found.text.empty()) {
      view.shown.push_back({&found, 1, found.exchanges, found.distinct_prompts, found.accounts});
      continue;
    }
    ShownTemplate& known = view.shown[at->second];
    if (found.exchanges > known.first->exchanges) known.first = &found;
    ++known.alike;
    known.exchanges += found.exchanges;
    known.distinct_prompts += found.distinct_prompts;
    known.accounts = std::max(known.accounts, found.accounts);
  }
  std::stable_sort(view.shown.begin(), view.shown.end(),
                   [](const ShownTemplate& a, const ShownTemplate& b) { return worth(a) > worth(b); });
  return view;
}

}  // namespace stillwatch
