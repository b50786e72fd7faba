#include "watch/watch_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace stillwatch {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kSecret = "a secret of the tests";

class WatchStores : public testing::Test {
 protected:
  void TearDown() override { fs::remove_all(root_); }
  [[nodiscard]] std::string memory_path() const { return (root_ / "watch.memory").string(); }
  [[nodiscard]] std::string content() const {
    std::ostringstream text;
    text << std::ifstream(memory_path(), std::ios::binary).rdbuf();
    return text.str();
  }
  void write(const std::string& bytes) const { std::ofstream(memory_path(), std::ios::binary) << bytes; }
  void put(const std::string& name) const { std::ofstream(root_ / name) << "rows"; }
  // One committed look.
  void commit_one() {
    auto store = WatchStore::open(root_.string(), kSecret);
    ASSERT_TRUE(store.has_value()) << store.error().what;
    put("rows-1.state");
    WatchMemory memory = store.value().memory();
    memory.looks = 1;
    memory.segments.push_back({"rows-1.state", 4, 5, 6});
    memory.folded["a.jsonl"] = {{3, 4}, 5};
    memory.due = "line\n";
    ASSERT_TRUE(store.value().commit(memory).has_value());
  }
  fs::path root_ = fs::temp_directory_path() / ("stillwatch_watch_" + std::to_string(::getpid()));
};

TEST_F(WatchStores, RememberWhatWasCommitted) {
  commit_one();
  auto store = WatchStore::open(root_.string(), kSecret);
  ASSERT_TRUE(store.has_value()) << store.error().what;
  EXPECT_EQ(store.value().memory().looks, 1U);
  EXPECT_EQ(store.value().memory().folded.at("a.jsonl").mark.bytes, 3U);
  EXPECT_EQ(store.value().memory().due, "line\n");
}

TEST_F(WatchStores, SweepWhatWasNotCommitted) {
  commit_one();
  put("rows-2.state");
  put("rows-3.state.partial");
  put("events.jsonl");
  put("watch.memory.new");
  const auto store = WatchStore::open(root_.string(), kSecret);
  ASSERT_TRUE(store.has_value());
  EXPECT_TRUE(fs::exists(root_ / "rows-1.state"));
  EXPECT_FALSE(fs::exists(root_ / "rows-2.state"));
  EXPECT_FALSE(fs::exists(root_ / "rows-3.state.partial"));
  EXPECT_TRUE(fs::exists(root_ / "events.jsonl"));
  EXPECT_FALSE(fs::exists(root_ / "watch.memory.new"));
}

TEST_F(WatchStores, DiscardWhatAFailedLookLeft) {
  commit_one();
  const auto store = WatchStore::open(root_.string(), kSecret);
  ASSERT_TRUE(store.has_value());
  put("rows-2.state");
  store.value().discard();
  EXPECT_TRUE(fs::exists(root_ / "rows-1.state"));
  EXPECT_FALSE(fs::exists(root_ / "rows-2.state"));
}

TEST_F(WatchStores, BelongToOneProcess) {
  const auto first = WatchStore::open(root_.string(), kSecret);
  ASSERT_TRUE(first.has_value());
  const auto second = WatchStore::open(root_.string(), kSecret);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Code::usage);
}

TEST_F(WatchStores, ThatWereChangedAreRefused) {
  commit_one();
  const std::string whole = content();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x20);
    write(changed);
    EXPECT_FALSE(WatchStore::open(root_.string(), kSecret).has_value()) << at;
    write(whole.substr(0, at));
    EXPECT_FALSE(WatchStore::open(root_.string(), kSecret).has_value()) << at;
  }
  write(whole);
  EXPECT_TRUE(WatchStore::open(root_.string(), kSecret).has_value());
  const auto other_key = WatchStore::open(root_.string(), "another secret");
  ASSERT_FALSE(other_key.has_value());
  EXPECT_NE(other_key.error().what.find("another key"), std::string::npos);
}

TEST_F(WatchStores, OfAnotherVersionAreRefusedWithWhatToDo) {
  commit_one();
  std::string older = content();
  older[8] = 1;
  write(older);
  const auto store = WatchStore::open(root_.string(), kSecret);
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, Code::bad_input);
  EXPECT_NE(store.error().what.find(memory_path() + ", offset 8, field version: version 1 is not known"),
            std::string::npos)
      << store.error().what;
  EXPECT_NE(store.error().what.find("give another folder with --state and fold the logs in again"),
            std::string::npos);
  EXPECT_EQ(content(), older);
  EXPECT_TRUE(fs::exists(root_ / "rows-1.state"));
}

TEST_F(WatchStores, AreForTheirOwnerAlone) {
  fs::create_directories(root_);
  fs::permissions(root_, fs::perms::all);
  commit_one();
  EXPECT_EQ(fs::status(root_).permissions(), fs::perms::owner_all);
}

TEST_F(WatchStores, DoNotTakeOverAFolderOfSomethingElse) {
  fs::create_directories(root_);
  put("thesis.txt");
  const auto store = WatchStore::open(root_.string(), kSecret);
  ASSERT_FALSE(store.has_value());
  EXPECT_TRUE(fs::exists(root_ / "thesis.txt"));
}

}  // namespace
}  // namespace stillwatch
