// The appeal packet: two pages for a person who must decide whether an allegation against one account stands.
//
//   write_packet_html(result, account, out);   // one self-contained page, two sheets of A4 when printed
//   write_packet_json(result, account, out);   // the same, schema stillwatch.packet/1
//   (docs/format/packet.md)
//
// It keeps apart what was observed (counts and places in the log), what was inferred from it (each test with
// its null hypothesis, its result and how often honest groups get so far), the honest explanation that comes
// nearest, and what would change the verdict. It works for accounts that nothing is alleged about, and then
// says so. It holds nothing of other customers: no prompt, no answer, no template text, no id; other accounts
// stand under keyed labels (AccountLink::label), and exchanges of theirs are counted, not named.
//
// `account` must come from a scan with ScanOptions::for_appeal; without, the nearest explanation and what
// would change are missing. Texts of the log are escaped. Pure; thread-safe; the same result gives the same
// bytes.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "campaign/scan_result.h"

namespace stillwatch {

// What was observed: a sentence with numbers, and where this account's own exchanges show it.
struct PacketFact {
  std::string title, sentence;
  std::vector<Citation> places;  // of this account alone
  std::uint64_t withheld = 0;    // citations of other accounts, which are not named
};

// What was inferred: one test.
struct PacketInference {
  std::string claim;            // "template spread"
  std::string about;            // "the group" or "this account"
  std::string question;         // code: "run_as_one", "harvest" or "membership"
  std::string null_hypothesis;  // what holds where nothing is wrong
  std::string observed;         // with the numbers
  std::string chance;           // how often the honest get so far; empty where it does not count
  double p = 1.0, log10_e = 0.0;
  bool applies = false;
  bool counted = true;              // false: shown, and never counted as evidence
  bool speaks = false;              // it counts, and speaks against the group or the account
  [[nodiscard]] bool seen() const;  // it does not count, and is there
};

struct PacketExplanation {
  OwnExplanation found;
  std::string distance;   // how near it comes, in words
  std::string documents;  // what would support it
};

struct PacketChange {
  std::string evidence;  // "signal hand off", "its matching conversations", ...
  std::string sentence;
  Withdrawal withdrawn;
};

// One group that the account was tested in.
struct PacketGroup {
  TestedIn tested;
  const GroupFinding* group = nullptr;  // nullptr: cleared, or not shown
  std::vector<PacketInference> inferences;
  std::vector<PacketExplanation> explanations;  // the nearest first
  std::vector<PacketChange> changes;
  std::vector<std::string> chances;  // positive predictive values, in words
};

struct Packet {
  bool accused = false;
  std::string standing;
  std::vector<std::string> alleged;  // what, how far, and what is not alleged
  std::vector<PacketFact> facts;
  std::vector<PacketGroup> groups;     // those that decide first
  std::vector<std::string> links;      // to other accounts, by label
  std::vector<std::string> certainty;  // how_sure()
};

[[nodiscard]] Packet make_packet(const ScanResult& result, const AccountExplanation& account);

void write_packet_html(const ScanResult& result, const AccountExplanation& account, std::ostream& out);
void write_packet_json(const ScanResult& result, const AccountExplanation& account, std::ostream& out);

}  // namespace stillwatch
