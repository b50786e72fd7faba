// The ids of all exchanges that a reading visited, by place: thousands are cited, all over the log, and a
// second reading would have to decompress nearly all of it for them.
//
//   ExchangeIds ids(threads, folder);
//   ids.note(worker, exchange);                     // while the log is read; a worker is one thread
//   ids.look_up(places, threads);                   // fills the ids of these; false: not all were kept
//
// Each worker keeps 4 MiB in memory and writes what is beyond into a file without a name in `folder`: some 20
// bytes an exchange for ids of 16 bytes. Where no file can be made or written nothing is kept any more, and
// whoever wants an id reads the log again. Of several exchanges at one place (records of one line) the last
// stays, as in a reading. Not thread-safe but for workers of their own. Cost: a copy of each id; look_up
// reads what was kept once, on all threads.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "exchange/exchange.h"

namespace stillwatch {

struct PlaceHash {
  std::size_t operator()(const std::pair<std::uint32_t, std::uint64_t>& place) const {
    return place.second * 0x9e3779b97f4a7c15ULL ^ place.first;
  }
};
// Ids by input and offset.
using IdsByPlace = std::unordered_map<std::pair<std::uint32_t, std::uint64_t>, std::string, PlaceHash>;

class ExchangeIds {
 public:
  ExchangeIds(unsigned threads, std::string folder);
  ExchangeIds(const ExchangeIds&) = delete;
  ExchangeIds& operator=(const ExchangeIds&) = delete;
  ~ExchangeIds();

  void note(unsigned worker, const Exchange& exchange);
  // Ends noting. Places that no exchange had keep what they have.
  [[nodiscard]] bool look_up(IdsByPlace& ids, unsigned threads);

 private:
  struct Worker {
    std::string held;                     // what is not in the file yet
    std::uint64_t input = 0, offset = 0;  // of the last exchange: the next is told by the distance
    int file = -1;
    std::uint64_t stored = 0;
    bool lost = false;
  };
  void spill(Worker& worker) const;
  class Reader;

  std::string folder_;
  std::vector<Worker> workers_;
};

}  // namespace stillwatch
