#include "cli/next_arguments.h"

#include <gtest/gtest.h>

namespace stillwatch {
namespace {

TEST(NextArguments, HoldEveryOptionThatDecidesWhatIsRead) {
  InputOptions options;
  options.read.inputs = {"logs/", "it's here.jsonl", "-odd.jsonl"};
  options.dialect_text = "otel";
  options.read.map_file = "map.toml";
  options.read.join_file = "access.jsonl";
  options.read.join_on = "x-request-id";
  options.read.account_field = "metadata.team";
  options.accounts_file = "accounts.csv";
  options.allow_file = "allow.csv";
  options.key_file = "scan.key";
  options.from_text = "2026-06-01 00:00";
  options.to_text = "2026-06-02";
  options.read.max_record_bytes = 5000;
  EXPECT_EQ(next_input_arguments(options),
            "logs/ 'it'\\''s here.jsonl' ./-odd.jsonl --dialect otel --map map.toml --join access.jsonl --on "
            "x-request-id --account-field metadata.team --accounts accounts.csv --allow allow.csv --key-file "
            "scan.key --from '2026-06-01 00:00' --to 2026-06-02 --max-record-bytes 5000");
}

TEST(NextArguments, StandardInputCannotBeReadAgain) {
  InputOptions options;
  options.read.inputs = {"a.jsonl", "-"};
  EXPECT_EQ(next_input_arguments(options), "");
}

}  // namespace
}  // namespace stillwatch
