#include "exchange/seen_ids.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace stillwatch {

SeenIds::SeenIds(SipKey key, std::size_t most) : key_(key), most_per_shard_(most / kShards + 1) {}

std::uint64_t SeenIds::hash(std::string_view id) const {
  return std::max<std::uint64_t>(1, siphash(key_, id));
}

std::size_t SeenIds::slot_of(const std::vector<Slot>& slots, std::uint64_t hash) {
  std::size_t at = hash & (slots.size() - 1);
  while (slots[at].hash != 0 && slots[at].hash != hash) at = (at + 1) & (slots.size() - 1);
  return at;
}

void SeenIds::grow(Shard& shard) {
  std::vector<Slot> larger(shard.slots.size() * 2);
  for (const Slot& slot : shard.slots) {
    if (slot.hash != 0) larger[slot_of(larger, slot.hash)] = slot;
  }
  shard.slots.swap(larger);
}

std::optional<SourcePlace> SeenIds::note(std::uint64_t hash, const SourcePlace& place) {
  const auto line = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(place.line, std::numeric_limits<std::uint32_t>::max()));
  Slot noted{hash, place.offset, place.input, line};
  Shard& shard = shards_[hash >> 58];
  const std::lock_guard lock(shard.mutex);
  Slot& slot = shard.slots[slot_of(shard.slots, hash)];
  if (slot.hash != 0) {
    if (std::pair(noted.input, noted.offset) < std::pair(slot.input, slot.offset)) std::swap(slot, noted);
    return SourcePlace{noted.input, noted.line, noted.offset};
  }
  if (shard.used == most_per_shard_) {
    full_ = true;
    return std::nullopt;
  }
  slot = noted;
  if (++shard.used * 5 > shard.slots.size() * 4) grow(shard);
  return std::nullopt;
}

}  // namespace stillwatch
