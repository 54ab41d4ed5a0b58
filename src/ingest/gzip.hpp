/// @file gzip.hpp
/// Inflates gzip data in memory.
#pragma once

#include <string>
#include <string_view>

#include "ingest/input_bytes.hpp"

namespace ascof::ingest {

/// True when the bytes begin as gzip does, whatever the file is called.
bool is_gzip(std::string_view bytes);

/// All members of a gzip file, one after the other; zeros behind the last one (padding of tapes and blocks) are ignored.
/// @param name  the file, for messages
/// @param most  stop when there is at least this much; 0 means all of it
/// @throws input_error (unreadable_file) when the data is damaged or cut short
input_bytes inflate_gzip(std::string_view bytes, const std::string& name, std::size_t most = 0);

}  // namespace ascof::ingest
