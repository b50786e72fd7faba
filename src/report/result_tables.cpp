#include "report/result_tables.h"

#include <functional>
#include <vector>

#include "parquet/table_file.h"

namespace stillwatch {
namespace {

constexpr const char* kText = "VARCHAR";
constexpr const char* kTexts = "VARCHAR[]";
constexpr const char* kTime = "TIMESTAMP WITH TIME ZONE";
constexpr const char* kReal = "DOUBLE";
constexpr const char* kCount = "UBIGINT";

// One column: its name and type, and how it is filled from what a row is about.
template <class Row>
struct ResultColumn {
  const char* name;
  const char* type;
  std::function<void(ParquetTable&, std::size_t column, const Row&)> fill;
};

template <class Row, class Get>
ResultColumn<Row> text(const char* name, Get get) {
  return {name, kText, [get](ParquetTable& table, std::size_t column, const Row& row) {
            const std::string_view value = get(row);
            if (!value.empty()) table.text(column, value);
          }};
}

template <class Row, class Get>
ResultColumn<Row> count(const char* name, Get get) {
  return {name, kCount, [get](ParquetTable& table, std::size_t column, const Row& row) {
            table.number(column, static_cast<std::uint64_t>(get(row)));
          }};
}

template <class Row, class Get>
ResultColumn<Row> real(const char* name, Get get) {
  return {name, kReal,
          [get](ParquetTable& table, std::size_t column, const Row& row) { table.number(column, get(row)); }};
}

template <class Row, class Get>
ResultColumn<Row> time(const char* name, Get get) {
  return {name, kTime, [get](ParquetTable& table, std::size_t column, const Row& row) {
            if (const std::int64_t at = get(row); at != 0) table.number(column, at);
          }};
}

template <class Row, class Get>
ResultColumn<Row> texts(const char* name, Get get) {
  return {name, kTexts, [get](ParquetTable& table, std::size_t column, const Row& row) {
            const std::vector<std::string_view> values = get(row);
            const duckdb::Api& api = table.api();
            duckdb::Vector* const list = table.nested(column);
            const duckdb::Index from = duckdb::begin_list(api, list, table.row(), values.size());
            for (std::size_t i = 0; i < values.size(); ++i)
              duckdb::set_text(api, api.list_vector_get_child(list), from + i, values[i]);
          }};
}

template <class Row>
Status write_table(const std::vector<ResultColumn<Row>>& columns, const std::vector<Row>& rows,
                   const std::string& path) {
  std::vector<ParquetType> types;
  types.reserve(columns.size());
  for (const auto& column : columns) types.push_back({column.name, column.type});
  auto table = ParquetTable::create(types);
  if (!table.has_value()) return table.error();
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].fill(*table.value(), i, row);
    if (const Status added = table.value()->end_row(); !added.has_value()) return added;
  }
  ParquetWriting writing;
  writing.notes["stillwatch.results"] = "1";
  return table.value()->write(path, writing);
}

using GroupRow = const GroupFinding*;
struct MemberRow {
  GroupRow group;
  const MemberFinding* member;
};
struct TieRow {
  GroupRow group;
  const LinkFinding* link;
};

std::uint64_t members_with(GroupRow group, bool of_the_group) {
  std::uint64_t count = 0;
  for (const MemberFinding& member : group->members)
    count += (member.outcome == group->outcome) == of_the_group ? 1 : 0;
  return count;
}

std::vector<ResultColumn<GroupRow>> group_columns() {
  return {text<GroupRow>("group_id", [](GroupRow g) { return std::string_view(g->id); }),
          text<GroupRow>("outcome", [](GroupRow g) { return name_of(g->outcome); }),
          text<GroupRow>("confidence", [](GroupRow g) { return std::string_view(g->confidence); }),
          real<GroupRow>("log10_e_run", [](GroupRow g) { return g->log10_e_run; }),
          real<GroupRow>("log10_e_harvest", [](GroupRow g) { return g->log10_e_harvest; }),
          real<GroupRow>("log10_e", [](GroupRow g) { return g->log10_e; }),
          count<GroupRow>("accounts", [](GroupRow g) { return members_with(g, true); }),
          count<GroupRow>("other_accounts", [](GroupRow g) { return members_with(g, false); }),
          count<GroupRow>("exchanges", [](GroupRow g) { return g->exchanges; }),
          count<GroupRow>("harvest_exchanges", [](GroupRow g) { return g->harvest_exchanges; }),
          count<GroupRow>("input_tokens", [](GroupRow g) { return g->input_tokens; }),
          count<GroupRow>("output_tokens", [](GroupRow g) { return g->output_tokens; }),
          count<GroupRow>("reasoning_tokens", [](GroupRow g) { return g->reasoning_tokens; }),
          time<GroupRow>("first_time", [](GroupRow g) { return g->first_us; }),
          time<GroupRow>("last_time", [](GroupRow g) { return g->last_us; }),
          text<GroupRow>("summary", [](GroupRow g) { return std::string_view(g->summary); }),
          text<GroupRow>("undecidable", [](GroupRow g) { return std::string_view(g->undecidable); })};
}

