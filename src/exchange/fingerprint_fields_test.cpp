#include "exchange/fingerprint_fields.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "exchange/canonical_reader.h"
#include "exchange/canonical_writer.h"

namespace stillwatch {
namespace {

TextFingerprints any_prints(Random& random) {
  TextFingerprints p;
  for (std::uint64_t* hash : {&p.root, &p.prompt, &p.skeleton, &p.system, &p.tools, &p.issued}) {
    if (random.chance(0.7)) *hash = random.next();
  }
  for (auto* list : {&p.history, &p.shapes, &p.prompt_prints, &p.answer_prints}) {
    for (std::uint64_t n = random.below(4); n > 0; --n) list->push_back(random.next());
  }
  p.prompt_words = static_cast<std::uint32_t>(random.below(3));
  p.answer_words = static_cast<std::uint32_t>(random.next());
  p.topic = static_cast<std::uint8_t>(random.below(256));
  p.capability = static_cast<Capability>(random.below(kCapabilityCount));
  p.flags = static_cast<std::uint8_t>(random.below(16));
  p.language = {'a', static_cast<char>('a' + random.below(26))};
  p.intent = static_cast<Intent>(random.below(kIntentCount));
  if (p.intent != Intent::none) p.intent_score = static_cast<std::uint8_t>(random.below(256));
  if (random.chance(0.8)) {
    for (auto& coordinate : p.projection) coordinate = static_cast<std::int8_t>(random.below(256));
  }
  return p;
}

// Compares members, so that a member which is not carried shows.
void expect_equal(const TextFingerprints& a, const TextFingerprints& b) {
  EXPECT_EQ(std::tie(a.root, a.prompt, a.skeleton, a.system, a.tools, a.issued),
            std::tie(b.root, b.prompt, b.skeleton, b.system, b.tools, b.issued));
  EXPECT_EQ(std::tie(a.prompt_words, a.answer_words, a.topic, a.capability, a.flags, a.language),
            std::tie(b.prompt_words, b.answer_words, b.topic, b.capability, b.flags, b.language));
  EXPECT_EQ(std::tie(a.intent, a.intent_score, a.projection),
            std::tie(b.intent, b.intent_score, b.projection));
  EXPECT_EQ(std::tie(a.history, a.shapes, a.prompt_prints, a.answer_prints),
            std::tie(b.history, b.shapes, b.prompt_prints, b.answer_prints));
}

TEST(FingerprintFields, WritingAndReadingIsTheIdentity) {
  Random random(6);
  for (int round = 0; round < 300; ++round) {
    Exchange written;
    if (random.chance(0.5)) written.id = "e";  // fingerprints may be all that a record has
    written.fingerprints = any_prints(random);
    std::string line;
    write_canonical(written, line);
    JsonWorkspace workspace;
    Exchange read;
    read_canonical(workspace.parse_text(line), read, workspace, Wanted::everything);
    ASSERT_TRUE(read.fingerprints.has_value());
    expect_equal(*read.fingerprints, *written.fingerprints);
  }
}

TEST(FingerprintFields, ValuesOutOfFormAreNone) {
  const std::string digits(64, 'a');
  for (const std::string& json : std::initializer_list<std::string>{
           R"({"fp.intent":7})", R"({"fp.intent":-1})", R"({"fp.intent_score":256})",
           R"({"fp.projection":")" + digits.substr(2) + "\"}",
           R"({"fp.projection":")" + digits.substr(1) + "g\"}", std::string(R"({"fp.projection":[1]})")}) {
    JsonWorkspace workspace;
    Exchange read;
    read_canonical(workspace.parse_text(json), read, workspace, Wanted::everything);
    if (read.fingerprints) expect_equal(*read.fingerprints, TextFingerprints{});
  }
}

}  // namespace
}  // namespace stillwatch
