// The words of an appeal packet (report/packet.h): how near an explanation comes, what would support it, what
// is left when evidence is withdrawn, how often the honest get so far. Pure.
#pragma once

#include <string>
#include <string_view>

#include "campaign/scan_result.h"

namespace stillwatch {

// What a customer could bring to show an honest explanation, by its name; empty for an unknown name.
[[nodiscard]] std::string_view supporting_documents(std::string_view explanation);

// "its number would have to be 3.2 times nearer", "fits this account alone", "could not be measured".
[[nodiscard]] std::string distance_words(const OwnExplanation& explanation);

// From an e-value and a p-value: "at most 1 in 3,200 honest groups".
[[nodiscard]] std::string chance_words(double p, double log10_e, std::string_view unit);

// "without the signal hand off", "without 91 matching conversations".
[[nodiscard]] std::string withdrawn_words(const Withdrawal& withdrawal);
// What is left then, and what the outcome would be.
[[nodiscard]] std::string left_words(const Withdrawal& withdrawal, const TestedIn& tested,
                                     const AppealFacts& facts);

// How the account is tied to others, without their names: "template traces: 12 accounts of the group".
[[nodiscard]] std::string tie_words(const TieKind& tie);

// A link's sentence with the other account under its label.
[[nodiscard]] std::string blinded_sentence(const AccountLink& link);

}  // namespace stillwatch
