#include <fmt/format.h>

#include "base/time.h"
#include "exchange/account_facts.h"
#include "exchange/table_reader.h"

namespace stillwatch {

// An allow list hides findings: a row that is not wholly understood is an error, never skipped.
Result<AllowList> read_allow_list(const std::string& path) {
  AllowList list;
  AnomalyLog anomalies;
  std::string complaint;
  const auto refuse = [&](const TableRow& row, std::string_view field, std::string_view remedy) {
    if (complaint.empty()) complaint = fmt::format("{}:{}: {}: {}", path, row.place.line, field, remedy);
  };
  auto stored = read_table(path, anomalies, [&](const TableRow& row) {
    AllowEntry entry{row.text("subject"), row.text("reason"), row.text("owner"), 0};
    if (entry.subject.empty()) return refuse(row, "subject", "name the account or organisation");
    if (entry.reason.empty()) return refuse(row, "reason", "say why findings are masked");
    if (entry.owner.empty()) return refuse(row, "owner", "say who answers for this entry");
    const auto expiry = parse_time(row.text("expiry"));
    if (!expiry)
      return refuse(row, "expiry", "give the end as ISO 8601 or Unix seconds; every entry has one");
    entry.expiry_us = *expiry;
    list.entries.push_back(std::move(entry));
  });
  if (!stored.has_value()) return stored.error();
  if (!complaint.empty()) return Error{Code::usage, complaint};
  for (const auto& places : anomalies.first) {
    if (!places.empty())
      return Error{Code::usage,
                   fmt::format("{}:{}: {}", path, places.front().place.line, places.front().remedy)};
  }
  list.stored = std::move(stored).value();
  return list;
}

}  // namespace stillwatch
