// The tables behind the built-in seed corpus: topics with their words, and sentence frames.
//
// Lists are written in one string, separated by '|'. Frames hold marks: {T} and {U} two things of the topic,
// {V} a verb phrase, {C} a circumstance, {N} a number, {P} a person's name, {I} an identifier.
#pragma once

#include <span>
#include <string_view>

#include "world/text/corpus.h"

namespace stillwatch::world {

struct SeedTopic {
  std::string_view language;  // ISO 639-1
  Area area;
  std::string_view things, verbs, circumstances;
};

struct SeedFrames {
  std::string_view language;
  bool technical;                 // for coding, agentic and data analysis; otherwise for the rest
  std::string_view openings;      // optional first sentence
  std::string_view questions;     // what is asked
  std::string_view wishes;        // optional last sentence
  std::string_view follow_ups;    // later turns
  std::string_view answer_leads;  // first sentence of an answer
  std::string_view answer_bodies;
  std::string_view answer_closes;
};

[[nodiscard]] std::span<const SeedTopic> seed_topics();
[[nodiscard]] std::span<const SeedFrames> seed_frames();

}  // namespace stillwatch::world
