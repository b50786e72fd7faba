// A log's own embedding of an exchange's newest turn: the optional field `embedding`, an array of numbers.
//
//   "embedding":[0.0123,-0.0871,0.0304]
//
// Any dimension from 1 to kEmbeddingMost, the same in the whole log; only directions count, not lengths.
// text/projection.h turns it into the projection that is kept. The numbers are single precision; writing and
// reading is the identity.
#pragma once

#include <span>
#include <string>

#include "exchange/arena.h"
#include "exchange/json_tree.h"

namespace stillwatch {

inline constexpr std::size_t kEmbeddingMost = 4096;

// Reads the array into the arena. False, and `to` as it was, for anything but an array of 1 to kEmbeddingMost
// finite numbers.
bool read_embedding(Json value, std::span<const float>& to, Arena& arena);

void append_embedding(std::string& out, std::span<const float> embedding);

}  // namespace stillwatch
