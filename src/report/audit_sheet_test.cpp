#include "report/audit_sheet.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "report/audit_page.h"

namespace stillwatch {
namespace {

// Two strata of groups, one of accounts, one control; B-1 and B-2 are groups of the frame.
AuditSample sample() {
  AuditSample made;
  made.strata = {{"small", AuditKind::group, 30, 2},
                 {"large", AuditKind::group, 1, 1},
                 {"quiet", AuditKind::account, 10, 1},
                 {"controls", AuditKind::control, 4, 1}};
  const auto add = [&](const char* blind_id, AuditKind kind, std::size_t stratum, const char* name) {
    AuditItem& item = made.items.emplace_back();
    item.blind_id = blind_id;
    item.kind = kind;
    item.stratum = stratum;
    item.name = name;
    item.facts.accounts = kind == AuditKind::account ? 1 : 7;
    item.outcome = kind == AuditKind::control ? Outcome::campaign : Outcome::cleared;
    item.log10_e_run = 12.25;
  };
  add("B-1", AuditKind::group, 0, "G-aa");
  add("B-2", AuditKind::group, 0, "G-bb");
  add("B-3", AuditKind::group, 1, "G-cc");
  add("B-4", AuditKind::account, 2, "acct-9");
  add("B-5", AuditKind::control, 3, "C-dd");
  return made;
}

class AuditSheet : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / ("audit_sheet_" + std::string(test->name()));
    std::filesystem::create_directories(folder_);
    std::ofstream key(folder_ / "key.json");
    write_audit_key(sample(), key);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Result<AuditReview> review(const std::string& lines) {
    std::ofstream(folder_ / "sheet.csv") << "blind_id,run_as_one,harvest,notes\n" << lines;
    return read_audit_review((folder_ / "sheet.csv").string(), (folder_ / "key.json").string());
  }
  std::string error_of(const std::string& lines) {
    const auto read = review(lines);
    return read.has_value() ? "" : read.error().what;
  }
  std::filesystem::path folder_;
};

TEST_F(AuditSheet, TellsTheReviewerNothing) {
  std::ostringstream sheet, page;
  write_audit_sheet(sample(), sheet);
  write_audit_page(sample(), sample().items[4], page);
  for (const std::string& text : {sheet.str(), page.str()}) {
    for (const char* secret : {"C-dd", "control", "campaign,", "12.25", "cleared", "small"})
      EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  }
  EXPECT_NE(sheet.str().find("B-5,group,7,units/B-5.html,,,\r\n"), std::string::npos) << sheet.str();
  EXPECT_NE(sheet.str().find("B-4,account,1,units/B-4.html,-,,\r\n"), std::string::npos) << sheet.str();
}

TEST_F(AuditSheet, AnswersBecomeReviewsByStratum) {
  const auto read = review("B-3,yes,yes,\nB-1,Yes,unsure,\"long, note\"\nB-2,no,yes,\nB-4,-,n,\nB-5,y,y,\n");
  ASSERT_TRUE(read.has_value()) << read.error().what;
  const AuditReview& found = read.value();
  ASSERT_EQ(found.groups.size(), 2U);
  EXPECT_EQ(found.groups[0].reviewed, 2U);
  EXPECT_EQ(found.groups[0].missed, 0U) << "both questions must be answered with yes";
  EXPECT_EQ(found.groups[0].unsure, 1U);
  EXPECT_EQ(found.groups[1].missed, 1U);
  EXPECT_EQ(found.accounts[0].missed, 0U);
  EXPECT_EQ(found.controls, 1U);
  EXPECT_EQ(found.controls_found, 1U);
  EXPECT_EQ(found.missed, std::vector<std::string>{"B-3 G-cc"});
  EXPECT_EQ(found.key_sha256.size(), 64U);
  const std::string text = audit_text(found, 0.95);
  EXPECT_NE(text.find("groups: 1.0 of 31 groups (3%), 95 % interval 1 to 30"), std::string::npos) << text;
  std::ostringstream out;
  write_audit_json(found, 0.95, out);
  const auto json = nlohmann::json::parse(out.str());
  EXPECT_EQ(json.at("groups").at("frame"), 31);
  EXPECT_EQ(json.at("groups").at("low"), 1);
  EXPECT_EQ(json.at("controls").at("found"), 1);
}

TEST_F(AuditSheet, HalfAReviewIsNoEstimate) {
  const std::string rest = "B-2,no,no,\nB-3,no,no,\nB-4,-,no,\nB-5,no,no,\n";
  EXPECT_EQ(error_of("B-1,no,no,\n" + rest), "");
  EXPECT_NE(error_of(rest).find("lacks B-1"), std::string::npos);
  EXPECT_NE(error_of("B-1,,no,\n" + rest).find("sheet.csv:2: B-1: answer run_as_one"), std::string::npos);
  EXPECT_NE(error_of("B-1,no,maybe,\n" + rest).find("answer harvest with yes, no or unsure"),
            std::string::npos);
  EXPECT_NE(error_of("B-1,no,no,\nB-1,no,no,\n" + rest).find("a second line for B-1"), std::string::npos);
  EXPECT_NE(error_of("B-77,no,no,\n" + rest).find("no unit \"B-77\""), std::string::npos);
  std::ofstream(folder_ / "key.json") << "{}";
  EXPECT_NE(error_of("B-1,no,no,\n" + rest).find("no key of an audit"), std::string::npos);
}

TEST_F(AuditSheet, AKeyWithImpossibleNumbersIsRefused) {
  for (const auto* units : {"-5", "1", "99999999999999"}) {
    std::ifstream in(folder_ / "key.json");
    auto key = nlohmann::json::parse(in);
    key["strata"][0]["units"] = nlohmann::json::parse(units);
    const auto read = parse_audit_review({"sheet.csv", ""}, {"key.json", key.dump()});
    ASSERT_FALSE(read.has_value());
    EXPECT_NE(read.error().what.find("stratum \"small\": 2 drawn of "), std::string::npos)
        << read.error().what;
  }
}

}  // namespace
}  // namespace stillwatch
