#include "bench/scale/found_accounts.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <map>
#include <set>

namespace stillwatch {
namespace {

// The next record's first `fields.size()` fields; further ones are passed over. Quoted fields may hold line
// ends.
template <std::size_t kFields>
bool next_record(std::istream& in, std::array<std::string, kFields>& fields) {
  for (std::string& field : fields) field.clear();
  std::size_t number = 0;
  bool quoted = false, any = false;
  for (int c = in.get(); c != std::char_traits<char>::eof(); c = in.get()) {
    any = true;
    if (c == '"')
      quoted = !quoted;
    else if (c == '\n' && !quoted)
      return true;
    else if (c == ',' && !quoted)
      ++number;
    else if (number < kFields && c != '\r')
      fields.at(number) += static_cast<char>(c);
  }
  return any;
}

Error unlike(const std::string& path) {
  return Error{Code::bad_input, fmt::format("{}: has not the columns that a scan or a world writes", path)};
}

struct Listed {
  std::map<std::string, bool> accounts;                 // whether it is named
  std::map<std::string, std::set<std::string>> groups;  // by outcome
};

Result<Listed> read_findings(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{Code::io, fmt::format("{}: cannot be opened", path)};
  std::array<std::string, 6>
      row;  // group_id,group_outcome,confidence,account_id,organisation,account_outcome
  if (!next_record(in, row) || row[0] != "group_id" || row[3] != "account_id" || row[5] != "account_outcome")
    return unlike(path);
  Listed listed;
  while (next_record(in, row)) {
    listed.groups[row[1]].insert(row[0]);
    listed.accounts[row[3]] |= row[5] == "campaign";
  }
  return listed;
}

}  // namespace

Result<FoundAccounts> count_found_accounts(const std::string& findings_file, const std::string& truth_file) {
  auto read = read_findings(findings_file);
  if (!read.has_value()) return read.error();
  Listed& listed = read.value();
  std::ifstream in(truth_file, std::ios::binary);
  if (!in) return Error{Code::io, fmt::format("{}: cannot be opened", truth_file)};
  std::array<std::string, 3> row;  // account_id,class,campaign
  if (!next_record(in, row) || row[0] != "account_id" || row[2] != "campaign") return unlike(truth_file);
  FoundAccounts found;
  found.campaigns = listed.groups["campaign"].size();
  found.pools = listed.groups["pool"].size();
  while (next_record(in, row)) {
    const auto at = listed.accounts.find(row[0]);
    if (at == listed.accounts.end()) continue;
    const bool honest = row[2].empty();
    ++(honest ? found.honest_listed : found.campaign_listed);
    if (at->second) ++(honest ? found.honest_named : found.campaign_named);
  }
  return found;
}

}  // namespace stillwatch
