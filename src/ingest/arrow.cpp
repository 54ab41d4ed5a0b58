#include "ascof/ingest/arrow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "ascof/core/error.hpp"
#include "ingest/arrow_values.hpp"
#include "ingest/day_form.hpp"
#include "ingest/header.hpp"
#include "ingest/number_form.hpp"
#include "ingest/table_builder.hpp"

namespace ascof {
namespace {

using namespace ingest;
using family = arrow_type::family;

/// Moves a C struct in and releases it on every way out.
template <typename Struct>
class owned {
 public:
  owned() = default;
  explicit owned(Struct& from) : value_(std::exchange(from, Struct{})) {}
  owned(owned&& other) noexcept : value_(std::exchange(other.value_, Struct{})) {}
  owned& operator=(owned&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~owned() {
    if (value_.release != nullptr) value_.release(&value_);
  }
  Struct& operator*() { return value_; }
  Struct* operator->() { return &value_; }
  const Struct& operator*() const { return value_; }
  const Struct* operator->() const { return &value_; }

 private:
  Struct value_{};
};

/// How one column of the stream is laid out: its type, or that of its dictionary and of the indexes into it.
struct column_layout {
  arrow_type type;
  arrow_type indexes;
  bool is_dictionary = false;
};

column_layout layout_of(const ArrowSchema& column) {
  if (column.dictionary == nullptr) return {arrow_type::parse(column.format), {}, false};
  return {arrow_type::parse(column.dictionary->format), arrow_type::parse(column.format), true};
}

/// True when values of this type can be read as the field, be it that single values turn out to be faults.
bool is_readable(const arrow_type& type, field_kind kind) {
  switch (type.of) {
    case family::other: return false;
    case family::null:
    case family::text: return true;
    case family::boolean:
      return kind == field_kind::text || kind == field_kind::integer || kind == field_kind::mentions;
    case family::date:
    case family::timestamp: return kind == field_kind::text || kind == field_kind::day;
    case family::signed_integer:
    case family::unsigned_integer:
    case family::real:
    case family::decimal: return true;
  }
  return false;
}

const char* expected_types(field_kind kind) {
  switch (kind) {
    case field_kind::day: return "dates, timestamps or text";
    case field_kind::integer: return "numbers, true or false, or text";
    case field_kind::record:
    case field_kind::hundredths: return "numbers or text";
    case field_kind::mentions: return "text, or true or false";
    case field_kind::text:
    case field_kind::skipped: break;
  }
  return "text, numbers or dates";
}

/// The value of row `row` in a column, through its dictionary when it has one.
struct cells {
  column_layout layout;
  arrow_values values;   // of the column, or of its dictionary
  arrow_values indexes;  // of a dictionary-encoded column
  const arrow_values* parent;

  cells(const column_layout& how, const ArrowArray& array, std::int64_t first, const arrow_values& rows)
      : layout(how),
        values(how.type, how.is_dictionary ? *array.dictionary : array, how.is_dictionary ? 0 : first),
        indexes(how.is_dictionary ? how.indexes : arrow_type{}, array, first),
        parent(&rows) {}

  /// Place of the row's value in `values`, or -1 when it has none.
  std::int64_t at(std::int64_t row) const {
    if (parent->is_null(row)) return -1;
    if (layout.is_dictionary) {
      if (indexes.is_null(row)) return -1;
      row = indexes.integer(row);
    }
    return values.is_null(row) ? -1 : row;
  }
};

/// The part of a batch that one thread reads: some rows of a struct array.
struct batch_range {
  const ArrowArray* batch = nullptr;
  std::int64_t first = 0;
  std::int64_t rows = 0;
  std::uint64_t row_number = 0;  ///< of the first row in the stream, from 0
};

/// Reads one range into a piece.
class range_reader {
 public:
  range_reader(const std::vector<column_layout>& layouts, const std::vector<source_column>& sources,
               const batch_range& range, piece& out)
      : sources_(sources),
        range_(range),
        out_(out),
        // A struct has nothing but a validity bitmap; taking it for booleans gives access to that.
        struct_rows_({.of = family::boolean}, *range.batch, range.first) {
    // Children are counted from the struct's own offset.
    const std::int64_t first = range.first + range.batch->offset;
    for (std::size_t c = 0; c < layouts.size(); ++c)
      columns_.emplace_back(layouts[c], *range.batch->children[c], first, struct_rows_);
  }

