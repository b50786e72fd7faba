#include "text/intent/intent_reader.h"

namespace stillwatch {

void IntentReader::begin() {
  active_.clear();
  prompt_words_ = 0;
}

void IntentReader::add_phrases(IntentFeatureKind kind, const PhraseSet& phrases) {
  phrases.for_each([&](std::size_t number) { add(kind, number); });
}

void IntentReader::add_wording(std::string_view bytes, const PhraseSet& phrases, std::size_t words) {
  prompt_words_ = words;
  add_phrases(IntentFeatureKind::phrase, phrases);
  form_.read(bytes);
  if (form_.labelled_lines() > 0) {
    for (std::size_t i = 0; i < model_.labels().size(); ++i) {
      if (form_.label_count(i) > 0) add(IntentFeatureKind::label, i);
      if (form_.label_count(i) > 1) add(IntentFeatureKind::label_twice, i);
    }
  }
  add_if(words < 12, IntentShape::short_prompt);
  add_if(words >= 160, IntentShape::long_prompt);
  add_if(words >= 640, IntentShape::very_long_prompt);
  add_if(form_.has_passage(), IntentShape::passage);
  add_if(form_.has_fence(), IntentShape::fenced_code);
  add_if(form_.numbered_lines() >= 3, IntentShape::numbered_lines);
  add_if(form_.labelled_lines() >= 3, IntentShape::labelled_lines);
  add_if(form_.names_tags(), IntentShape::names_tags);
  add_if(form_.shows_json(), IntentShape::shows_json);
  add_if(form_.ends_open(), IntentShape::blank_to_fill);
}

void IntentReader::add_system(const PhraseSet& phrases) {
  add(IntentShape::has_system);
  add_phrases(IntentFeatureKind::system, phrases);
}

void IntentReader::add_answer(std::string_view bytes, std::size_t words) {
  add_if(words == 0, IntentShape::answer_none);
  add_if(words > 0 && words < 4, IntentShape::answer_few_words);
  add_if(words >= 4 && words < 31, IntentShape::answer_short);
  add_if(words >= 150, IntentShape::answer_long);
  add_if(words >= 500, IntentShape::answer_very_long);
  add_if(words > 4 * prompt_words_, IntentShape::answer_far_longer);
  add_if(words > 0 && words * 8 < prompt_words_, IntentShape::answer_far_shorter);
  const std::size_t first = bytes.find_first_not_of(" \n\t\r`");
  if (first == std::string_view::npos) return;
  add_if(bytes[first] == '{' || bytes[first] == '[', IntentShape::answer_is_json);
  add_if(bytes[first] >= '0' && bytes[first] <= '9', IntentShape::answer_begins_with_number);
}

}  // namespace stillwatch
