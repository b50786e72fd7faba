#include "campaign/recall.h"

#include "campaign/log_of_a_test.h"
#include "campaign/log_state.h"
#include "campaign/read_choices.h"
#include "campaign/unchanged_logs.h"

namespace stillwatch {
namespace {

class RecallTest : public LogTest {
 protected:
  RecallTest() {
    for (const char* name : {"a", "b", "c"}) {
      const std::string text = std::string("Question of ") + name;
      logs_.push_back(write(std::string(name) + ".jsonl", record(std::string(name) + "1", "x", 1, text) +
                                                              record(std::string(name) + "2", "y", 2, text)));
    }
    ScanOptions options;
    options.secret = "secret of the tests";
    options.read.inputs = {logs_[0], logs_[2]};
    EXPECT_TRUE(profile_log(options, folder_ + "ac.state").has_value());
    options.read.inputs = {logs_[1]};
    EXPECT_TRUE(profile_log(options, folder_ + "b.state").has_value());
    options.read.inputs = {folder_ + "ac.state", folder_ + "b.state"};
    auto inputs = read_scan_inputs(options);
    EXPECT_TRUE(inputs.has_value()) << inputs.error().what;
    source_ = recall_source(inputs.value());
  }

  // The ids of the first record of each log, as far as they can be fetched.
  std::string first_ids() {
    std::vector<RecalledExchange> wanted = {{{0, 1, 0}, {}, {}}, {{1, 1, 0}, {}, {}}, {{2, 1, 0}, {}, {}}};
    const Status done = recall_exchanges(source_, wanted);
    EXPECT_TRUE(done.has_value()) << done.error().what;
    std::string text;
    for (const RecalledExchange& one : wanted) {
      text += one.id + '|';
      EXPECT_EQ(one.text.empty(), one.id.empty());
    }
    return text;
  }

  std::vector<std::string> logs_;
  RecallSource source_;
};

TEST_F(RecallTest, FetchesFromLogsThatAreAsTheyWere) {
  EXPECT_TRUE(source_.from_states);
  EXPECT_EQ(first_ids(), "a1|b1|c1|");
}

TEST_F(RecallTest, NeverQuotesALogThatHasChanged) {
  write("b.jsonl", record("b9", "x", 1, "Question of b") + record("b2", "y", 2, "Question of b"));  // as long
  EXPECT_EQ(first_ids(), "a1||c1|");
  std::filesystem::remove(logs_[0]);
  EXPECT_EQ(first_ids(), "||c1|");
  std::filesystem::remove(logs_[2]);
  std::filesystem::create_directories(logs_[2]);
  write("c.jsonl/d.jsonl", record("d1", "x", 1, "another log where a file was"));
  EXPECT_EQ(first_ids(), "|||");
}

TEST_F(RecallTest, SaysWhatIsLostAndWhy) {
  const UnchangedLogs all(source_, {0, 1, 2});
  EXPECT_EQ(all.sentence(), "");
  std::filesystem::remove(logs_[0]);
  write("b.jsonl", "longer than before, or shorter");
  const UnchangedLogs some(source_, {0, 1});
  EXPECT_TRUE(some.is_lost(0) && some.is_lost(1));
  EXPECT_FALSE(some.is_lost(2));
  EXPECT_NE(some.sentence().find("a.jsonl (no file is there), "), std::string::npos) << some.sentence();
  EXPECT_NE(some.sentence().find("b.jsonl (its bytes have changed)"), std::string::npos) << some.sentence();
}

TEST_F(RecallTest, DropsWhatChangesWhileItIsRead) {
  UnchangedLogs logs(source_, {1});
  EXPECT_FALSE(logs.is_lost(1));
  const std::string same = read("b.jsonl");
  std::filesystem::remove(logs_[1]);
  write("b.jsonl", same);  // another file of the same bytes: it may have been another one in between
  logs.drop_changed();
  EXPECT_TRUE(logs.is_lost(1));
}

TEST_F(RecallTest, NothingIsReadUnderAnotherMap) {
  source_.read.map_file = write("map.toml", "version = 1\n");
  EXPECT_TRUE(UnchangedLogs(source_, {0, 2}).is_lost(2));
  source_.map.sha256 = sha256_of(source_.read.map_file);
  EXPECT_FALSE(UnchangedLogs(source_, {0, 2}).is_lost(2));
}

}  // namespace
}  // namespace stillwatch
