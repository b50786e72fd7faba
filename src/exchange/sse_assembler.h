// Makes one response body out of a stored stream of server-sent events (text/event-stream).
//
//   SseAssembler assembler(Dialect::anthropic);
//   assembler.feed(text);                 // any cut: lines and characters may be split
//   std::string body = assembler.finish();  // the JSON that the API would have returned without streaming
//
// Understands Chat Completions chunks (usage in the last chunk, `[DONE]`), Responses events (the final event
// carries the whole response; without it the deltas are put together) and Anthropic events (input usage at
// message_start, the stop reason and the output usage at message_delta; ping and unknown events are skipped;
// an `error` event becomes the body's error). A stream that ends early gives what came. Only what the readers
// use is kept. Memory: the longest line and the answer, each at most kLargestStream. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "exchange/json_tree.h"
#include "exchange/log_reader.h"

namespace stillwatch {

inline constexpr std::size_t kLargestStream = std::size_t{64} << 20;

class SseAssembler {
 public:
  explicit SseAssembler(Dialect dialect);
  SseAssembler(SseAssembler&&) noexcept;
  ~SseAssembler();

  void feed(std::string_view text);
  void add_event(Json event);  // the parsed `data` of one event
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A stored stream: a string with the stream's text, or an array of events (objects, strings, or {"event",
// "data"}). A string that is no stream but holds a JSON object is that object. The result lives in the
// workspace.
[[nodiscard]] Json assemble_stream(Dialect dialect, Json stored, JsonWorkspace& workspace);

}  // namespace stillwatch
