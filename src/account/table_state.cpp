#include "account/table_state.h"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <bit>
#include <cstring>

#include "account/row_order.h"
#include "base/byte_stream.h"

namespace stillwatch {
namespace {

static_assert(std::endian::native == std::endian::little, "state files are mapped, not decoded");

const auto kRefused = TableState::refused;

template <class T>
std::span<const T> section(std::span<const std::byte> bytes, std::size_t at, std::size_t count) {
  return {reinterpret_cast<const T*>(bytes.data() + at), count};
}

TableNames read_names(ByteReader& in) {
  TableNames names;
  const std::uint64_t accounts = in.number();
  for (std::uint64_t a = 0; a < accounts && in.good(); ++a) {
    TableNames::Account& account = names.accounts.emplace_back();
    account.name = in.text();
    account.organisation = in.text();
    account.rows = in.number();
    if (a > 0 && names.accounts[a - 1].name >= account.name) in.fail();
  }
  const std::uint64_t models = in.number();
  for (std::uint64_t m = 0; m < models && in.good(); ++m) {
    names.models.emplace_back(in.text());
    if (m > 0 && names.models[m - 1] >= names.models[m]) in.fail();
  }
  names.notes = in.text();
  return names;
}

std::size_t prints_begin(const TableStateHeader& header) {
  return kTableStateRowsAt + header.rows * sizeof(ExchangeRow);
}
std::size_t names_begin(const TableStateHeader& header) {
  return prints_begin(header) + header.prints * sizeof(std::uint64_t);
}

Status check(const TableStateHeader& header, const std::string& path, std::size_t file_size,
             std::string_view secret) {
  if (header.magic != kTableStateMagic) return kRefused(path, 0, "magic", "this is no state");
  if (header.version != kTableStateVersion)
    return kRefused(path, offsetof(TableStateHeader, version), "version",
                    fmt::format("version {} is not known to this program, which reads version {}",
                                header.version, kTableStateVersion));
  if (header.header_sum != stamped(header).header_sum || header.row_bytes != sizeof(ExchangeRow) ||
      header.row_layout != row_layout())
    return kRefused(path, offsetof(TableStateHeader, header_sum), "header", "the bytes were changed");
  if (header.key_check != table_key_check(secret))
    return kRefused(path, offsetof(TableStateHeader, key_check), "key_check",
                    "made under another key; give that one with --key-file");
  // The counts stand under the header's sum; a sum can still be forged, so they must not overflow either.
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  if (header.rows > kMost || header.prints > kMost || header.names_bytes > kMost ||
      names_begin(header) + header.names_bytes != file_size)
    return kRefused(path, file_size, "end", "the file was cut short");
  return Done{};
}

// More than any row may have lets loops over them run beyond their arrays.
bool counts_fit(const ExchangeRow& row) {
  return row.histories <= kMaxHistories && row.shapes <= kMaxShapes &&
         row.prompt_prints <= kMaxPromptPrints && row.answer_prints <= kMaxAnswerPrints;
}

}  // namespace

Error TableState::refused(const std::string& path, std::size_t offset, std::string_view field,
                          std::string_view why) {
  return {Code::bad_input, fmt::format("{}, offset {}, field {}: {}; make the state again from its log", path,
                                       offset, field, why)};
}

std::uint64_t table_key_check(std::string_view secret) {
  return derive_key(secret, "stillwatch/table-state/key-check/v1").k0;
}

std::uint64_t sum_of(std::span<const std::byte> bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

// A row with a different value in each member, as bytes: other members, orders or bit-field rules give other
// bytes.
std::uint64_t row_layout() {
  ExchangeRow row;
  std::uint64_t value = 0x0102030405060708ULL;
  const auto next = [&value] { return value += 0x0101010101010101ULL; };
  row.time_us = static_cast<std::int64_t>(next());
  for (std::uint64_t* member :
       {&row.id, &row.offset, &row.root, &row.prompt, &row.issued, &row.system, &row.tools, &row.opening,
        &row.client, &row.network, &row.parameters, &row.prints})
    *member = next();
  for (std::uint32_t* member : {&row.account, &row.input, &row.line, &row.input_tokens, &row.output_tokens,
                                &row.reasoning_tokens, &row.model})
    *member = static_cast<std::uint32_t>(next());
  for (std::uint16_t* member : {&row.part, &row.status, &row.prompt_words, &row.answer_words, &row.took_ds})
    *member = static_cast<std::uint16_t>(next());
  row.topic = 3;
  row.flags = 5;
  row.capability = static_cast<Capability>(7);
  row.language = {'x', 'y'};
  row.intent = static_cast<Intent>(2);
  row.intent_score = 9;
  row.histories = 1;
  row.shapes = 2;
  row.projections = 1;
  row.prompt_prints = 11;
  row.answer_prints = 3;
  row.settings = 21;
  return sum_of(std::as_bytes(std::span(&row, 1)));
}

TableStateHeader stamped(TableStateHeader header) {
  header.magic = kTableStateMagic;
  header.version = kTableStateVersion;
  header.row_bytes = sizeof(ExchangeRow);
  header.row_layout = row_layout();
  header.header_sum =
      sum_of(std::as_bytes(std::span(&header, 1)).first(offsetof(TableStateHeader, header_sum)));
  return header;
}

std::size_t TableState::print_count(const ExchangeRow& row) {
  return std::size_t{row.histories} + row.shapes + row.prompt_prints + row.answer_prints +
         row.projections * (sizeof(Projection) / sizeof(std::uint64_t));
}

Result<TableState> TableState::open(const std::string& path, std::string_view secret) {
  auto file = MappedFile::open(path);
  if (!file.has_value()) return file.error();
  return over(std::move(file).value(), path, secret);
}

Result<TableState> TableState::over(MappedFile file, std::string name, std::string_view secret) {
  TableState state;
  state.path_ = std::move(name);
  state.file_ = std::move(file);
  const std::string& path = state.path_;
  const auto bytes = state.file_.bytes();
  TableStateHeader header;
  if (bytes.size() < kTableStateRowsAt) return kRefused(path, bytes.size(), "header", "the file ends here");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (const Status checked = check(header, path, bytes.size(), secret); !checked.has_value())
    return checked.error();
  const auto names = bytes.subspan(names_begin(header));
  if (sum_of(names) != header.names_sum)
    return kRefused(path, names_begin(header), "names", "the bytes were changed");
  ByteReader reader({reinterpret_cast<const char*>(names.data()), names.size()});
  state.names_ = read_names(reader);
  if (!reader.ended())
    return kRefused(path, names_begin(header) + reader.at(), "names", "not in the order or form of names");
  state.rows_ = section<ExchangeRow>(bytes, kTableStateRowsAt, header.rows);
  state.prints_ = section<std::uint64_t>(bytes, prints_begin(header), header.prints);
  state.rows_sum_ = header.rows_sum;
  state.prints_sum_ = header.prints_sum;
  return state;
}

// Sums first: what a writer of this version wrote is in order, and the loop holds against forged files.
Status TableState::verify(std::uint64_t inputs) const {
  if (sum_of(std::as_bytes(rows_)) != rows_sum_)
    return kRefused(path_, kTableStateRowsAt, "rows", "the bytes were changed");
  if (sum_of(std::as_bytes(prints_)) != prints_sum_)
    return kRefused(path_, kTableStateRowsAt + rows_.size_bytes(), "prints", "the bytes were changed");
  const auto order = [](const ExchangeRow& row) { return order_of(row, row.input); };
  std::size_t next = 0;
  std::uint64_t prints = 0;
  for (std::uint32_t a = 0; a < names_.accounts.size(); ++a) {
    if (rows_.size() - next < names_.accounts[a].rows)
      return kRefused(path_, kTableStateRowsAt + rows_.size_bytes(), "rows", "fewer than the accounts have");
    for (std::uint64_t i = 0; i < names_.accounts[a].rows; ++i, ++next) {
      if (const Status good = verify_row(rows_[next], a, inputs, prints); !good.has_value()) return good;
      prints += print_count(rows_[next]);
      if (i > 0 && order(rows_[next]) < order(rows_[next - 1]))
        return kRefused(path_, kTableStateRowsAt + next * sizeof(ExchangeRow), "time", "not in order");
    }
  }
  if (next != rows_.size())
    return kRefused(path_, kTableStateRowsAt + next * sizeof(ExchangeRow), "rows",
                    "more than the accounts have");
  if (prints != prints_.size())
    return kRefused(path_, kTableStateRowsAt + rows_.size_bytes() + prints * sizeof(std::uint64_t), "prints",
                    "more than the rows have");
  return Done{};
}

Status TableState::verify_row(const ExchangeRow& row, std::uint32_t account, std::uint64_t inputs,
                              std::uint64_t prints) const {
  const auto wrong = [&](std::string_view field, std::string_view why) {
    const auto number = static_cast<std::size_t>(&row - rows_.data());
    return kRefused(path_, kTableStateRowsAt + number * sizeof(ExchangeRow), field, why);
  };
  if (row.account != account) return wrong("account", "not in order");
  if (row.input >= inputs) return wrong("input", "not among the inputs");
  if (row.model >= names_.models.size()) return wrong("model", "not among the names");
  if (!counts_fit(row)) return wrong("histories", "more than a row has");
  if (row.prints != prints || prints_.size() - prints < print_count(row))
    return wrong("prints", "not where those of the row before end");
  if (static_cast<std::size_t>(row.capability) >= kCapabilityCount ||
      static_cast<std::size_t>(row.intent) >= kIntentCount)
    return wrong("capability", "unknown to this version");
  return Done{};
}

}  // namespace stillwatch
