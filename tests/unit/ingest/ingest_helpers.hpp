/// @file ingest_helpers.hpp
/// What the tests of reading share: schemas in a line, files that go away again, columns as text.
#pragma once

#include <zlib.h>

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/core/table.hpp"
#include "ascof/ingest/csv.hpp"
#include "support/scratch_folder.hpp"

namespace ingest_tests {

using namespace ascof;
using support::scratch_folder;

inline field_info field(std::string_view name, field_kind kind = field_kind::text) {
  field_info info;
  info.name = name;
  info.kind = kind;
  return info;
}

inline field_info required(field_info info) {
  info.required = true;
  return info;
}

inline field_info rejecting(field_info info) {
  info.rejects_row = true;
  return info;
}

inline schema make_schema(std::vector<field_info> fields) { return {"client level data extract", std::move(fields)}; }

/// One gzip member.
inline std::string gzipped(std::string_view bytes) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

/// A column as text, missing values as "-".
inline std::vector<std::string> shown(const read_result& result, const schema& columns, std::string_view name) {
  const int at = columns.find(name);
  REQUIRE(at >= 0);
  const auto f = static_cast<std::size_t>(at);
  std::vector<std::string> out;
  for (std::size_t row = 0; row < result.data.rows(); ++row) {
    switch (columns.fields[f].kind) {
      case field_kind::text: {
        const text_column& column = result.data.text(f);
        out.push_back(column.codes[row] == missing_code ? "-" : std::string(column[row]));
        break;
      }
      case field_kind::day: {
        const day d = result.data.days(f)[row];
        out.push_back(d.is_missing() ? "-" : to_string(d));
        break;
      }
      case field_kind::integer:
      case field_kind::mentions: {
        const auto n = result.data.integers(f)[row];
        out.push_back(n == missing_integer ? "-" : std::to_string(n));
        break;
      }
      case field_kind::record:
      case field_kind::hundredths: {
        const auto n = result.data.wides(f)[row];
        out.push_back(n == missing_wide ? "-" : std::to_string(n));
        break;
      }
      case field_kind::skipped: break;
    }
  }
  return out;
}

using texts = std::vector<std::string>;

inline read_options with(unsigned threads, std::size_t piece_bytes) {
  read_options options;
  options.threads = threads;
  options.piece_bytes = piece_bytes;
  return options;
}

/// True when two results hold the same rows under the same codes.
inline bool identical(const read_result& a, const read_result& b, const schema& columns) {
  if (a.data.rows() != b.data.rows() || a.first_row != b.first_row) return false;
  for (std::size_t f = 0; f < columns.fields.size(); ++f) {
    if (a.data.has(f) != b.data.has(f)) return false;
    if (columns.fields[f].kind == field_kind::skipped) continue;
    if (columns.fields[f].kind == field_kind::text) {
      const text_column& x = a.data.text(f);
      const text_column& y = b.data.text(f);
      if (x.values->size() != y.values->size() || x.codes.width() != y.codes.width()) return false;
      for (code c = 0; c < x.values->size(); ++c)
        if ((*x.values)[c] != (*y.values)[c]) return false;
      for (std::size_t row = 0; row < a.data.rows(); ++row)
        if (x.codes[row] != y.codes[row]) return false;
    } else if (shown(a, columns, columns.fields[f].name) != shown(b, columns, columns.fields[f].name)) {
      return false;
    }
  }
  return true;
}

/// What a failing call says.
struct failure {
  error_code code{};
  std::string message = "nothing was thrown";
  place where;
};

template <typename Call>
failure failure_of(Call call) {
  try {
    call();
  } catch (const input_error& e) {
    return {e.code(), e.what(), e.where()};
  } catch (const error& e) {
    return {e.code(), std::string("not an input_error: ") + e.what(), e.where()};
  }
  return {};
}

}  // namespace ingest_tests