  void read() {
    out_.sources = &sources_;
    out_.columns.resize(sources_.size());
    out_.faults = fault_counts(sources_.size());
    out_.rows_in = static_cast<std::size_t>(range_.rows);
    select_filled_rows();
    rejected_.assign(rows_.size(), 0);
    bool any = false;
    for (std::size_t c = 0; c < sources_.size(); ++c)
      if (sources_[c].info->rejects_row) any |= read_column(c);
    if (any) {
      for (std::size_t c = 0; c < sources_.size(); ++c)
        if (sources_[c].info->rejects_row) out_.columns[c].take_back(rejected_);
      std::size_t kept = 0;
      for (std::size_t i = 0; i < rows_.size(); ++i)
        if (rejected_[i] == 0) rows_[kept++] = rows_[i];
      rows_.resize(kept);
      rejected_.assign(kept, 0);
    }
    for (std::size_t c = 0; c < sources_.size(); ++c)
      if (!sources_[c].info->rejects_row) read_column(c);
    out_.rows = rows_.size();
  }

 private:
  /// Leaves out rows without a single value, in whatever column.
  void select_filled_rows() {
    std::vector<std::uint8_t> empty(static_cast<std::size_t>(range_.rows), 1);
    std::size_t left = empty.size();
    for (const cells& column : columns_) {
      if (left == 0) break;
      for (std::size_t row = 0; row < empty.size(); ++row) {
        if (empty[row] == 0) continue;
        const std::int64_t at = column.at(static_cast<std::int64_t>(row));
        if (at < 0 || (column.values.type().of == family::text && column.values.text(at).empty())) continue;
        if (column.values.type().of == family::real && column.values.written(at, buffer_).empty()) continue;
        empty[row] = 0;
        --left;
      }
    }
    for (std::size_t row = 0; row < empty.size(); ++row) {
      if (empty[row] == 0) {
        rows_.push_back(static_cast<std::int64_t>(row));
      } else {
        out_.faults.of(row_fault::all_empty).add(range_.row_number + row + 1);
      }
    }
  }

  bool read_column(std::size_t c) {
    const cells& column = columns_[sources_[c].at];
    const field_info& info = *sources_[c].info;
    piece_column& out = out_.columns[c];
    switch (info.kind) {
      case field_kind::text: read_texts(column, out); return false;
      case field_kind::mentions: {
        const word_finder mentions(info.word);
        return read_values(c, out.integers, missing_integer, [&](const arrow_values& values, std::int64_t at) {
          const std::string_view text = values.written(at, buffer_);
          if (values.type().of == family::boolean) return parsed<std::int32_t>{text == "true" ? 1 : 0};
          return parsed<std::int32_t>{text.empty() ? missing_integer : mentions(text)};
        });
      }
      case field_kind::day:
        return read_values(c, out.days, missing_day,
                           [&, form = sources_[c].form](const arrow_values& values, std::int64_t at) -> parsed<day> {
                             if (values.type().of == family::date || values.type().of == family::timestamp) {
                               const day date = values.date(at);
                               return {date, date.is_missing() ? value_fault::not_a_date : value_fault::none};
                             }
                             const std::string_view text = values.written(at, buffer_);
                             day found;
                             if (form == day_form::standard && text.size() == 10 && read_common_day(text.data(), found))
                               return {found};
                             return read_day(text, info.month_will_do, form);
                           });
      case field_kind::integer:
        return read_values(c, out.integers, missing_integer,
                           [this](const arrow_values& values, std::int64_t at) -> parsed<std::int32_t> {
                             if (values.type().of == family::boolean)
                               return {values.written(at, buffer_) == "true" ? 1 : 0};
                             if (is_small_integer(values.type())) {
                               const std::int64_t value = values.integer(at);
                               if (value > missing_integer && value <= std::numeric_limits<std::int32_t>::max())
                                 return {static_cast<std::int32_t>(value)};
                               return {missing_integer, value_fault::out_of_range};
                             }
                             return read_integer(values.written(at, buffer_));
                           });
      case field_kind::record:
        return read_values(c, out.wides, missing_wide,
                           [this](const arrow_values& values, std::int64_t at) -> parsed<std::int64_t> {
                             if (is_small_integer(values.type()) && values.integer(at) != missing_wide)
                               return {values.integer(at)};
                             return read_record(values.written(at, buffer_));
                           });
      case field_kind::hundredths:
        return read_values(c, out.wides, missing_wide,
                           [this, form = sources_[c].numbers](const arrow_values& values, std::int64_t at) {
                             return read_hundredths(values.written(at, buffer_), form);
                           });
      case field_kind::skipped: return false;
    }
    return false;
  }

  /// True for integers whose value `arrow_values::integer` gives as it is.
  static bool is_small_integer(const arrow_type& type) {
    return type.of == family::signed_integer || (type.of == family::unsigned_integer && type.width < 8);
  }

