#include "world/text/phrases.h"

#include <array>
#include <charconv>

namespace stillwatch::world {
namespace {

constexpr std::array<std::string_view, 64> kNames = {
    "Amina",  "Bruno",  "Chiara", "Dmitri", "Elif",   "Femi",   "Greta", "Hiro",  "Ines",   "Jonas", "Kavya",
    "Leon",   "Mirela", "Nadia",  "Oskar",  "Priya",  "Quinn",  "Rosa",  "Samir", "Tove",   "Umar",  "Vera",
    "Wanda",  "Ximena", "Yusuf",  "Zofia",  "Anders", "Bianca", "Cem",   "Dalia", "Emil",   "Farah", "Goran",
    "Hanna",  "Igor",   "Joana",  "Kenji",  "Lucia",  "Marek",  "Noor",  "Olga",  "Pablo",  "Rania", "Stefan",
    "Tamara", "Ulla",   "Viktor", "Wei",    "Yara",   "Zeno",   "Aiko",  "Boris", "Celine", "Dario", "Esra",
    "Finn",   "Gita",   "Hugo",   "Iris",   "Jakob",  "Katja",  "Luca",  "Maya",  "Nils"};

constexpr std::array<std::string_view, 48> kVerbs = {
    "flush",  "merge",  "parse",  "route", "pack",   "drain", "audit",   "sync",   "trim",   "lease",
    "probe",  "rank",   "expand", "shard", "settle", "probe", "encode",  "freeze", "replay", "map",
    "reduce", "poll",   "notify", "spill", "rotate", "seal",  "restore", "scan",   "split",  "stage",
    "tag",    "verify", "warm",   "yield", "bind",   "clip",  "defer",   "emit",   "fetch",  "guard",
    "hash",   "index",  "join",   "load",  "move",   "patch", "query",   "reset"};
constexpr std::array<std::string_view, 48> kNouns = {
    "order",  "ledger", "batch",  "tenant", "invoice", "cursor", "packet",  "badge",  "voucher", "region",
    "sensor", "ticket", "frame",  "lease",  "parcel",  "roster", "segment", "tariff", "vessel",  "wallet",
    "anchor", "bucket", "column", "device", "engine",  "folder", "gateway", "harbor", "island",  "journal",
    "kernel", "lesson", "matrix", "needle", "outlet",  "pallet", "quota",   "record", "schema",  "signal",
    "tunnel", "update", "valley", "widget", "yield",   "zone",   "basket",  "carton"};

void append_capitalised(std::string_view word, std::string& out) {
  out += static_cast<char>(word[0] - 'a' + 'A');
  out.append(word.substr(1));
}

}  // namespace

PhraseList::PhraseList(std::string_view bar_separated) {
  while (true) {
    const std::size_t bar = bar_separated.find('|');
    items_.push_back(bar_separated.substr(0, bar));
    if (bar == std::string_view::npos) break;
    bar_separated.remove_prefix(bar + 1);
  }
}

void append_number(Random& random, std::string& out) {
  const auto value = static_cast<std::uint64_t>(2.0 + std::exp(random.uniform(0.0, 8.3)));
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end.ptr);
}

void append_name(Random& random, std::string& out) { out.append(kNames[random.below(kNames.size())]); }

void append_identifier(Random& random, std::string& out) {
  const std::string_view verb = kVerbs[random.below(kVerbs.size())];
  const std::string_view first = kNouns[random.below(kNouns.size())];
  const std::string_view second = kNouns[random.below(kNouns.size())];
  switch (random.below(3)) {
    case 0:
      out.append(verb).append("_").append(first).append("_").append(second);
      return;
    case 1:
      out.append(verb);
      append_capitalised(first, out);
      append_capitalised(second, out);
      return;
    default:
      append_capitalised(first, out);
      append_capitalised(second, out);
  }
}

void append_hex(std::uint64_t value, int digits, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (int i = digits - 1; i >= 0; --i) out += kHex[(value >> (4 * i)) & 15];
}

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    if (!space && (!inside || static_cast<unsigned char>(c) >= 0xe3)) ++words;
    inside = !space;
  }
  return words;
}

}  // namespace stillwatch::world
