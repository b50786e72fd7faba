#include "exchange/dialect_readers.h"

#include <cassert>

#include "exchange/canonical_reader.h"

namespace stillwatch {

std::unique_ptr<RecordReader> make_reader(Dialect dialect, const FieldMap* map) {
  switch (dialect) {
    case Dialect::canonical:
      return make_canonical_reader();
    case Dialect::openai_chat:
    case Dialect::openai_responses:
    case Dialect::anthropic:
      return make_pair_reader(dialect);
    case Dialect::litellm:
      return make_litellm_reader();
    case Dialect::otel:
      return make_otel_reader();
    case Dialect::mapped:
      break;
  }
  assert(map != nullptr);
  return make_mapped_reader(*map);
}

}  // namespace stillwatch
