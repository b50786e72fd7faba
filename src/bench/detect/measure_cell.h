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
// Honest exchanges are made anew for each cell, although they differ little between cells of one seed: the
// size of shared networks, the models in fashion and the order of drawing depend on the whole world, and a
// table that `stillwatch world` cannot write again would be of little use.
//
// Cost: about 60 us per exchange and core to make and trace, and as much again for the scans; 700 bytes of
// memory per exchange. Errors: those of set_evasion(). Thread-safe.
#pragma once

#include "bench/detect/cell.h"
#include "bench/detect/result.h"
#include "world/text/corpus.h"

namespace stillwatch {

[[nodiscard]] Result<CellResult> measure_cell(const DetectCell& cell, const world::Corpus& corpus,
                                              unsigned threads);

}  // namespace stillwatch
