#include "campaign/blind_signals.h"

#include <algorithm>
#include <string_view>

#include "signal/signal.h"

namespace stillwatch {
namespace {

// The field in which a signal finds what it needs: the fingerprints of a text that was left out.
std::string_view stand_in(std::string_view field, bool fingerprinted) {
  if (!fingerprinted) return field;
  if (field == name_of(Field::input_messages)) return name_of(Field::fp_prompt);
  if (field == name_of(Field::output_messages)) return name_of(Field::fp_issued);
  return field;
}

// Calls `visit` for each name in a list such as "gen_ai.input.messages, accounts.payment".
template <class Visit>
void for_each_name(std::string_view names, const Visit& visit) {
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(','), names.size());
    std::string_view name = names.substr(0, end);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (!name.empty()) visit(name);
    names.remove_prefix(std::min(names.size(), end + 1));
  }
}

FieldCoverage coverage_of(std::string_view field, std::uint64_t filled, bool fingerprinted) {
  FieldCoverage coverage{std::string(field), filled, {}};
  if (filled != 0) return coverage;
  for (const SignalInfo& signal : all_signals()) {
    for_each_name(signal.needs, [&](std::string_view need) {
      if (stand_in(need, fingerprinted) == field) coverage.blind_signals.emplace_back(signal.name);
    });
  }
  return coverage;
}

}  // namespace

FilledFields facts_filled(std::size_t accounts,
                          const std::function<const AccountFacts&(std::size_t)>& facts_of) {
  std::uint64_t banned = 0, created = 0, domain = 0, organisation = 0, payment = 0, plan = 0, programme = 0;
  for (std::size_t a = 0; a < accounts; ++a) {
    const AccountFacts& facts = facts_of(a);
    banned += facts.banned_us != 0 ? 1 : 0;
    created += facts.created_us != 0 ? 1 : 0;
    domain += facts.email_domain.empty() ? 0 : 1;
    organisation += facts.organisation.empty() ? 0 : 1;
    payment += facts.payment.empty() ? 0 : 1;
    plan += facts.plan.empty() ? 0 : 1;
    programme += facts.programme.empty() ? 0 : 1;
  }
  return {{"accounts.banned", banned},       {"accounts.created", created},
          {"accounts.email_domain", domain}, {"accounts.organisation", organisation},
          {"accounts.payment", payment},     {"accounts.plan", plan},
          {"accounts.programme", programme}};
}

std::vector<FieldCoverage> field_coverage(const FilledFields& filled, const FilledFields& facts) {
  std::vector<FieldCoverage> list;
  const bool fingerprinted = is_fingerprinted(filled);
  for (const std::string_view field : canonical_field_names()) {
    const auto at = filled.find(std::string(field));
    if (at != filled.end()) list.push_back(coverage_of(field, at->second, fingerprinted));
  }
  for (const auto& [fact, count] : facts) list.push_back(coverage_of(fact, count, fingerprinted));
  return list;
}

}  // namespace stillwatch
