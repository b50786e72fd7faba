#include "report/packet_words.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "report/number_text.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kDocuments = {{
    {"one organisation",
     "verification of the organisation (register entry, domain, contract) that names this account and the "
     "others as its own; they then count as one customer"},
    {"one person with a few keys",
     "proof that these accounts are one person's or family's: same holder, invoices, recovery addresses"},
    {"users of one framework",
     "name and version of the public framework or product, its configuration, and that others use the same "
     "prompts"},
    {"classroom", "course page, enrolment, the assignment with its dates; a word from the teacher or school"},
    {"evaluation team",
     "the fixed list of prompts, the harness and its schedule, the published or internal report, an employer "
     "who stands for it"},
    {"reseller with real users",
     "reseller agreement, number of end customers, terms passed on, own abuse handling, and how requests are "
     "routed over accounts"},
    {"batch job or CI fleet",
     "CI or scheduler configuration, repository, job history, and which account runs which job"},
}};

std::string factor_text(double factor) {
  return factor < 10.0 ? fmt::format("{:.1f}", factor)
                       : grouped(static_cast<std::uint64_t>(std::llround(factor)));
}

std::string group_outcome_left(const Withdrawal& left) {
  switch (left.group_outcome) {
    case Outcome::campaign:
      return "the group would still be an alleged campaign";
    case Outcome::pool:
      return "the group would be a pool that accuses nobody";
    case Outcome::single_customer:
      return "the group would be for a person to review, accusing nobody";
    default:
      return "the group would be cleared";
  }
}

}  // namespace

std::string_view supporting_documents(std::string_view explanation) {
  for (const auto& [name, documents] : kDocuments) {
    if (name == explanation) return documents;
  }
  return {};
}

std::string distance_words(const OwnExplanation& explanation) {
  if (!explanation.tested) return "could not be measured on this account";
  if (explanation.factor <= 1.0) return "fits this account taken alone";
  return fmt::format("a factor of {} away from fitting", factor_text(explanation.factor));
}

std::string chance_words(double p, double log10_e, std::string_view unit) {
  const double bound = std::min(p, std::pow(10.0, -std::max(0.0, log10_e)));
  if (bound > 0.1) return fmt::format("nothing unusual: honest {}s look like this", unit);
  if (bound < 1e-12) return fmt::format("less than 1 in a million million honest {}s", unit);
  return fmt::format("at most 1 in {} honest {}s",
                     short_amount(static_cast<std::uint64_t>(std::floor(1.0 / bound))), unit);
}

std::string withdrawn_words(const Withdrawal& withdrawal) {
  if (withdrawal.signals.empty()) {
    if (withdrawal.own == "templates")
      return fmt::format("all {} of its own that match", counted(withdrawal.conversations, "conversation"));
    if (withdrawal.own == "returns")
      return fmt::format("the answers that pass between it and others in {}",
                         counted(withdrawal.conversations, "conversation"));
    if (withdrawal.own == "unclaimed")
      return fmt::format("{} of its own that go on without our answers",
                         counted(withdrawal.conversations, "conversation"));
    return fmt::format("{} of its own that match or bring answers back, those that weigh most first",
                       counted(withdrawal.conversations, "conversation"));
  }
  std::string names;
  for (std::size_t i = 0; i < withdrawal.signals.size(); ++i) {
    names += i == 0 ? "" : i + 1 == withdrawal.signals.size() ? " and " : ", ";
    names += words_of_code(withdrawal.signals[i]);
  }
  return (withdrawal.signals.size() == 1 ? "the signal " : "the signals ") + names;
}

std::string left_words(const Withdrawal& withdrawal, const TestedIn& tested, const AppealFacts& facts) {
  if (withdrawal.signals.empty()) {
    return fmt::format("its own membership would have e = {} (asked: {}); {}.",
                       evidence_text(withdrawal.log10_e), evidence_text(facts.log10_bar_member),
                       withdrawal.named ? "it would still be named" : "it would not be named");
  }
  const bool changed = withdrawal.group_outcome != tested.group_outcome;
  return fmt::format("e = {} would be left on that question (asked: {}); {}{}.",
                     evidence_text(withdrawal.log10_e),
                     evidence_text(tested.group_outcome == Outcome::campaign ? facts.log10_bar_campaign
                                                                             : facts.log10_bar_run),
                     group_outcome_left(withdrawal),
                     changed                                      ? ", and this account not accused"
                     : tested.member_outcome != Outcome::campaign ? ", and this account not accused, as now"
                                                                  : ", and this account named, as now");
}

std::string tie_words(const TieKind& tie) {
  const std::string kind = tie.kind == "template"              ? "template traces"
                           : tie.kind == "verbatim_prompt"     ? "prompts asked word for word"
                           : tie.kind == "payment"             ? "one means of payment"
                           : tie.kind == "organisation"        ? "one verified organisation"
                           : tie.kind == "continued_here"      ? "conversations of others that went on here"
                           : tie.kind == "continued_elsewhere" ? "its conversations that went on elsewhere"
                           : tie.kind == "quoted_here"         ? "answers of others quoted here"
                           : tie.kind == "quoted_elsewhere"    ? "its answers quoted elsewhere"
                                                               : words_of_code(tie.kind);
  return fmt::format("{} ({} of the group)", kind, counted(tie.accounts, "other account"));
}

std::string blinded_sentence(const AccountLink& link) {
  const bool names_other = link.kind.starts_with("continued_") || link.kind.starts_with("quoted_");
  const std::string end = link.account_id + ".";
  if (!names_other || !link.sentence.ends_with(end)) return link.sentence;
  return link.sentence.substr(0, link.sentence.size() - end.size()) + link.label + ".";
}

}  // namespace stillwatch
