// All exchanges of a scan as fixed-size rows: what linking and testing read, without any text.
//
//   ExchangeTableBuilder part(secret);              // one per reading thread, no locks
//   part.add(exchange, prints);                     // prints from trace/text_tracer.h
//   ExchangeTable table = ExchangeTable::merge(std::move(parts), facts, threads);
//
// merge() sorts accounts by name and rows by (account, time, id), and drops rows that repeat an exchange id
// (the one at the lowest place stays), so the table is the same for every number of threads and every order
// of the inputs. Memory: 152 bytes a row plus 8 bytes per fingerprint (some 25 an exchange) and 32 for its
// projection; merging moves rows, it does not copy the table.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "account/name_list.h"
#include "base/mapped_file.h"
#include "base/memory_bound.h"
#include "base/result.h"
#include "base/siphash.h"
#include "exchange/account_facts.h"
#include "exchange/exchange.h"
#include "text/fingerprints.h"

namespace stillwatch {

struct ExchangeRow {
  std::int64_t time_us = 0;
  std::uint64_t id = 0;  // keyed hash of the exchange id
  std::uint64_t offset = 0;
  // As in TextFingerprints, but that requests after an injected opening have a root for each conversation
  // (account/injected_openings.h).
  std::uint64_t root = 0, prompt = 0, issued = 0, system = 0, tools = 0;
  std::uint64_t opening = 0;  // the shared history, never issued here, that this request begins with; 0: none
  std::uint64_t client = 0, network = 0;  // keyed hashes; 0: not in the log
  std::uint64_t parameters =
      0;                     // keyed hash of the request's settings (account/parameter_hash.h); 0: none given
  std::uint64_t prints = 0;  // where this row's fingerprints start in its part's pool
  std::uint32_t account = 0;
  std::uint32_t input = 0;
  std::uint32_t line = 0;  // saturates
  std::uint32_t input_tokens = 0, output_tokens = 0, reasoning_tokens = 0;
  std::uint32_t model = 0;
  std::uint16_t part = 0;
  std::uint16_t status = 0;
  std::uint16_t prompt_words = 0, answer_words = 0;  // saturate
  std::uint16_t took_ds =
      0;  // tenths of a second until the answer was complete; saturates; 0: not in the log
  std::uint8_t topic = 0;
  std::uint8_t flags = 0;  // TextFlag bits
  Capability capability = Capability::other;
  std::array<char, 2> language = {'u', 'n'};  // as in TextFingerprints
  Intent intent = Intent::none;
  std::uint8_t intent_score = 0;  // 255 times the model's probability of `intent`
  // How many of each the pool holds, in this order; `projections`: 1 when its projection stands behind the
  // prints.
  std::uint8_t histories : 3 = 0, shapes : 4 = 0, projections : 1 = 0;
  std::uint16_t prompt_prints : 6 = 0, answer_prints : 4 = 0;
  std::uint16_t settings : 6 = 0;  // ProbingSetting bits (account/parameter_hash.h)

  [[nodiscard]] bool starts_conversation() const { return (flags & kConversationStart) != 0; }
  [[nodiscard]] bool has_new_text() const { return (flags & kToolTurn) == 0 && prompt != 0; }
  [[nodiscard]] bool refused() const { return status == 401 || status == 403 || status == 429; }
};

// Bounds on what one row keeps: a longer list is cut to its smallest values, the same on every machine.
inline constexpr std::size_t kMaxHistories = 4, kMaxShapes = 12, kMaxPromptPrints = 48, kMaxAnswerPrints = 10;

// As many accounts of one means of payment speak for what others do: a family.
inline constexpr std::size_t kAccountsOfPayer = 5;

// Half of all conversations form groups (fold 0), the other half tests them (fold 1). All exchanges of a
// conversation, on whichever account they arrive, are in the same fold.
[[nodiscard]] inline unsigned fold_of(const ExchangeRow& row) {
  return static_cast<unsigned>((row.root != 0 ? row.root : row.id) >> 63);
}

class RowRun;
struct MergedTable;
struct SortedRowsPiece;
struct StateTarget;
class TableState;

// A growing array that never moves what it holds.
class FingerprintPool {
 public:
  std::uint64_t append(
      std::span<const std::uint64_t> values);  // returns the index of the first; values stay adjacent
  // One that holds `values`, which must outlive it and to which nothing can be appended.
  static FingerprintPool over(std::span<const std::uint64_t> values);
  [[nodiscard]] std::span<const std::uint64_t> at(std::uint64_t index, std::size_t count) const {
    return {blocks_[index / kBlock] + index % kBlock, count};
  }
  [[nodiscard]] std::size_t bytes() const {
    return blocks_.empty() ? 0 : ((blocks_.size() - 1) * kBlock + used_) * sizeof(std::uint64_t);
  }
  // Forgets what was appended and keeps the memory for what comes.
  void begin_anew() {
    blocks_.clear();
    used_ = kBlock;
  }

