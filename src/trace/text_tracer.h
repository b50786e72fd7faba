// Turns the text of an exchange into TextFingerprints (text/fingerprints.h) under a key.
//
//   TextTracer tracer(secret);                     // one per thread: holds scratch memory
//   TextFingerprints prints;
//   tracer.trace(exchange, prints);                // copies exchange.fingerprints when the log carries them
//
// Only what is new in the request counts as content: the system prompt and the newest user or tool turn (all
// parts after the last assistant message). Quoted assistant turns serve `history` alone. Dialects that carry
// the same messages give the same fingerprints. Cost: one pass over new text and answer, about 1 GB/s; no
// allocation after the first exchanges.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "exchange/exchange.h"
#include "text/fingerprints.h"
#include "text/intent/intent_model.h"

namespace stillwatch {

class TextTracer {
 public:
  explicit TextTracer(std::string_view secret);                   // with the intent model that is compiled in
  TextTracer(std::string_view secret, const IntentModel& model);  // `model` outlives the tracer
  TextTracer(TextTracer&&) noexcept;
  TextTracer& operator=(TextTracer&&) noexcept;
  TextTracer(const TextTracer&) = delete;
  TextTracer& operator=(const TextTracer&) = delete;
  ~TextTracer();

  void trace(const Exchange& exchange, TextFingerprints& prints);

  // Places in IntentModel::features() of what the request traced last shows; none when it carried
  // fingerprints.
  [[nodiscard]] std::span<const std::uint16_t> intent_features() const;

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace stillwatch
