#include <sstream>

#include "report/audit_sheet.h"

// The key, then a line of "--", then the sheet. Whatever is accepted gives an estimate that can be printed,
// and no more units were missed than there are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view kBetween = "\n--\n";
  const std::size_t cut = bytes.find(kBetween);
  if (cut == std::string_view::npos) return 0;
  const auto review = stillwatch::parse_audit_review({"sheet.csv", bytes.substr(cut + kBetween.size())},
                                                     {"key.json", bytes.substr(0, cut)});
  if (!review.has_value()) return 0;
  for (const auto* strata : {&review.value().groups, &review.value().accounts}) {
    for (const auto& stratum : *strata) {
      if (stratum.missed + stratum.unsure > stratum.reviewed || stratum.reviewed > stratum.units)
        __builtin_trap();
    }
  }
  std::ostringstream out;
  stillwatch::write_audit_json(review.value(), 0.95, out);
  if (stillwatch::audit_text(review.value(), 0.95).empty() || out.str().empty()) __builtin_trap();
  return 0;
}
