// Shows a template: the words that all examples share, in order, with a slot where they differ.
//
//   template_text({"Write a test for parse_url in Go.", "Write a test for read_file in C."});
//   // "Write a test for ⟨…⟩ in ⟨…⟩"
//
// Longest common subsequence of words, example by example; at most 160 words of each are looked at. Pure.
#pragma once

#include <string>
#include <vector>

namespace stillwatch {

[[nodiscard]] std::string template_text(const std::vector<std::string>& examples);

}  // namespace stillwatch