  void read_texts(const cells& column, piece_column& out) {
    constexpr code unknown = std::numeric_limits<code>::max();
    std::vector<code> codes;
    codes.reserve(rows_.size());
    const bool lasting = column.values.type().of == family::text;
    const auto code_of = [&](std::int64_t at) {
      const std::string_view text = column.values.written(at, buffer_);
      return text.empty() ? missing_code : out.dictionary.intern(text, lasting);
    };
    std::vector<code> of_entry;  // of the Arrow dictionary, filled as rows ask
    for (const std::int64_t row : rows_) {
      const std::int64_t at = column.at(row);
      if (at < 0) {
        codes.push_back(missing_code);
      } else if (!column.layout.is_dictionary) {
        codes.push_back(code_of(at));
      } else {
        const auto entry = static_cast<std::size_t>(at);
        if (entry >= of_entry.size()) of_entry.resize(std::max(entry + 1, of_entry.size() * 2), unknown);
        if (of_entry[entry] == unknown) of_entry[entry] = code_of(at);
        codes.push_back(of_entry[entry]);
      }
    }
    out.codes.assign(codes, out.dictionary.size());
    out.dictionary.close();
  }

  template <typename T, typename Parse>
  bool read_values(std::size_t c, std::vector<T>& out, T missing, Parse parse) {
    const cells& column = columns_[sources_[c].at];
    const bool rejects = sources_[c].info->rejects_row;
    bool any = false;
    out.reserve(rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::int64_t row = rows_[i];
      const std::int64_t at = column.at(row);
      if (at < 0) {
        out.push_back(missing);
        continue;
      }
      const parsed<T> value = parse(column.values, at);
      out.push_back(value.value);
      if (value.fault == value_fault::none || rejected_[i] != 0) continue;
      out_.faults.of(c, value.fault).add(range_.row_number + static_cast<std::uint64_t>(row) + 1);
      if (!rejects || !is_unreadable(value.fault)) continue;
      rejected_[i] = 1;
      any = true;
    }
    return any;
  }

