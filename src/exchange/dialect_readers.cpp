#include "exchange/dialect_readers.h"

#include "exchange/canonical_reader.h"

namespace stillwatch {

std::unique_ptr<RecordReader> make_reader(Dialect, const FieldMap*) { return make_canonical_reader(); }

}  // namespace stillwatch
