/// @file arrow.hpp
/// Takes tables from any Arrow producer (pandas, Polars, PyArrow, DuckDB) through the Arrow C stream interface.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "ascof/ingest/arrow_abi.h"
#include "ascof/ingest/csv.hpp"

namespace ascof {

/// Reads a stream of record batches with the columns of `columns`, by the same rules as `read_csv` for headers, texts
/// and faults. Text may be utf8, large utf8, string view or a dictionary of them; days may be date32, date64,
/// timestamps (the time is dropped; with a zone, the UTC day) or text; numbers may be any integer or float width,
/// decimal128, or text. A column of nulls is missing throughout. Numbers given for a text field are written out in full.
/// The stream is consumed and released.
/// @param name  stands for the file in messages
/// @throws input_error for a stream that fails, a column of a type that cannot be read (naming both types), a missing
/// required column, two columns for one field and a stream without rows
read_result read_arrow(ArrowArrayStream& stream, std::string_view name, const schema& columns,
                       const read_options& options = {});

/// As above for several streams, one after the other in the order given; all are released, also when one fails.
/// @param names  as many as streams
read_result read_arrow(std::span<ArrowArrayStream> streams, std::span<const std::string> names, const schema& columns,
                       const read_options& options = {});

}  // namespace ascof
