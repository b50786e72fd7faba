#include "account/row_merge.h"

#include <algorithm>
#include <numeric>

#include "account/row_order.h"
#include "account/table_state.h"
#include "base/memory_bound.h"
#include "base/parallel.h"

namespace stillwatch {
namespace {

constexpr std::uint64_t kChunkRows = std::uint64_t{1} << 16;

// The rows of one account in one part that are still to come.
struct Head {
  const SortedRows* part;
  std::uint32_t number;  // of the part
  std::uint32_t at, end;
  [[nodiscard]] const ExchangeRow& row() const { return part->rows[at]; }
};

bool precedes(const Head& a, const Head& b) {
  const ExchangeRow& x = a.row();
  const ExchangeRow& y = b.row();
  if (x.time_us != y.time_us) return x.time_us < y.time_us;
  if (x.id != y.id) return x.id < y.id;
  const auto left = order_of(x, a.part->input_of(x)), right = order_of(y, b.part->input_of(y));
  return left != right ? left < right : a.number < b.number;
}

// Calls visit(head) for every row of the heads in order; leaves none.
template <class Visit>
void in_order(std::vector<Head>& heads, const Visit& visit) {
  const auto later = [](const Head& a, const Head& b) { return precedes(b, a); };
  std::make_heap(heads.begin(), heads.end(), later);
  while (heads.size() > 1) {
    std::pop_heap(heads.begin(), heads.end(), later);
    Head& head = heads.back();
    visit(head);
    if (++head.at < head.end)
      std::push_heap(heads.begin(), heads.end(), later);
    else
      heads.pop_back();
  }
  if (heads.empty()) return;
  for (Head& head = heads.front(); head.at < head.end; ++head.at) visit(head);
  heads.clear();
}

}  // namespace

RowMerge::RowMerge(std::span<const SortedRows> parts, std::uint32_t accounts, unsigned threads)
    : parts_(parts), accounts_(accounts), threads_(worker_count(threads)), rows_of_(accounts) {
  first_number_.push_back(0);
  for (const SortedRows& part : parts) {
    for (const SortedRows::Piece& piece : part.pieces) rows_of_[piece.account] += piece.end - piece.first;
    first_number_.push_back(first_number_.back() + part.rows.size());
  }
  std::uint64_t held = 0;
  Chunk chunk;
  for (std::uint32_t account = 0; account < accounts; ++account) {
    held += rows_of_[account];
    chunk.end = account + 1;
    if (held < kChunkRows && chunk.end < accounts) continue;
    chunks_.push_back(chunk);
    chunk.first = chunk.end;
    held = 0;
  }
}

std::span<const SortedRows::Piece> RowMerge::pieces_of(const SortedRows& part, const Chunk& chunk) const {
  const auto before = [](const SortedRows::Piece& piece, std::uint32_t account) {
    return piece.account < account;
  };
  const auto first = std::lower_bound(part.pieces.begin(), part.pieces.end(), chunk.first, before);
  const auto end = std::lower_bound(first, part.pieces.end(), chunk.end, before);
  return {first, end};
}

std::uint64_t RowMerge::print_count(std::uint32_t part, const SortedRows::Piece& piece) const {
  std::uint64_t count = 0;
  for (std::uint32_t r = piece.first; r < piece.end; ++r) {
    if (stays(part, r)) count += TableState::print_count(parts_[part].rows[r]);
  }
  return count;
}

std::uint64_t RowMerge::print_count(const Chunk& chunk) const {
  std::uint64_t count = 0;
  for (std::uint32_t p = 0; p < parts_.size(); ++p) {
    for (const SortedRows::Piece& piece : pieces_of(parts_[p], chunk)) count += print_count(p, piece);
  }
  return count;
}

MergePlan RowMerge::plan(bool prints) const {
  MergePlan plan;
  plan.first_row.assign(accounts_ + std::size_t{1}, 0);
  std::copy(rows_of_.begin(), rows_of_.end(), plan.first_row.begin() + 1);
  std::partial_sum(plan.first_row.begin(), plan.first_row.end(), plan.first_row.begin());
  if (!prints) return plan;
  plan.first_print.assign(accounts_ + std::size_t{1}, 0);
  parallel_for(chunks_.size(), threads_, [&](std::size_t c, unsigned) {
    for (std::uint32_t p = 0; p < parts_.size(); ++p) {
      for (const SortedRows::Piece& piece : pieces_of(parts_[p], chunks_[c]))
        plan.first_print[piece.account + 1] += print_count(p, piece);
    }
  });
  std::partial_sum(plan.first_print.begin(), plan.first_print.end(), plan.first_print.begin());
  return plan;
}

void RowMerge::merge(const Chunk& chunk,
                     const std::function<void(const ExchangeRow& row, std::uint32_t part)>& visit) const {
  std::vector<std::span<const SortedRows::Piece>> next;
  for (const SortedRows& part : parts_) next.push_back(pieces_of(part, chunk));
  std::vector<Head> heads;
  for (std::uint32_t account = chunk.first; account < chunk.end; ++account) {
    for (std::uint32_t p = 0; p < parts_.size(); ++p) {
      if (next[p].empty() || next[p].front().account != account) continue;
      MemoryBound::touch();
      if (next[p].front().first < next[p].front().end)
        heads.push_back({&parts_[p], p, next[p].front().first, next[p].front().end});
      next[p] = next[p].subspan(1);
    }
    in_order(heads, [&](const Head& head) {
      if (!stays(head.number, head.at)) return;
      ExchangeRow row = head.row();
      row.account = account;
      row.input = head.part->input_of(row);
      row.model = head.part->model_of(row);
      visit(row, head.number);
    });
  }
}

void RowMerge::let_pass(const Chunk& chunk, Passing what) const {
  const auto give_back = [](const SortedRows& part, const void* begin, const void* end) {
    const auto* const from = static_cast<const std::byte*>(begin);
    const auto offset = static_cast<std::size_t>(from - part.passing->bytes().data());
    const auto size = static_cast<std::size_t>(static_cast<const std::byte*>(end) - from);
    part.passing->forget(offset, size);
    part.passing->discard(offset, size);
  };
  for (const SortedRows& part : parts_) {
    const auto pieces = pieces_of(part, chunk);
    if (part.passing == nullptr || pieces.empty()) continue;
    const auto rows = part.rows.subspan(pieces.front().first, pieces.back().end - pieces.front().first);
    if (rows.empty()) continue;
    if (what == Passing::rows_and_prints) {
      const std::size_t end = rows.back().prints + TableState::print_count(rows.back());
      give_back(part, part.prints.data() + rows.front().prints, part.prints.data() + end);
    }
    give_back(part, rows.data(), rows.data() + rows.size());
  }
}

}  // namespace stillwatch
