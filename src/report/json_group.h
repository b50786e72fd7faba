// The JSON form of one group and its members, for write_scan_json() and write_scan_jsonl().
#pragma once

#include "campaign/scan_result.h"
#include "report/json_writer.h"

namespace stillwatch {

// The key under which a group's name stands: "campaign_id", "pool_id" or "group_id".
[[nodiscard]] std::string_view id_key(const GroupFinding& group);

// A group that accuses nobody and in which no account has evidence of its own: all its members are listed as
// its accounts. Otherwise those with another outcome than the group's stand apart, in adjacent_accounts[].
[[nodiscard]] bool named_as_a_whole(const GroupFinding& group);

// The fields of a group, without braces; `with_accounts` adds accounts[] and links[].
void write_group_fields(JsonWriter& json, const ScanResult& result, const GroupFinding& group,
                        bool with_accounts);

// The fields of one member, without braces.
void write_member_fields(JsonWriter& json, const ScanResult& result, const MemberFinding& member);

// "facts" of the account table that are known; nothing when none is.
void write_facts(JsonWriter& json, const MemberFacts& facts);

}  // namespace stillwatch
