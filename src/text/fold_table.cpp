#include "text/fold_table.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace stillwatch {
namespace {

constexpr auto kFold =
    static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_STABLE | UTF8PROC_CASEFOLD);
constexpr std::int32_t kReplacement = 0xFFFD;

struct ScriptRange {
  std::int32_t first, last;
  Script script;
};
constexpr ScriptRange kScriptRanges[] = {
    {0x00C0, 0x024F, Script::latin},  {0x0370, 0x03FF, Script::greek},  {0x0400, 0x052F, Script::cyrillic},
    {0x0590, 0x05FF, Script::hebrew}, {0x0600, 0x077F, Script::arabic}, {0x0900, 0x097F, Script::devanagari},
    {0x0E00, 0x0E7F, Script::thai},   {0x1100, 0x11FF, Script::hangul}, {0x1E00, 0x1EFF, Script::latin},
    {0x3040, 0x30FF, Script::kana},   {0x3400, 0x4DBF, Script::han},    {0x4E00, 0x9FFF, Script::han},
    {0xAC00, 0xD7A3, Script::hangul}, {0xF900, 0xFAFF, Script::han},    {0x20000, 0x3134F, Script::han},
};

struct UnspacedRange {
  std::int32_t first, last;
};
// Thai, Lao, Tibetan, Myanmar, Khmer, kana, Bopomofo, Han.
constexpr UnspacedRange kUnspaced[] = {{0x0E00, 0x0EFF}, {0x0F00, 0x0FFF},   {0x1000, 0x109F},
                                       {0x1780, 0x17FF}, {0x3005, 0x3007},   {0x3040, 0x312F},
                                       {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},
                                       {0xFF66, 0xFF9F}, {0x1B000, 0x1B16F}, {0x20000, 0x3134F}};

Script script_of(std::int32_t code_point) {
  for (const auto& range : kScriptRanges) {
    if (code_point >= range.first && code_point <= range.last) return range.script;
  }
  return Script::other;
}

bool unspaced(std::int32_t code_point) {
  return std::any_of(std::begin(kUnspaced), std::end(kUnspaced), [code_point](const UnspacedRange& range) {
    return code_point >= range.first && code_point <= range.last;
  });
}

bool is_mark(utf8proc_category_t category) {
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
         category == UTF8PROC_CATEGORY_ME;
}

// The ASCII byte for a punctuation character above ASCII.
std::uint16_t mark_byte(std::int32_t code_point, utf8proc_category_t category) {
  switch (code_point) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
      return '\'';
    case 0x2033:
      return '"';
    case 0x3001:
    case 0x060C:
      return ',';
    case 0x061B:
      return ';';
    case 0x00BF:
    case 0x061F:
      return '?';
    case 0x00A1:
      return '!';
    case 0x00B7:
    case 0x2022:
    case 0x2023:
    case 0x2043:
    case 0x30FB:
      return '*';
    default:
      break;
  }
  switch (category) {
    case UTF8PROC_CATEGORY_PD:
      return '-';
    case UTF8PROC_CATEGORY_PC:
      return '_';
    case UTF8PROC_CATEGORY_PS:
      return '(';
    case UTF8PROC_CATEGORY_PE:
      return ')';
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
      return '"';
    default:
      return '.';
  }
}

// Jamo vowels and finals compose with what precedes them although they are not marks.
bool composes_backwards(std::int32_t code_point) { return code_point >= 0x1160 && code_point <= 0x11FF; }

FoldedCharacter fold_alone(std::int32_t code_point) {
  const FoldedCharacter in_context{};
  if (code_point >= 0xD800 && code_point <= 0xDFFF) return in_context;  // never decoded from valid UTF-8
  if (is_mark(utf8proc_category(code_point)) || composes_backwards(code_point)) return in_context;
  std::vector<std::int32_t> cluster{code_point};
  std::vector<std::int32_t> scratch;
  fold_cluster(cluster, scratch);
  if (cluster.size() != 1 || cluster[0] > 0xFFFF) return in_context;
  FoldedCharacter folded = classify(cluster[0]);
  if (folded.fold_class == FoldClass::word || folded.fold_class == FoldClass::unspaced) {
    folded.target = static_cast<std::uint16_t>(cluster[0]);
  }
  return folded;
}

// Canonical order: marks between two starters (combining class 0) by combining class, equal classes as they
// come. An insertion sort, because clusters are short.
void order_marks(std::vector<std::int32_t>& code_points) {
  const auto combining = [](std::int32_t code_point) {
    return utf8proc_get_property(code_point)->combining_class;
  };
  for (std::size_t i = 1; i < code_points.size(); ++i) {
    const std::int32_t mark = code_points[i];
    if (combining(mark) == 0) continue;
    std::size_t place = i;
    for (; place > 0 && combining(code_points[place - 1]) > combining(mark); --place) {
      code_points[place] = code_points[place - 1];
    }
    code_points[place] = mark;
  }
}

}  // namespace

FoldedCharacter classify(std::int32_t code_point) {
  const Script script = script_of(code_point);
  const auto mark = [script](std::uint16_t byte) { return FoldedCharacter{byte, FoldClass::mark, script}; };
  if (code_point < 0x80) {
    const bool word = (code_point >= 'a' && code_point <= 'z') || (code_point >= '0' && code_point <= '9');
    if (word) return {0, FoldClass::word, Script::other};
    return mark(static_cast<std::uint16_t>(code_point));
  }
  const utf8proc_category_t category = utf8proc_category(code_point);
  switch (category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return {0, unspaced(code_point) ? FoldClass::unspaced : FoldClass::word, script};
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return {0, FoldClass::sign, script};
    case UTF8PROC_CATEGORY_ZS:
      return mark(' ');
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
      return mark('\n');
    case UTF8PROC_CATEGORY_CF:
      return {0, FoldClass::drop, script};
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
      return mark(mark_byte(code_point, category));
    default:
      return mark(static_cast<std::uint16_t>(NormalText::kSymbol));
  }
}

void fold_cluster(std::vector<std::int32_t>& code_points, std::vector<std::int32_t>& decomposed) {
  decomposed.clear();
  std::array<std::int32_t, 64> parts{};
  int last_class = 0;
  for (const std::int32_t code_point : code_points) {
    const auto count = utf8proc_decompose_char(
        code_point, parts.data(), static_cast<utf8proc_ssize_t>(parts.size()), kFold, &last_class);
    if (count < 0 || count > static_cast<utf8proc_ssize_t>(parts.size())) {
      decomposed.push_back(kReplacement);
      continue;
    }
    decomposed.insert(decomposed.end(), parts.begin(), parts.begin() + count);
  }
  order_marks(decomposed);
  const auto composed =
      utf8proc_normalize_utf32(decomposed.data(), static_cast<utf8proc_ssize_t>(decomposed.size()), kFold);
  if (composed >= 0) decomposed.resize(static_cast<std::size_t>(composed));
  code_points.swap(decomposed);
}

const std::vector<FoldedCharacter>& fold_table() {
  static const std::vector<FoldedCharacter> kTable = [] {
    std::vector<FoldedCharacter> table(0x10000);
    for (std::int32_t code_point = 0x80; code_point < 0x10000; ++code_point) {
      table[static_cast<std::size_t>(code_point)] = fold_alone(code_point);
    }
    return table;
  }();
  return kTable;
}

}  // namespace stillwatch
