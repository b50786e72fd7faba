#include "cli/next_arguments.h"

#include <algorithm>

namespace stillwatch {

std::string shell_word(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+:,./-";
  std::string word = (text.starts_with('-') ? "./" : "") + std::string(text);
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string next_input_arguments(const InputOptions& options) {
  const ReadOptions& read = options.read;
  if (std::find(read.inputs.begin(), read.inputs.end(), "-") != read.inputs.end()) return {};
  std::string text;
  for (const std::string& input : read.inputs) text += (text.empty() ? "" : " ") + shell_word(input);
  const auto add = [&](std::string_view option, const std::string& value) {
    if (!value.empty()) text += ' ' + std::string(option) + ' ' + shell_word(value);
  };
  add("--dialect", options.dialect_text);
  add("--map", read.map_file);
  add("--join", read.join_file);
  add("--on", read.join_on);
  add("--account-field", read.account_field);
  add("--accounts", options.accounts_file);
  add("--allow", options.allow_file);
  add("--key-file", options.key_file);
  add("--from", options.from_text);
  add("--to", options.to_text);
  if (read.max_record_bytes != ReadOptions{}.max_record_bytes)
    add("--max-record-bytes", std::to_string(read.max_record_bytes));
  return text;
}

}  // namespace stillwatch
