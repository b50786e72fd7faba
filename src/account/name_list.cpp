#include "account/name_list.h"

#include <utility>

#include "text/word_list.h"

namespace stillwatch {

NameList::Place& NameList::place_of(std::uint64_t hash, std::string_view name) {
  const std::size_t last = places_.size() - 1;
  std::size_t at = hash & last;
  while (!places_[at].name.empty() && (places_[at].hash != hash || places_[at].name != name))
    at = (at + 1) & last;
  return places_[at];
}

std::uint32_t NameList::intern(std::string_view name) {
  const auto next = static_cast<std::uint32_t>(names_->size());
  if (name.empty()) {
    if (empty_name_ == kNone) {
      empty_name_ = next;
      names_->emplace_back();
    }
    return empty_name_;
  }
  const std::uint64_t hash = word_hash(key_, name);
  Place* place = &place_of(hash, name);
  if (!place->name.empty()) return place->number;
  if (2 * (names_->size() + 1) > places_.size()) {
    grow();
    place = &place_of(hash, name);
  }
  *place = {hash, names_->emplace_back(name), next};
  return next;
}

void NameList::grow() {
  const std::vector<Place> before = std::exchange(places_, std::vector<Place>(2 * places_.size()));
  for (const Place& place : before) {
    if (!place.name.empty()) place_of(place.hash, place.name) = place;
  }
}

}  // namespace stillwatch