  const std::vector<source_column>& sources_;
  const batch_range& range_;
  piece& out_;
  arrow_values struct_rows_;
  std::vector<cells> columns_;          // by column of the stream
  std::vector<std::int64_t> rows_;      // of the range, those that stay
  std::vector<std::uint8_t> rejected_;  // by position in rows_
  std::string buffer_;
};

[[noreturn]] void throw_stream_failed(const std::string& file) {
  // The producer's own message is left out: it may quote a value.
  throw input_error(error_code::unreadable_file, {.file = file, .line = 0, .field = {}, .column = 0},
                    "the program that makes the table reported an error",
                    "try to collect the table in that program first");
}

/// Refuses columns whose type cannot be read as their field.
std::vector<column_layout> check_types(const ArrowSchema& stream, const std::vector<source_column>& sources,
                                       const std::string& file) {
  std::vector<column_layout> layouts;
  for (std::int64_t c = 0; c < stream.n_children; ++c) layouts.push_back(layout_of(*stream.children[c]));
  for (const source_column& source : sources) {
    const arrow_type& type = layouts[source.at].type;
    if (type.of == family::timestamp && type.zone == arrow_type::clock::unknown)
      throw input_error(error_code::wrong_type, {.file = file, .line = 0, .field = source.header, .column = 0},
                        "the timestamps are of a time zone that is neither the United Kingdom's nor UTC",
                        "convert the column to Europe/London, or to dates, first");
    if (is_readable(type, source.info->kind)) continue;
    throw input_error(
        error_code::wrong_type, {.file = file, .line = 0, .field = source.header, .column = 0},
        fmt::format("expected {}, found {}", expected_types(source.info->kind), layouts[source.at].type.name),
        "convert the column first");
  }
  return layouts;
}

/// Decides the form of columns of days and decimals that are texts, by the first batches (a million rows and more).
void decide_forms(const std::vector<column_layout>& layouts, const std::vector<batch_range>& ranges,
                  std::vector<source_column>& sources, const loss_limit& accept, file_report& report) {
  std::vector<day_shapes> shapes(sources.size());
  std::vector<number_shapes> numbers(sources.size());
  bool plain = true;
  for (std::size_t c = 0; c < sources.size(); ++c) {
    const family of = layouts[sources[c].at].type.of;
    const bool is_day = sources[c].info->kind == field_kind::day && of != family::date && of != family::timestamp;
    const bool is_decimal = sources[c].info->kind == field_kind::hundredths && of == family::text;
    if (!is_day && !is_decimal) continue;
    std::string buffer;
    for (const batch_range& range : ranges) {
      const arrow_values rows({.of = family::boolean}, *range.batch, range.first);
      const cells column(layouts[sources[c].at], *range.batch->children[sources[c].at],
                         range.first + range.batch->offset, rows);
      for (std::int64_t row = 0; row < range.rows; ++row)
        if (const std::int64_t at = column.at(row); at >= 0) {
          const std::string_view text = column.values.written(at, buffer);
          if (is_day)
            shapes[c].add(text);
          else
            numbers[c].add(text);
        }
    }
    const day_shapes& s = shapes[c];
    plain = plain && s.evenings == 0 && s.filled == s.iso_early + s.iso_late + s.either + s.day_first &&
            (s.day_first == 0 || s.iso_early == 0);
  }
  if (!plain) decide_day_forms(shapes, sources, report.file, accept, report.notices);
  decide_number_forms(numbers, sources, report.file, accept, report.notices);
}

/// Reads one stream into pieces of `builder`.
/// @param number   of the stream among those that make the table
/// @param sources  gets its columns; the pieces point at them until the table is made
void read_stream(owned<ArrowArrayStream>& source, std::size_t number, const schema& columns,
                 const read_options& options, table_builder& builder, std::vector<source_column>& sources,
                 file_report& report) {
  constexpr std::int64_t rows_of_range = 1 << 16;
  constexpr std::int64_t rows_at_once = rows_of_range * 16;  // batches are let go after so many rows
  const std::string& file = report.file;

  owned<ArrowSchema> types;
  if (source->get_schema(&*source, &*types) != 0) throw_stream_failed(file);
  if (std::string_view(types->format) != "+s")
    throw input_error(error_code::wrong_type, {.file = file, .line = 0, .field = {}, .column = 0},
                      "expected a table, found a single column", "hand over the whole table");
  std::vector<std::string> headers;
  for (std::int64_t c = 0; c < types->n_children; ++c) {
    std::string header;
    const char* written = types->children[c]->name;
    if (to_utf8(written == nullptr ? "" : written, header)) ++report.windows_1252_values;
    headers.push_back(std::move(header));
  }
  sources = match_header(headers, columns, {file, 0}, report);
  const std::vector<column_layout> layouts = check_types(*types, sources, file);

  fault_counts faults(sources.size());
  std::uint64_t row_number = 0;
  bool first_batches = true;
  for (bool more = true; more;) {
    std::vector<owned<ArrowArray>> batches;
    for (std::int64_t rows = 0; more && rows < rows_at_once;) {
      owned<ArrowArray> batch;
      if (source->get_next(&*source, &*batch) != 0) throw_stream_failed(file);
      more = batch->release != nullptr;
      if (!more || batch->length == 0) continue;
      rows += batch->length;
      batches.push_back(std::move(batch));
    }
    std::vector<batch_range> ranges;
    for (const owned<ArrowArray>& batch : batches)
      for (std::int64_t first = 0; first < batch->length; first += rows_of_range) {
        const std::int64_t rows = std::min(rows_of_range, batch->length - first);
        ranges.push_back({&*batch, first, rows, row_number});
        row_number += static_cast<std::uint64_t>(rows);
      }
    if (first_batches) decide_forms(layouts, ranges, sources, options.accept_loss, report);
    first_batches = false;
    const std::size_t first_piece = builder.expect(ranges.size());
    for_each_part(ranges.size(), options.threads, [&](std::size_t i) {
      piece& own = builder.at(first_piece + i);
      own.file = number;
      range_reader(layouts, sources, ranges[i], own).read();
      builder.done(first_piece + i);
    });
    builder.settle(options.threads);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      const piece& own = builder.at(first_piece + i);
      report.rows_in += own.rows_in;
      report.rows_kept += own.rows;
      faults.append(own.faults);
    }
    if (options.on_progress) options.on_progress("reading", more ? 0.0 : 1.0);  // a stream does not tell its length
  }
  if (row_number == 0 && !columns.may_be_empty)
    throw input_error(error_code::no_rows, {.file = file, .line = 0, .field = {}, .column = 0}, "the table has no rows",
                      "check the query or filter that makes it");
  report.rows_rejected = report.rows_in - report.rows_kept;
  add_faults(faults, sources, report, [](std::uint64_t row) { return row; });
}

}  // namespace

read_result read_arrow(std::span<ArrowArrayStream> streams, std::span<const std::string> names, const schema& columns,
                       const read_options& options) {
  std::vector<owned<ArrowArrayStream>> taken;
  for (ArrowArrayStream& stream : streams) taken.emplace_back(stream);
  table_builder builder(columns);
  std::vector<std::vector<source_column>> sources(streams.size());
  read_result result;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    result.report.files.emplace_back().file = names[i];
    read_stream(taken[i], i, columns, options, builder, sources[i], result.report.files.back());
  }
  result.data = builder.finish(options.threads, result.report.files, result.first_row);
  return result;
}

read_result read_arrow(ArrowArrayStream& stream, std::string_view name, const schema& columns,
                       const read_options& options) {
  const std::string names[] = {std::string(name)};
  return read_arrow(std::span(&stream, 1), names, columns, options);
}

}  // namespace ascof
