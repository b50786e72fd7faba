// Requests with a known intent, to train and to judge the intent model (`./dev train intent`).
//
//   auto texts = gather_intent_texts("../shared/data", "src/text/intent/intent_examples.txt");
//   for (const LabelledRequest& request : texts.value()) ...
//
// Real requests come from corpus files whose intent is known as a whole (the table in intent_texts.cpp).
// Others are own examples, filled with questions and answers of those files. What the model learns from
// (`learn`) is of permissive licence or our own, from the tune half of the texts and the first, third ...
// lines of the examples; held out are the other half, the other lines, and whole files that it never learns
// from. The same folder and file give the same requests in the same order. Memory: about 150 MB.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/fingerprints.h"

namespace stillwatch {

struct LabelledRequest {
  Intent intent = Intent::none;
  std::string source;  // file without its ending, or "examples LANGUAGE"
  bool learn = false;
  bool tool_turn = false;  // `user` is what a tool returned
  bool offers_tools = false;
  std::string system, user, answer;
};

[[nodiscard]] Result<std::vector<LabelledRequest>> gather_intent_texts(const std::string& corpus_folder,
                                                                       const std::string& examples_file);

// Own examples by list, as they stand in the file. Exposed for tests.
struct ExampleList {
  std::string name;      // a class, "task" or "answer"
  std::string language;  // two letters
  std::vector<std::string> lines;
};
[[nodiscard]] Result<std::vector<ExampleList>> read_examples(std::string_view text);

}  // namespace stillwatch
