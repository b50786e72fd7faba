#include "report/escape.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace stillwatch {
namespace {

struct Case {
  std::string_view in, html, terminal, json, csv;
};

constexpr Case kCases[] = {
    {"", "", "", "", ""},
    {"acct-1", "acct-1", "acct-1", "acct-1", "acct-1"},
    {"<b a='x'>&\"", "&lt;b a=&#39;x&#39;&gt;&amp;&quot;", "<b a='x'>&\"", "<b a='x'>&\\\"",
     "\"<b a='x'>&\"\"\""},
    {"\x1b[31m", "\\u{1b}[31m", "\\u{1b}[31m", "\\u001b[31m", "\x1b[31m"},
    {"a\nb\t", "a\nb\t", "a b ", "a\\nb\\t", "\"a\nb\t\""},
    {"\xe2\x80\xae"
     "evil",
     "\\u{202e}evil", "\\u{202e}evil",
     "\xe2\x80\xae"
     "evil",
     "\xe2\x80\xae"
     "evil"},
    {"\xff\xc0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
     "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"\xed\xa0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
     "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac",
     "\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac"},
    {"=1+1", "=1+1", "=1+1", "=1+1", "'=1+1"},
    {"+4912345", "+4912345", "+4912345", "+4912345", "+4912345"},
    {"-2+cmd|x", "-2+cmd|x", "-2+cmd|x", "-2+cmd|x", "'-2+cmd|x"},
};

TEST(Escape, Table) {
  for (const Case& c : kCases) {
    EXPECT_EQ(html_escaped(c.in), c.html) << c.in;
    EXPECT_EQ(terminal_escaped(c.in), c.terminal) << c.in;
    EXPECT_EQ(json_escaped(c.in), c.json) << c.in;
    EXPECT_EQ(csv_field(c.in), c.csv) << c.in;
  }
}

TEST(Escape, RandomBytesStayHarmless) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Random random(seed);
    std::string text(random.below(60), ' ');
    for (char& c : text) c = static_cast<char>(random.below(256));
    EXPECT_EQ(html_escaped(text).find_first_of("<>\"'"), std::string::npos) << "seed " << seed;
    for (const char c : terminal_escaped(text)) {
      EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace stillwatch
