// Any stream in any of the three dialects gives a JSON object, the same however the text is cut.
#include <cstdlib>

#include "exchange/sse_assembler.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stillwatch;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const Dialect dialect : {Dialect::openai_chat, Dialect::openai_responses, Dialect::anthropic}) {
    SseAssembler whole(dialect);
    whole.feed(text);
    SseAssembler cut(dialect);
    for (std::size_t at = 0; at < size; at += 3) cut.feed(text.substr(at, 3));
    const std::string body = whole.finish();
    JsonWorkspace workspace;
    if (body != cut.finish() || !workspace.parse_text(body).is_object()) std::abort();
  }
  return 0;
}