 private:
  static constexpr std::size_t kBlock = std::size_t{1} << 16;
  std::vector<const std::uint64_t*> blocks_;
  std::vector<std::unique_ptr<std::uint64_t[]>> owned_;
  std::size_t used_ = kBlock;
};

class ExchangeTableBuilder {
 public:
  explicit ExchangeTableBuilder(std::string_view secret);
  void add(const Exchange& exchange, const TextFingerprints& prints);
  [[nodiscard]] std::size_t bytes() const;  // of rows and fingerprints held
  // Everything that the parts hold, as one state (account/table_state.h); the same bytes for every way in
  // which the rows were divided. Memory: 16 bytes a row beside the parts.
  static Result<TableState> save(std::vector<ExchangeTableBuilder> parts, const StateTarget& target,
                                 std::string_view secret, std::string notes);
  // Writes the rows that are held into a file without a name, and begins anew; names of accounts and models
  // are kept, with their numbers. Errors: io (account/row_run.h).
  [[nodiscard]] Result<RowRun> spill(const std::string& folder);

 private:
  void add_lists(ExchangeRow& row, const TextFingerprints& prints);
  void sort_names();
  std::vector<std::uint32_t> sorted_rows(std::vector<SortedRowsPiece>& pieces);
  [[nodiscard]] const ExchangeRow& row_at(std::uint32_t number) const {
    return blocks_[number / kRowBlock][number % kRowBlock];
  }
  static constexpr std::size_t kRowBlock = 4096;
  friend class ExchangeTable;
  friend class BuilderNumbers;
  std::vector<std::vector<ExchangeRow>> blocks_;  // full but for the last in use; behind it empty ones
  std::size_t used_blocks_ = 0;
  FingerprintPool pool_;
  std::vector<std::uint32_t> by_name_;  // accounts that were sorted before
  NameList accounts_, models_, organisations_;
  std::vector<std::uint32_t>
      account_organisation_;  // by local account: organisation named in the log + 1, or 0
  std::vector<std::uint64_t> flat_;
  SipKey id_key_, attribute_key_, parameter_key_;
};

class ExchangeTable {
 public:
  static ExchangeTable merge(std::vector<ExchangeTableBuilder> parts, const AccountFactsTable& facts,
                             unsigned threads);
  // The same over what was merged into files (account/merged_table.h): rows stay in theirs, in which they are
  // changed, and fingerprints in those of the parts.
  static ExchangeTable over(MergedTable merged, const AccountFactsTable& facts);

