#include "exchange/fuzz_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return stillwatch::fuzz_dialect(stillwatch::Dialect::openai_responses, data, size);
}