std::vector<ResultColumn<MemberRow>> member_columns() {
  const auto codes = [](const MemberRow& m) {
    std::vector<std::string_view> all;
    for (const Reason& reason : m.member->reasons) all.emplace_back(reason.code);
    return all;
  };
  const auto sentences = [](const MemberRow& m) {
    std::vector<std::string_view> all;
    for (const Reason& reason : m.member->reasons) all.emplace_back(reason.sentence);
    return all;
  };
  return {
      text<MemberRow>("account_id",
                      [](const MemberRow& m) { return std::string_view(m.member->account_id); }),
      text<MemberRow>("group_id", [](const MemberRow& m) { return std::string_view(m.group->id); }),
      text<MemberRow>("group_outcome", [](const MemberRow& m) { return name_of(m.group->outcome); }),
      text<MemberRow>("outcome", [](const MemberRow& m) { return name_of(m.member->outcome); }),
      text<MemberRow>("organisation",
                      [](const MemberRow& m) { return std::string_view(m.member->organisation); }),
      real<MemberRow>("p", [](const MemberRow& m) { return m.member->p; }),
      real<MemberRow>("log10_e", [](const MemberRow& m) { return m.member->log10_e; }),
      count<MemberRow>("exchanges", [](const MemberRow& m) { return m.member->exchanges; }),
      count<MemberRow>("harvest_exchanges", [](const MemberRow& m) { return m.member->harvest_exchanges; }),
      count<MemberRow>("tested_conversations",
                       [](const MemberRow& m) { return m.member->tested_conversations; }),
      count<MemberRow>("matched_conversations",
                       [](const MemberRow& m) { return m.member->matched_conversations; }),
      count<MemberRow>("input_tokens", [](const MemberRow& m) { return m.member->input_tokens; }),
      count<MemberRow>("output_tokens", [](const MemberRow& m) { return m.member->output_tokens; }),
      time<MemberRow>("first_time", [](const MemberRow& m) { return m.member->first_us; }),
      time<MemberRow>("last_time", [](const MemberRow& m) { return m.member->last_us; }),
      texts<MemberRow>("reason_codes", codes),
      texts<MemberRow>("reasons", sentences)};
}

std::vector<ResultColumn<TieRow>> link_columns() {
  const auto account = [](const TieRow& t, std::uint32_t member) -> std::string_view {
    return t.group->members.at(member).account_id;
  };
  return {text<TieRow>("group_id", [](const TieRow& t) { return std::string_view(t.group->id); }),
          text<TieRow>("account_a", [account](const TieRow& t) { return account(t, t.link->from); }),
          text<TieRow>("account_b", [account](const TieRow& t) { return account(t, t.link->to); }),
          text<TieRow>("kind", [](const TieRow& t) { return std::string_view(t.link->kind); }),
          real<TieRow>("weight", [](const TieRow& t) { return t.link->weight; }),
          count<TieRow>("count", [](const TieRow& t) { return t.link->count; })};
}

}  // namespace

Status write_result_tables(const ScanResult& result, const std::string& folder) {
  std::vector<GroupRow> groups, campaigns;
  std::vector<MemberRow> members;
  std::vector<TieRow> links;
  for (const GroupFinding& campaign : result.campaigns) campaigns.push_back(&campaign);
  for (const auto* kind : {&result.campaigns, &result.pools, &result.single_customers, &result.cleared}) {
    for (const GroupFinding& group : *kind) {
      groups.push_back(&group);
      for (const MemberFinding& member : group.members) members.push_back({&group, &member});
      for (const LinkFinding& link : group.links) links.push_back({&group, &link});
    }
  }
  Status done = write_table(group_columns(), groups, folder + "/groups.parquet");
  if (done.has_value()) done = write_table(group_columns(), campaigns, folder + "/campaigns.parquet");
  if (done.has_value()) done = write_table(member_columns(), members, folder + "/accounts.parquet");
  if (done.has_value()) done = write_table(link_columns(), links, folder + "/links.parquet");
  return done;
}

}  // namespace stillwatch