  [[nodiscard]] std::span<const ExchangeRow> rows() const { return rows_; }
  // Gives the memory of these rows and their fingerprints back to the system where they lie in files that do
  // not fit in the memory of the run; they can be read as before (account/row_blocks.h).
  void let_pass(std::size_t first, std::size_t last) const;
  void let_accounts_pass(std::uint32_t first, std::uint32_t last) const {  // all of their rows
    let_pass(first_row_[first], first_row_[last]);
  }
  [[nodiscard]] std::size_t account_count() const { return accounts_.size(); }
  [[nodiscard]] const std::string& account_name(std::uint32_t account) const { return accounts_[account]; }
  [[nodiscard]] std::span<const ExchangeRow> rows_of(std::uint32_t account) const {
    if (!files_.empty()) MemoryBound::touch();
    return std::span(rows_).subspan(first_row_[account], first_row_[account + 1] - first_row_[account]);
  }
  [[nodiscard]] std::uint32_t first_row_of(std::uint32_t account) const {
    return static_cast<std::uint32_t>(first_row_[account]);
  }
  // The account of a row, without looking at it.
  [[nodiscard]] std::uint32_t account_at(std::uint32_t row) const {
    const auto after = std::upper_bound(first_row_.begin(), first_row_.end(), std::size_t{row});
    return static_cast<std::uint32_t>(after - first_row_.begin() - 1);
  }
  // Prompts of an account's conversation starts with new text in fold 1, in order of time: what is drawn
  // again and again where a group is compared with random accounts.
  [[nodiscard]] std::span<const std::uint64_t> tested_starts_of(std::uint32_t account) const {
    return std::span(tested_starts_)
        .subspan(first_start_[account], first_start_[account + 1] - first_start_[account]);
  }
  // Accounts, ascending by how many such starts they have (ties by number): of one means of payment the
  // busiest kAccountsOfPayer alone, so that whoever pays for many accounts does not decide what others do. A
  // means that more than a quarter of all accounts share (a provider's common token) is nobody's.
  [[nodiscard]] std::span<const std::uint32_t> accounts_by_starts() const { return accounts_by_starts_; }
  [[nodiscard]] std::uint32_t index_of(const ExchangeRow& row) const {
    return static_cast<std::uint32_t>(&row - rows_.data());
  }
  // Facts of the account table, with the organisation from the log where the table names none.
  [[nodiscard]] const AccountFacts& facts(std::uint32_t account) const { return facts_[account]; }
  [[nodiscard]] const std::string& model_name(std::uint32_t model) const { return models_[model]; }
  [[nodiscard]] std::uint64_t duplicate_ids() const { return duplicates_; }
  [[nodiscard]] const std::vector<SourcePlace>& first_duplicates() const { return first_duplicates_; }
  [[nodiscard]] std::int64_t first_us() const { return first_us_; }
  [[nodiscard]] std::int64_t last_us() const { return last_us_; }

  [[nodiscard]] std::span<const std::uint64_t> history(const ExchangeRow& row) const;
  [[nodiscard]] std::span<const std::uint64_t> shapes(const ExchangeRow& row) const;
  [[nodiscard]] std::span<const std::uint64_t> prompt_prints(const ExchangeRow& row) const;
  [[nodiscard]] std::span<const std::uint64_t> answer_prints(const ExchangeRow& row) const;
  // What the newest turn is about (text/projection.h); all zeros for a row without text or embedding.
  [[nodiscard]] Projection projection(const ExchangeRow& row) const;

 private:
  [[nodiscard]] std::span<const std::uint64_t> prints_at(const ExchangeRow& row, std::size_t skipped,
                                                         std::size_t count) const {
    if (!files_.empty()) MemoryBound::touch();
    return pools_[row.part].at(row.prints + skipped, count);
  }
  void drop_duplicates(unsigned threads);
  void gather_accounts();
  void sort_accounts(unsigned threads);
  void tell_openings();
  void index_starts();
  void cap_payers();

  void add_account(const std::string& name, const std::string& organisation, const AccountFactsTable& facts);
  void find_span();

  std::vector<ExchangeRow> held_rows_;  // unless they are in a file
  std::vector<MappedFile> files_;
  std::span<ExchangeRow> rows_;
  std::vector<std::size_t> first_row_;
  std::vector<std::uint64_t> tested_starts_;
  std::vector<std::size_t> first_start_;  // by account, and the end
  std::vector<std::uint32_t> accounts_by_starts_;
  std::vector<FingerprintPool> pools_;
  std::vector<std::string> accounts_, models_;
  std::vector<AccountFacts> facts_;
  std::vector<SourcePlace> first_duplicates_;
  std::uint64_t duplicates_ = 0;
  std::int64_t first_us_ = 0, last_us_ = 0;
};

}  // namespace stillwatch
