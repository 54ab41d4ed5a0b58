/// @file arrow_export.hpp
/// Hands tables to any Arrow consumer (pandas, Polars, PyArrow, DuckDB) through the Arrow C stream interface.
#pragma once

#include <cstddef>

#include "ascof/ingest/arrow_abi.h"
#include "ascof/results/output_table.hpp"

namespace ascof {

/// A stream of the rows of `from`, in order, in batches that are made when they are asked for.
///
/// | column                                  | Arrow type                | memory                                  |
/// | text_column                             | dictionary<int32, utf8>   | indices are made; one dictionary for all batches, of the texts that occur |
/// | day_column, integer_column, wide_column | date32, int32, int64      | the column's own; a bitmap when values are missing |
/// | hundredths, made reals                  | float64                   | made                                    |
/// | made texts, made days, made numbers     | utf8, date32, int64       | made                                    |
///
/// The batches keep what they look into, so they may outlive `from`, the stream and each other, and may be released on
/// any thread. A batch whose texts do not fit 32-bit offsets fails with EOVERFLOW.
///
/// @param batch_rows  a table of up to so many rows is one batch
/// @return a stream that the consumer releases
ArrowArrayStream export_arrow(output_table from, std::size_t batch_rows = std::size_t{1} << 20U);

}  // namespace ascof
