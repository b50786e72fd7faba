// For tests: skips one where DuckDB's library is not there, and says what gets it.
#pragma once

#include <gtest/gtest.h>

#include "parquet/library.h"

#define STILLWATCH_SKIP_WITHOUT_DUCKDB()                                               \
  if (const auto library_ = stillwatch::duckdb::load_library(); !library_.has_value()) \
  GTEST_SKIP() << library_.error().what
