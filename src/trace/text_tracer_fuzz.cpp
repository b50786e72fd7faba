// Arbitrary bytes as the texts of an exchange: the tracer must neither crash nor give different results
// twice.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "trace/text_tracer.h"

namespace {

using stillwatch::Exchange;
using stillwatch::Part;
using stillwatch::PartKind;
using stillwatch::Role;

// Each part takes two header bytes (role and kind, message step) and a text that ends at the next zero byte.
Exchange exchange_from(std::string_view data) {
  Exchange exchange;
  std::uint32_t message = 0;
  while (data.size() > 2) {
    const auto head = static_cast<unsigned char>(data[0]);
    message += static_cast<unsigned char>(data[1]) & 1U;
    data.remove_prefix(2);
    const std::string_view text = data.substr(0, data.find('\0'));
    data.remove_prefix(text.size());
    const Part part{message, static_cast<Role>(head & 3), static_cast<PartKind>((head >> 2) % 5), "tool",
                    text};
    if ((head & 0x80) != 0) {
      exchange.output.push_back(part);
    } else {
      exchange.input.push_back(part);
    }
    if ((head & 0x60) == 0x60) exchange.tools.push_back({text, text, text});
  }
  return exchange;
}

bool same(const stillwatch::TextFingerprints& a, const stillwatch::TextFingerprints& b) {
  return a.root == b.root && a.prompt == b.prompt && a.skeleton == b.skeleton && a.system == b.system &&
         a.tools == b.tools && a.issued == b.issued && a.topic == b.topic && a.flags == b.flags &&
         a.history == b.history && a.shapes == b.shapes && a.prompt_prints == b.prompt_prints &&
         a.answer_prints == b.answer_prints && a.intent == b.intent && a.intent_score == b.intent_score &&
         a.projection == b.projection;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static stillwatch::TextTracer tracer("fuzz");
  const Exchange exchange = exchange_from({reinterpret_cast<const char*>(data), size});
  stillwatch::TextFingerprints first;
  stillwatch::TextFingerprints second;
  tracer.trace(exchange, first);
  tracer.trace(exchange, second);
  if (!same(first, second)) std::abort();
  return 0;
}
