#include "account/table_state_writer.h"

#define XXH_INLINE_ALL
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <atomic>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "base/byte_stream.h"
#include "base/unnamed_file.h"

namespace stillwatch {
namespace {

// One section of the file, written from its beginning on, and its sum.
class Section {
 public:
  Section(int file, std::size_t at) : out_(file, at) { XXH3_64bits_reset(&sum_); }
  void put(std::span<const std::byte> bytes) {
    XXH3_64bits_update(&sum_, bytes.data(), bytes.size());
    out_.put(bytes);
  }
  [[nodiscard]] int finish() { return out_.finish(); }
  [[nodiscard]] std::uint64_t sum() const { return XXH3_64bits_digest(&sum_); }
  [[nodiscard]] std::size_t end() const { return out_.end(); }

 private:
  PlacedOutput out_;
  XXH3_state_t sum_{};
};

std::string bytes_of(const TableNames& names) {
  ByteWriter out;
  out.number(names.accounts.size());
  for (const TableNames::Account& account : names.accounts) {
    out.text(account.name);
    out.text(account.organisation);
    out.number(account.rows);
  }
  out.number(names.models.size());
  for (const std::string& model : names.models) out.text(model);
  out.text(names.notes);
  return out.bytes();
}

}  // namespace

struct TableStateWriter::State {
  State(StateTarget where, int opened, std::string_view with_secret, std::uint64_t row_count,
        std::uint64_t print_count)
      : target(std::move(where)),
        secret(with_secret),
        file(opened),
        rows(opened, kTableStateRowsAt),
        prints(opened, kTableStateRowsAt + row_count * sizeof(ExchangeRow)),
        names_at(kTableStateRowsAt + row_count * sizeof(ExchangeRow) + print_count * sizeof(std::uint64_t)) {
    header.key_check = table_key_check(with_secret);
    header.rows = row_count;
    header.prints = print_count;
  }
  ~State() {
    ::close(file);
    if (!target.path.empty() && !finished) std::remove(unfinished().c_str());
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  [[nodiscard]] std::string unfinished() const { return target.path + ".partial"; }
  [[nodiscard]] Error failed(int code) const {
    const std::string need = fmt::format("{} ({} MB are needed)", std::strerror(code), (names_at >> 20) + 1);
    if (target.path.empty())
      return {Code::io,
              fmt::format("{}: {}; name a folder with more room with --spill", target.folder, need)};
    return {Code::io, fmt::format("{}: {}; nothing is left of it", target.path, need)};
  }
  [[nodiscard]] bool take_name() const {
    if (target.path.empty()) return true;
    return ::fdatasync(file) == 0 && std::rename(unfinished().c_str(), target.path.c_str()) == 0;
  }

  StateTarget target;
  std::string secret;
  int file;
  Section rows, prints;
  std::size_t names_at;
  TableStateHeader header;
  std::uint64_t rows_put = 0, prints_put = 0;
  std::atomic<bool> in_stretches = false, finished = false;
};

TableStateWriter::TableStateWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableStateWriter::TableStateWriter(TableStateWriter&&) noexcept = default;
TableStateWriter& TableStateWriter::operator=(TableStateWriter&&) noexcept = default;
TableStateWriter::~TableStateWriter() = default;

Result<TableStateWriter> TableStateWriter::create(const StateTarget& target, std::string_view secret,
                                                  std::uint64_t rows, std::uint64_t prints) {
  int file = -1;
  if (target.path.empty()) {
    const auto opened = open_unnamed_file(target.folder);
    if (!opened.has_value()) return opened.error();
    file = opened.value();
  } else {
    file = ::open((target.path + ".partial").c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) return Error{Code::io, fmt::format("{}: {}", target.path, std::strerror(errno))};
  }
  return TableStateWriter(std::make_unique<State>(target, file, secret, rows, prints));
}

void TableStateWriter::add(ExchangeRow row, std::span<const std::uint64_t> prints) {
  row.part = 0;
  row.prints = state_->prints_put;
  state_->rows.put(std::as_bytes(std::span(&row, 1)));
  state_->prints.put(std::as_bytes(prints));
  ++state_->rows_put;
  state_->prints_put += prints.size();
}

TableStateWriter::Stretch TableStateWriter::stretch(std::uint64_t row, std::uint64_t print) {
  state_->in_stretches = true;
  const std::size_t prints_at = kTableStateRowsAt + state_->header.rows * sizeof(ExchangeRow);
  return {state_->file, kTableStateRowsAt + row * sizeof(ExchangeRow),
          prints_at + print * sizeof(std::uint64_t), print};
}

void TableStateWriter::Stretch::add(ExchangeRow row, std::span<const std::uint64_t> prints) {
  row.part = 0;
  row.prints = print_;
  print_ += prints.size();
  rows_.put(std::as_bytes(std::span(&row, 1)));
  prints_.put(std::as_bytes(prints));
}

int TableStateWriter::Stretch::finish() {
  const int failed = rows_.finish();
  return failed != 0 ? failed : prints_.finish();
}

Error TableStateWriter::failed(int code) const { return state_->failed(code); }

// Rows and prints that were written in stretches are read once more for their sums.
Status TableStateWriter::sum_up() {
  State& state = *state_;
  if (!state.in_stretches) {
    assert(state.rows_put == state.header.rows && state.prints_put == state.header.prints);
    state.header.rows_sum = state.rows.sum();
    state.header.prints_sum = state.prints.sum();
    return Done{};
  }
  const auto mapped = MappedFile::of(state.file, state.target.path);
  if (!mapped.has_value()) return mapped.error();
  const auto bytes = mapped.value().bytes();
  const std::size_t rows = state.header.rows * sizeof(ExchangeRow);
  state.header.rows_sum = sum_of(bytes.subspan(kTableStateRowsAt, rows));
  state.header.prints_sum =
      sum_of(bytes.subspan(kTableStateRowsAt + rows, state.header.prints * sizeof(std::uint64_t)));
  return Done{};
}

Result<TableState> TableStateWriter::finish(const TableNames& names) {
  State& state = *state_;
  Section written_names(state.file, state.names_at);
  const std::string name_bytes = bytes_of(names);
  written_names.put(std::as_bytes(std::span(name_bytes)));
  for (Section* section : {&state.rows, &state.prints, &written_names}) {
    if (const int failed = section->finish(); failed != 0) return state.failed(failed);
  }
  state.header.names_bytes = written_names.end() - state.names_at;
  state.header.names_sum = written_names.sum();
  if (const Status summed = sum_up(); !summed.has_value()) return summed.error();
  Section head(state.file, 0);
  const TableStateHeader header = stamped(state.header);
  head.put(std::as_bytes(std::span(&header, 1)));
  const std::vector<std::byte> rest(kTableStateRowsAt - sizeof header);
  head.put(rest);
  if (const int failed = head.finish(); failed != 0) return state.failed(failed);
  if (!state.take_name()) return state.failed(errno);
  state.finished = true;
  const std::string& name = state.target.path.empty() ? state.target.folder : state.target.path;
  auto mapped = MappedFile::of(state.file, name, MappedFile::Access::change);
  if (!mapped.has_value()) return mapped.error();
  return TableState::over(std::move(mapped).value(), name, state.secret);
}

}  // namespace stillwatch
