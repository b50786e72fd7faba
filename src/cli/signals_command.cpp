// `stillwatch signals`: what each signal tests, as text or as the pages of docs/signals/.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "cli/commands.h"
#include "signal/signal.h"

namespace stillwatch {
namespace {

std::string_view question_of(const SignalInfo& signal) {
  return signal.question == Question::harvest ? "is it harvest?" : "are the accounts run as one?";
}

std::string_view maturity_of(const SignalInfo& signal) {
  switch (signal.maturity) {
    case Maturity::experimental:
      return "experimental";
    case Maturity::candidate:
      return "candidate";
    default:
      return "stable";
  }
}

std::string page_of(const SignalInfo& s) {
  return fmt::format(
      "# {}\n\nMade by `stillwatch signals --docs docs/signals` from the signal's own metadata; do not "
      "edit.\n\n"
      "| | |\n|---|---|\n| name | `{}` |\n| catalogue | {} |\n| question | {} |\n| maturity | {} |\n| needs "
      "| `{}` |\n\n"
      "## Null hypothesis\n\n{}\n\n## What is measured\n\n{}\n\n## Honest twin\n\n{}\n\n## Blind "
      "spots\n\n{}\n",
      s.title, s.name, s.catalogue, question_of(s), maturity_of(s), s.needs, s.null_hypothesis, s.measure,
      s.honest_twin, s.blind);
}

std::string index_page() {
  std::string text =
      "# Signals\n\nMade by `stillwatch signals --docs docs/signals` from the signals' own metadata; do not "
      "edit.\n\n"
      "Every signal states its null hypothesis and gives a p-value and an e-value; a scan averages the "
      "e-values of each "
      "question and controls the false discoveries over all groups it tested "
      "([how it works](../how-it-works.md)).\n\n"
      "The catalogue number is a stable name for citing a signal; numbers that are missing belong to signals "
      "that "
      "this version "
      "does not have. Maturity: *experimental* signals never count as evidence, *candidate* signals count "
      "and are not yet "
      "proven on an independent operator's log, *stable* signals may drive action.\n\n"
      "| signal | catalogue | question | maturity | what it sees |\n|---|---|---|---|---|\n";
  for (const SignalInfo& s : all_signals()) {
    text += fmt::format("| [{0}]({0}.md) | {1} | {2} | {3} | {4} |\n", s.name, s.catalogue, question_of(s),
                        maturity_of(s), s.title);
  }
  return text;
}

int write_pages(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream out(std::filesystem::path(folder) / name, std::ios::binary);
    out << text;
    return static_cast<bool>(out);
  };
  bool good = write("README.md", index_page());
  for (const SignalInfo& s : all_signals()) good = good && write(fmt::format("{}.md", s.name), page_of(s));
  if (good) return kExitOk;
  std::cerr << "stillwatch: cannot write to " << folder << "; choose a folder that can be written\n";
  return kExitUsage;
}

}  // namespace

void add_signals_command(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("signals", "Explain what each signal tests, against which null hypothesis");
  auto folder = std::make_shared<std::string>();
  auto name = std::make_shared<std::string>();
  command->add_option("signal", *name, "Only this signal");
  command->add_option("--docs", *folder, "Write the pages of docs/signals to this folder");
  command->footer("Example:\n  stillwatch signals work_queue");
  command->callback([&exit_code, folder, name] {
    if (!folder->empty()) {
      exit_code = write_pages(*folder);
      return;
    }
    bool found = false;
    for (const SignalInfo& s : all_signals()) {
      if (!name->empty() && s.name != *name) continue;
      found = true;
      if (name->empty()) {
        std::cout << fmt::format("{:<20} {:<9} {:<29} {}\n", s.name, s.catalogue, question_of(s), s.title);
      } else {
        std::cout << page_of(s);
      }
    }
    if (!found) {
      std::cerr << "stillwatch: no signal is called '" << *name << "'; `stillwatch signals` lists all\n";
      exit_code = kExitUsage;
    }
  });
}

}  // namespace stillwatch
