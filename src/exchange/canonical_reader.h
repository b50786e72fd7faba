// Reads one line of canonical JSONL (docs/format/exchange.md).
//
// Keys are flat dotted names; objects that spell the same names nested ({"account": {"id": ...}}) are read
// too. Unknown keys are ignored. Cost: about a microsecond per KB; no allocation in the steady state.
#pragma once

#include "exchange/record_reader.h"

namespace stillwatch {

// Fills `exchange` from a parsed object; also used for envelopes and access records that spell canonical
// names, of which only identity and transport are wanted.
enum class Wanted : std::uint8_t { everything, all_but_content };
void read_canonical(Json record, Exchange& exchange, JsonWorkspace& workspace,
                    Wanted wanted = Wanted::everything);

[[nodiscard]] std::unique_ptr<RecordReader> make_canonical_reader();

}  // namespace stillwatch
