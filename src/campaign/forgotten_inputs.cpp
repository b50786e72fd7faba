#include "campaign/forgotten_inputs.h"

#include <utility>

namespace stillwatch {

std::vector<std::uint32_t> forget_inputs(const TableState& state, std::int64_t oldest_us, StateNotes& notes) {
  std::vector<InputReport> inputs = std::move(notes.report.inputs);
  std::vector<bool> remembered(inputs.size());
  for (const ExchangeRow& row : state.rows()) {
    if (row.time_us >= oldest_us && row.input < remembered.size()) remembered[row.input] = true;
  }
  std::vector<std::uint32_t> kept, number(inputs.size());
  notes.report.inputs.clear();
  for (std::uint32_t i = 0; i < inputs.size(); ++i) {
    remembered[i] = remembered[i] || inputs[i].dialect == "access_log";
    if (!remembered[i]) continue;
    number[i] = static_cast<std::uint32_t>(kept.size());
    kept.push_back(i);
    notes.report.inputs.push_back(std::move(inputs[i]));
  }
  for (auto& places : notes.report.anomalies.first) {
    std::erase_if(places, [&](const AnomalyPlace& at) { return !remembered[at.place.input]; });
    for (AnomalyPlace& at : places) at.place.input = number[at.place.input];
  }
  return kept;
}

}  // namespace stillwatch
