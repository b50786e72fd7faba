// The readers of all dialects.
#pragma once

#include <memory>

#include "exchange/field_map.h"
#include "exchange/record_reader.h"

namespace stillwatch {

// `map` is needed for Dialect::mapped alone and must outlive the reader.
[[nodiscard]] std::unique_ptr<RecordReader> make_reader(Dialect dialect, const FieldMap* map);

[[nodiscard]] std::unique_ptr<RecordReader> make_pair_reader(
    Dialect dialect);  // openai_chat, openai_responses, anthropic
[[nodiscard]] std::unique_ptr<RecordReader> make_litellm_reader();
[[nodiscard]] std::unique_ptr<RecordReader> make_otel_reader();
[[nodiscard]] std::unique_ptr<RecordReader> make_mapped_reader(const FieldMap& map);

}  // namespace stillwatch
