#include "world/world_tables.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/time.h"
#include "world/frame_file.h"

namespace stillwatch::world {
namespace {

std::string time_text(std::int64_t time_us) { return time_us == 0 ? std::string() : format_time(time_us); }

}  // namespace

Status write_world_tables(const WorldTruth& truth, const std::string& folder_name) {
  const std::filesystem::path folder(folder_name);
  std::string accounts =
      "account_id,created,organisation,organisation_verified,plan,programme,payment,email_domain,banned\n";
  std::string facts = "account_id,class,campaign,harvest_share\n";
  std::string groups = "account_id,group\n";
  for (const AccountTruth& account : truth.accounts) {
    const AccountFacts& f = account.facts;
    const std::string_view verified = f.organisation.empty()    ? ""
                                      : f.organisation_verified ? "true"
                                                                : "false";
    accounts +=
        fmt::format("{},{},{},{},{},{},{},{},{}\n", f.account, time_text(f.created_us), f.organisation,
                    verified, f.plan, f.programme, f.payment, f.email_domain, time_text(f.banned_us));
    facts += fmt::format("{},{},{},{:.4f}\n", f.account, account.class_name, account.campaign,
                         account.harvest_share);
    if (!account.group.empty()) groups += fmt::format("{},{}\n", f.account, account.group);
  }
  if (auto done = write_text_file((folder / "accounts.csv").string(), accounts); !done.has_value())
    return done.error();
  if (auto done = write_text_file((folder / "truth.csv").string(), facts); !done.has_value())
    return done.error();
  std::string allow = "subject,reason,owner,expiry\n";
  for (const AllowEntry& entry : truth.allow)
    allow +=
        fmt::format("{},{},{},{}\n", entry.subject, entry.reason, entry.owner, time_text(entry.expiry_us));
  if (auto done = write_text_file((folder / "allow.csv").string(), allow); !done.has_value())
    return done.error();
  return write_text_file((folder / "groups.csv").string(), groups);
}

}  // namespace stillwatch::world
