// The keys of one scan's text fingerprints, derived from its secret: one per purpose, so that equal numbers
// of different kinds never mean equal text. docs/format/fingerprints.md names every purpose string.
#pragma once

#include <string_view>

#include "base/siphash.h"

namespace stillwatch {

struct TextKeys {
  SipKey words;      // hashes of single words; these never leave the process
  SipKey turn;       // root and prompt
  SipKey issued;     // issued and history
  SipKey system;     // system
  SipKey tools;      // tools
  SipKey skeleton;   // skeleton
  SipKey shape;      // shapes
  SipKey print;      // prompt_prints and answer_prints
  SipKey embedding;  // projection of a log's own embeddings

  explicit TextKeys(std::string_view secret);
};

}  // namespace stillwatch
