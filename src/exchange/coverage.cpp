#include "exchange/coverage.h"

namespace stillwatch {
namespace {

struct Need {
  Field field;
  std::string_view signal;
};

// Content fields are needed by the content signals unless the record carries the fingerprints made of them.
constexpr std::array kNeeds = {
    Need{Field::input_messages, "template_spread"},
    Need{Field::input_messages, "work_queue"},
    Need{Field::input_messages, "issued_continuation"},
    Need{Field::input_messages, "issued_return"},
    Need{Field::output_messages, "issued_continuation"},
    Need{Field::output_messages, "issued_return"},
    Need{Field::fp_shapes, "template_spread"},
    Need{Field::fp_prompt_prints, "work_queue"},
    Need{Field::fp_prompt_prints, "issued_return"},
    Need{Field::fp_history, "issued_continuation"},
    Need{Field::fp_issued, "issued_continuation"},
    Need{Field::fp_answer_prints, "issued_return"},
    Need{Field::time, "alternation"},
    Need{Field::time, "synchrony"},
    Need{Field::time, "evenness"},
    Need{Field::time, "hand_off"},
    Need{Field::time, "succession"},
    Need{Field::status, "hand_off"},
    Need{Field::client_address, "shared_identifiers"},
    Need{Field::account, "alternation"},
};

}  // namespace

void FieldCounter::count(const Exchange& exchange) {
  const std::size_t fields = exchange.fingerprints ? kFieldCount : static_cast<std::size_t>(Field::fp_key);
  for (std::size_t i = 0; i < fields; ++i) filled_[i] += has_field(exchange, static_cast<Field>(i)) ? 1 : 0;
}

void FieldCounter::merge(const FieldCounter& other) {
  for (std::size_t i = 0; i < kFieldCount; ++i) filled_[i] += other.filled_[i];
}

std::map<std::string, std::uint64_t> FieldCounter::by_name() const {
  const bool fingerprints = filled_[static_cast<std::size_t>(Field::fp_language)] > 0;
  std::map<std::string, std::uint64_t> named;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<Field>(i);
    if (!is_fingerprint(field) || fingerprints) named[std::string(name_of(field))] = filled_[i];
  }
  return named;
}

std::vector<std::string_view> signals_needing(std::string_view field) {
  std::vector<std::string_view> signals;
  for (const Need& need : kNeeds) {
    if (name_of(need.field) == field) signals.push_back(need.signal);
  }
  return signals;
}

FieldNeed need_of(std::string_view field, const std::map<std::string, std::uint64_t>& filled) {
  const auto named = field_of(field);
  const bool content = named && is_content(*named);
  if (content && filled.contains("fp.language")) return {};
  FieldNeed need{is_required(field), signals_needing(field)};
  // One shared identifier is enough for the signal.
  if (named == Field::client_address || named == Field::credential) {
    for (const Field other : {Field::client_address, Field::credential, Field::ja4}) {
      const auto found = filled.find(std::string(name_of(other)));
      if (found != filled.end() && found->second > 0) need.blind.clear();
    }
  }
  return need;
}

std::vector<std::string_view> canonical_field_names() {
  std::vector<std::string_view> names;
  for (const bool required : {true, false}) {
    for (std::size_t i = 0; i < kFieldCount; ++i) {
      const std::string_view name = name_of(static_cast<Field>(i));
      if (is_required(name) == required) names.push_back(name);
    }
  }
  return names;
}

bool is_required(std::string_view field) {
  return field == "id" || field == "time" || field == "account.id" || field == "gen_ai.request.model" ||
         field == "gen_ai.input.messages";
}

}  // namespace stillwatch
