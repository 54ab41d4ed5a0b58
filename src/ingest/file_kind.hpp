/// @file file_kind.hpp
/// Refuses what is no CSV text, saying what it is instead.
#pragma once

#include <string>
#include <string_view>

namespace ascof::ingest {

/// The UTF-8 byte order mark.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// @throws input_error for a file without bytes (empty_file), and for workbooks, archives, UTF-16 and other formats
/// that their first bytes give away (not_text)
void refuse_other_kinds(std::string_view bytes, const std::string& name);

}  // namespace ascof::ingest
