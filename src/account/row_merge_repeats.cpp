#include <algorithm>
#include <atomic>
#include <bit>
#include <map>

#include "account/row_merge.h"
#include "account/row_order.h"
#include "base/memory_bound.h"
#include "base/parallel.h"

// Which rows stay where an exchange id repeats. Ids are keyed hashes: their bits are even.
namespace stillwatch {
namespace {

// One bit for each hash that was added.
class IdBits {
 public:
  // Sixteen to 32 bits an id.
  explicit IdBits(std::size_t ids)
      : shift_(64 - std::clamp(static_cast<int>(std::bit_width(ids)) + 4, 12, 38)),
        words_(std::size_t{1} << (64 - shift_ - 6)) {}
  // Whether it, or another with its bit, was there before.
  bool add(std::uint64_t id) {
    const std::uint64_t bit = id >> shift_, mask = std::uint64_t{1} << bit % 64;
    return (words_[bit / 64].fetch_or(mask, std::memory_order_relaxed) & mask) != 0;
  }
  [[nodiscard]] bool may_have(std::uint64_t id) const {
    const std::uint64_t bit = id >> shift_;
    return (words_[bit / 64].load(std::memory_order_relaxed) >> bit % 64 & 1) != 0;
  }

 private:
  int shift_;
  std::vector<std::atomic<std::uint64_t>> words_;
};

}  // namespace

// A row of the whole and where it comes from; the numbers are those of the whole. The id stands here as well:
// in its order rows lie anywhere in the files.
struct RowMerge::Placed {
  std::uint64_t id;
  const ExchangeRow* row;
  std::uint64_t number;  // over all parts
  std::uint32_t account, input;
  [[nodiscard]] auto rank() const { return rank_of(*row, input, account); }
};

template <class Visit>
void RowMerge::for_each_row(const Chunk& chunk, const Visit& visit) const {
  for (std::uint32_t p = 0; p < parts_.size(); ++p) {
    for (const SortedRows::Piece& piece : pieces_of(parts_[p], chunk)) {
      MemoryBound::touch();
      for (std::uint32_t r = piece.first; r < piece.end; ++r) {
        const ExchangeRow& row = parts_[p].rows[r];
        visit(Placed{row.id, &row, first_number_[p] + r, piece.account, parts_[p].input_of(row)});
      }
    }
  }
}

// All that do, ascending, and a few that do not.
std::vector<std::uint64_t> RowMerge::ids_that_may_repeat() const {
  IdBits seen(first_number_.back());
  std::vector<std::vector<std::uint64_t>> found(threads_);
  parallel_for(chunks_.size(), threads_, [&](std::size_t c, unsigned worker) {
    for_each_row(chunks_[c], [&](const Placed& at) {
      if (seen.add(at.id)) found[worker].push_back(at.id);
    });
  });
  std::vector<std::uint64_t> all;
  for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// Of the rows with these ids (ascending) the one with the smallest rank stays.
void RowMerge::drop_among(std::span<const std::uint64_t> ids, std::vector<SourcePlace>& places) {
  IdBits wanted(ids.size());
  for (const std::uint64_t id : ids) wanted.add(id);
  std::vector<std::vector<Placed>> found(threads_);
  parallel_for(chunks_.size(), threads_, [&](std::size_t c, unsigned worker) {
    for_each_row(chunks_[c], [&](const Placed& at) {
      if (wanted.may_have(at.id) && std::binary_search(ids.begin(), ids.end(), at.id))
        found[worker].push_back(at);
    });
  });
  std::size_t count = 0;
  for (const auto& part : found) count += part.size();
  std::vector<Placed> rows;
  rows.reserve(count);
  for (auto& part : found) {
    rows.insert(rows.end(), part.begin(), part.end());
    std::vector<Placed>().swap(part);
  }
  std::sort(rows.begin(), rows.end(), [](const Placed& a, const Placed& b) {
    if (a.id != b.id) return a.id < b.id;
    const auto left = a.rank(), right = b.rank();
    return left != right ? left < right : a.number < b.number;
  });
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].id != rows[i - 1].id) continue;
    if (dropped_.empty()) dropped_.resize(first_number_.back() / 64 + 1);
    dropped_[rows[i].number / 64] |= std::uint64_t{1} << rows[i].number % 64;
    --rows_of_[rows[i].account];
    ++repeats_.count;
    places.push_back({rows[i].input, rows[i].row->line, rows[i].row->offset});
  }
  const auto by_place = [](const SourcePlace& a, const SourcePlace& b) {
    return std::tuple(a.input, a.offset, a.line) < std::tuple(b.input, b.offset, b.line);
  };
  std::sort(places.begin(), places.end(), by_place);
  if (places.size() > AnomalyLog::kPlacesKept) places.resize(AnomalyLog::kPlacesKept);
}

void RowMerge::drop_repeats() {
  constexpr std::size_t kIds = std::size_t{1} << 20;  // in one pass over the rows
  const std::vector<std::uint64_t> ids = ids_that_may_repeat();
  for (std::size_t first = 0; first < ids.size(); first += kIds)
    drop_among(std::span(ids).subspan(first, std::min(kIds, ids.size() - first)), repeats_.first);
}

}  // namespace stillwatch
