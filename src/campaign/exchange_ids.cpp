#include "campaign/exchange_ids.h"

#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <string_view>

#include "account/hash_bits.h"
#include "base/parallel.h"
#include "base/unnamed_file.h"

namespace stillwatch {
namespace {

constexpr std::size_t kHeld = std::size_t{4} << 20, kRead = std::size_t{1} << 20;

void put(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

// Small for small distances, forwards and back.
std::uint64_t distance(std::uint64_t from, std::uint64_t to) {
  const std::uint64_t step = to - from;
  return step << 1 ^ (step >> 63 != 0 ? ~std::uint64_t{0} : 0);
}

std::uint64_t moved(std::uint64_t from, std::uint64_t distance) {
  return from + (distance >> 1 ^ ((distance & 1) != 0 ? ~std::uint64_t{0} : 0));
}

std::uint64_t key_of(std::uint64_t input, std::uint64_t offset) {
  return offset ^ input * 0xd6e8feb86659fd93ULL;
}

}  // namespace

// What a worker kept, from the beginning: the file, then what is held.
class ExchangeIds::Reader {
 public:
  explicit Reader(const Worker& worker) : worker_(worker) {}

  // The next exchange; false at the end and where the file cannot be read.
  bool next() {
    if (!fill()) return false;
    input = moved(input, take_number());
    offset = moved(offset, take_number());
    const std::uint64_t length = take_number();
    id.clear();
    while (id.size() < length && fill()) {
      const std::string_view there = left().substr(0, length - id.size());
      id.append(there);
      at_ += there.size();
    }
    return id.size() == length && !failed;
  }

  std::uint64_t input = 0, offset = 0;
  std::string id;
  bool failed = false;

 private:
  [[nodiscard]] std::string_view left() const {
    return std::string_view(from_file_ ? block_ : worker_.held).substr(at_);
  }
  bool fill() {
    if (!left().empty()) return true;
    if (!from_file_) return false;
    at_ = 0;
    const std::uint64_t wanted = std::min<std::uint64_t>(kRead, worker_.stored - read_);
    if (wanted == 0) {
      from_file_ = false;
      return !left().empty();
    }
    block_.resize(wanted);
    const ssize_t count = ::pread(worker_.file, block_.data(), wanted, static_cast<off_t>(read_));
    failed = count <= 0;
    block_.resize(failed ? 0 : static_cast<std::size_t>(count));
    read_ += block_.size();
    return !failed;
  }
  std::uint64_t take_number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && fill(); shift += 7) {
      const auto byte = static_cast<unsigned char>(left().front());
      ++at_;
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) break;
    }
    return value;
  }

  const Worker& worker_;
  std::string block_;
  std::size_t at_ = 0;
  std::uint64_t read_ = 0;
  bool from_file_ = true;
};

ExchangeIds::ExchangeIds(unsigned threads, std::string folder)
    : folder_(std::move(folder)), workers_(threads) {}

ExchangeIds::~ExchangeIds() {
  for (const Worker& worker : workers_) {
    if (worker.file >= 0) ::close(worker.file);
  }
}

void ExchangeIds::note(unsigned number, const Exchange& exchange) {
  Worker& worker = workers_[number];
  if (worker.lost) return;
  put(worker.held, distance(worker.input, exchange.place.input));
  put(worker.held, distance(worker.offset, exchange.place.offset));
  put(worker.held, exchange.id.size());
  worker.held.append(exchange.id);
  worker.input = exchange.place.input;
  worker.offset = exchange.place.offset;
  if (worker.held.size() > kHeld) spill(worker);
}

void ExchangeIds::spill(Worker& worker) const {
  if (worker.file < 0) {
    const auto file = open_unnamed_file(folder_);
    if (file.has_value()) worker.file = file.value();
  }
  std::string_view left = worker.held;
  while (worker.file >= 0 && !left.empty()) {
    const ssize_t count = ::write(worker.file, left.data(), left.size());
    if (count <= 0) break;
    worker.stored += static_cast<std::uint64_t>(count);
    left.remove_prefix(static_cast<std::size_t>(count));
  }
  worker.lost = !left.empty();
  worker.held.clear();
}

bool ExchangeIds::look_up(IdsByPlace& ids, unsigned threads) {
  if (std::ranges::any_of(workers_, &Worker::lost)) return false;
  HashBits wanted(ids.size());
  for (const auto& [place, id] : ids) wanted.add(key_of(place.first, place.second));
  std::mutex mutex;
  bool complete = true;
  parallel_for(workers_.size(), threads, [&](std::size_t number, unsigned) {
    Reader reader(workers_[number]);
    while (reader.next()) {
      if (!wanted.may_have(key_of(reader.input, reader.offset))) continue;
      const std::scoped_lock lock(mutex);
      const auto at = ids.find({static_cast<std::uint32_t>(reader.input), reader.offset});
      if (at != ids.end()) at->second = reader.id;
    }
    const std::scoped_lock lock(mutex);
    complete = complete && !reader.failed;
  });
  return complete;
}

}  // namespace stillwatch
