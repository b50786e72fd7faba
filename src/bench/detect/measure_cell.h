// Measures one cell of the detection table: its world is made in memory, scanned, and scanned again up to
// checkpoints.
//
//   auto corpus = world::open_corpus(options);                              // once; cells share it
//   auto result = measure_cell(cell, corpus.value(), /*threads=*/1);
//
// The world is planned, rendered and traced once. Every exchange goes into one table per checkpoint that it
// lies before, so that a scan up to a checkpoint sees exactly what a scan of the log cut there would: no
// later request, no account that had not yet appeared, no ban that was still to come. The whole log is
// scanned first; then the checkpoints in ascending order until the campaign is found as it is found in the
// end, and none at all when it is not.
//
// The world's allow list is applied as a scan applies it.
//
// Every cell has honest accounts of its own. To share them between the cells of a seed would save two thirds
// of a small cell, but leave only as many independent honest worlds as there are seeds to count wrong
// accusations in, and worlds that `stillwatch world` cannot write again, because shared networks are sized by
// the whole world.
//
// Cost: about 25 us of one core per exchange to make and trace, 8 us for the scan of the whole log, and as
// much again for the checkpoints together at most; 900 bytes of memory per exchange. Making is the larger
// part and runs on one thread, so two cells side by side use two cores better than two threads in one.
// Errors: those of set_evasion(). Thread-safe.
#pragma once

#include "bench/detect/cell.h"
#include "bench/detect/result.h"
#include "world/text/corpus.h"

namespace stillwatch {

[[nodiscard]] Result<CellResult> measure_cell(const DetectCell& cell, const world::Corpus& corpus,
                                              unsigned threads);

}  // namespace stillwatch
