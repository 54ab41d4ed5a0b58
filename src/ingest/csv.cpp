#include "ascof/ingest/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ingest/csv_form.hpp"
#include "ingest/csv_piece.hpp"
#include "ingest/csv_structure.hpp"
#include "ingest/day_form.hpp"
#include "ingest/file_kind.hpp"
#include "ingest/gzip.hpp"
#include "ingest/header.hpp"
#include "ingest/input_bytes.hpp"
#include "ingest/number_form.hpp"
#include "ingest/table_builder.hpp"

namespace ascof {
namespace {

using namespace ingest;

// ---- places in messages ----------------------------------------------------------------------------------------------

std::uint64_t count_newlines(std::string_view bytes) {
  std::uint64_t count = 0;
  std::size_t at = 0;
  for (; at + block_bytes <= bytes.size(); at += block_bytes) count += native_block(bytes.data() + at).count('\n');
  return count +
         static_cast<std::uint64_t>(std::count(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end(), '\n'));
}

/// Number of the line in which the byte at `offset` stands.
std::uint64_t line_of(std::string_view bytes, std::size_t offset) {
  return 1 + count_newlines(bytes.substr(0, offset));
}

/// The lines of all places that a report will name, found in one go through the file.
class line_finder {
 public:
  line_finder(std::string_view bytes, std::vector<std::uint64_t> offsets) : offsets_(std::move(offsets)) {
    std::sort(offsets_.begin(), offsets_.end());
    std::uint64_t line = 1;
    std::uint64_t counted_to = 0;
    for (const std::uint64_t offset : offsets_) {
      line += count_newlines(bytes.substr(counted_to, offset - counted_to));
      counted_to = offset;
      lines_.push_back(line);
    }
  }

  /// @pre `offset` was among those given
  std::uint64_t operator()(std::uint64_t offset) const {
    return lines_[static_cast<std::size_t>(std::lower_bound(offsets_.begin(), offsets_.end(), offset) -
                                           offsets_.begin())];
  }

 private:
  std::vector<std::uint64_t> offsets_;
  std::vector<std::uint64_t> lines_;
};

/// A line of one field that nothing but such lines follow is a remark behind the rows or, without a line end, the beginning
/// of a row. Of two columns it may as well be the half of a row.
void refuse_lines_behind_rows(const csv_break& what, std::string_view bytes, const place& where, std::size_t width) {
  if (what.what != csv_break::kind::field_count || what.fields != 1 || width < 3) return;
  const std::string_view rest = bytes.substr(what.record);
  if (rest.find('\n') == std::string_view::npos)
    throw input_error(error_code::field_count, where,
                      fmt::format("the last line has 1 of {} fields and no line end: the file seems cut off", width),
                      "export it again, or remove the line if it is no row of the table");
  if (rest.size() < 2000 && rest.ends_with('\n') && rest.find(',') == std::string_view::npos)
    throw input_error(error_code::field_count, where, fmt::format("the last lines are no data: 1 of {} fields", width),
                      "remove them, or join them to the row to which they belong");
}

[[noreturn]] void throw_break(const csv_break& what, std::string_view bytes, const std::string& name,
                              std::size_t width) {
  place where{.file = name, .line = line_of(bytes, what.record), .field = {}, .column = what.column};
  refuse_lines_behind_rows(what, bytes, where, width);
  switch (what.what) {
    case csv_break::kind::field_count:
      if (what.fields < width && bytes.find('\n', what.record) == std::string_view::npos)
        throw input_error(error_code::field_count, std::move(where),
                          fmt::format("the last line has {} of {} fields and no line end: the file seems cut off",
                                      what.fields, width),
                          "export it again");
      throw input_error(
          error_code::field_count, std::move(where),
          fmt::format("found {} field{}, the header has {}", what.fields, what.fields == 1 ? "" : "s", width),
          what.fields > width
              ? "a text that holds a comma must stand in quotes, and nothing may stand behind the last column"
              : "a text that holds a line break must stand in quotes; remove lines that are no rows of the table");
    case csv_break::kind::unclosed_quote:
      throw input_error(
          error_code::unclosed_quote, std::move(where),
          "the quote that opens this field is never closed: the file is cut off, or the quote is one too many",
          "export it again, or remove the quote; inside quotes a quote is written twice");
    case csv_break::kind::misplaced_quote: break;
  }
  const std::uint64_t at_line = line_of(bytes, what.at);
  if (what.record < bytes.size() && bytes[what.record] == '"' && what.at > what.record) {
    if (at_line == where.line)
      throw input_error(error_code::misplaced_quote, std::move(where), "a quote closes this field before its end",
                        "inside quotes write a quote twice");
    throw input_error(
        error_code::unclosed_quote, std::move(where),
        fmt::format("the quote that opens this field is not closed before line {}, where text follows a quote",
                    at_line),
        "close it, or remove it; inside quotes a quote is written twice");
  }
  throw input_error(error_code::misplaced_quote, std::move(where),
                    "a quote stands inside a field that does not begin with one",
                    "put the whole field in quotes and write the quote inside twice");
}

// ---- one file --------------------------------------------------------------------------------------------------------

/// A file from its opening until its pieces are read.
struct open_csv {
  input_bytes bytes;
  csv_file csv;
};

/// Reads the header: its fields as UTF-8, and in `body` the offset behind it.
std::vector<std::string> read_header_record(std::string_view bytes, std::size_t begin, const std::string& name,
                                            std::string_view& record, std::size_t& body, std::uint64_t& decoded) {
  body = begin;
  const std::uint64_t line = line_of(bytes, begin);
  std::vector<std::string> headers;
  if (const auto wrong = read_csv_record(bytes, body, headers)) throw_break(*wrong, bytes, name, 0);
  record = bytes.substr(begin, body - begin);
  while (!record.empty() && (record.back() == '\n' || record.back() == '\r')) record.remove_suffix(1);
  if (record.find('\0') != std::string_view::npos)
    throw input_error(error_code::not_text, {.file = name, .line = line, .field = {}, .column = 0},
                      "the line holds NUL bytes", "export the file again as CSV UTF-8");
  if (record.empty())
    throw input_error(error_code::missing_column, {.file = name, .line = line, .field = {}, .column = 0},
                      line == 1 ? "the first line is blank" : "the line of the header is blank",
                      "the first line must name the columns");
  for (std::string& header : headers) {
    for (std::size_t cr = header.find('\r'); cr != std::string::npos; cr = header.find('\r', cr + 1))
      if (cr + 1 == header.size() || header[cr + 1] != '\n')
        throw input_error(error_code::not_text, {.file = name, .line = line, .field = {}, .column = 0},
                          "lines end in a carriage return alone, as on old Macintosh computers",
                          "save the file with Windows or Unix line ends");
    std::string text;
    if (to_utf8(header, text)) ++decoded;
    header = std::move(text);
  }
  return headers;
}

/// Records of a file in the order in which they stand, from a place that need not begin one.
class record_scan {
 public:
  record_scan(const csv_file& csv, std::size_t from) : csv_(csv), at_(from) {
    if (from == csv.body_begin) return;
    at_ = std::min(csv.bytes.find('\n', from), csv.body_end);
    if (at_ < csv.body_end) ++at_;
  }
  /// The next record with as many fields as the header. @return false at the end, or when quotes go wrong
  bool next(std::vector<std::string>& fields) {
    while (at_ < csv_.body_end) {
      fields.clear();
      if (read_csv_record(csv_.bytes.substr(0, csv_.body_end), at_, fields)) return false;
      if (fields.size() >= csv_.width) return true;
    }
    return false;
  }

 private:
  const csv_file& csv_;
  std::size_t at_;
};

std::uint64_t header_line(const csv_file& csv) {
  return line_of(csv.bytes, static_cast<std::size_t>(csv.header.data() - csv.bytes.data()));
}

/// Days that are written plainly, day first or year first but not both, need no second look.
bool is_plain(const day_shapes& s) {
  return s.evenings == 0 && s.filled == s.iso_early + s.iso_late + s.either + s.day_first &&
         (s.day_first == 0 || s.iso_early == 0);
}

/// Decides how the columns of days and decimals are written: from some two thousand records out of sixteen places of the
/// file and, where one of those is out of the ordinary, from all.
void look_at_forms(csv_file& csv, const loss_limit& accept, file_report& report) {
  constexpr std::size_t windows = 16;
  constexpr std::size_t records_of_window = 128;
  const std::size_t size = csv.body_end - csv.body_begin;
  std::vector<day_shapes> days(csv.columns.size());
  std::vector<number_shapes> numbers(csv.columns.size());
  const auto survey = [&](std::size_t from, std::size_t most) {
    record_scan scan(csv, from);
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < most && scan.next(fields); ++i)
      for (std::size_t c = 0; c < csv.columns.size(); ++c) {
        const field_kind kind = csv.columns[c].info->kind;
        if (kind == field_kind::day) days[c].add(fields[csv.columns[c].at]);
        if (kind == field_kind::hundredths) numbers[c].add(fields[csv.columns[c].at]);
      }
  };
  for (std::size_t w = 0; w < windows; ++w) survey(csv.body_begin + size / windows * w, records_of_window);
  const auto has_points = [](const number_shapes& s) { return s.commas == 0; };
  if (std::all_of(days.begin(), days.end(), is_plain) && std::all_of(numbers.begin(), numbers.end(), has_points))
    return;
  days.assign(csv.columns.size(), {});
  numbers.assign(csv.columns.size(), {});
  survey(csv.body_begin, csv.body_end);
  decide_day_forms(days, csv.columns, report.file, accept, report.notices);
  decide_number_forms(numbers, csv.columns, report.file, accept, report.notices);
}

/// Whether two values say the same: days may be written in two ways.
bool agree(const std::string& a, const std::string& b, const field_info& info) {
  if (same_text(a, b)) return true;
  if (info.kind != field_kind::day) return false;
  const parsed<day> x = read_day(a, info.month_will_do);
  const parsed<day> y = read_day(b, info.month_will_do);
  return !is_unreadable(x.fault) && !is_unreadable(y.fault) && x.value == y.value;
}

/// Two columns of one field: one is read where they agree, or where one is blank wherever they do not.
void settle_repeated(csv_file& csv, const std::vector<repeated_column>& repeated, file_report& report) {
  for (const repeated_column& two : repeated) {
    const auto column = std::find_if(csv.columns.begin(), csv.columns.end(),
                                     [&two](const source_column& c) { return c.at == two.first; });
    if (column == csv.columns.end()) continue;  // a field that is not read
    std::uint64_t differ = 0, only_first = 0, only_second = 0;
    record_scan scan(csv, csv.body_begin);
    std::vector<std::string> fields;
    while (scan.next(fields)) {
      const std::string& a = fields[two.first];
      const std::string& b = fields[two.second];
      const bool no_a = is_missing_value(a);
      const bool no_b = is_missing_value(b);
      only_first += !no_a && no_b ? 1 : 0;
      only_second += no_a && !no_b ? 1 : 0;
      differ += !no_a && !no_b && !agree(a, b, *column->info) ? 1 : 0;
    }
    const std::uint64_t apart = differ + only_first + only_second;
    if (differ != 0 || (only_first != 0 && only_second != 0))
      throw input_error(
          error_code::repeated_column,
          {.file = report.file, .line = header_line(csv), .field = std::string(two.field), .column = 0},
          fmt::format("two columns are this field: \"{}\" (column {}) and \"{}\" (column {}), and they differ in {} {}",
                      two.first_header, two.first + 1, two.second_header, two.second + 1, apart,
                      apart == 1 ? "row" : "rows"),
          "remove or rename one of them");
    if (only_second != 0) {
      column->at = two.second;
      column->header = two.second_header;
    }
    notice n = make_notice("file.repeated_column", fmt::format("columns {} and {} are both this field and agree",
                                                               two.first + 1, two.second + 1));
    n.file = report.file;
    n.field = two.field;
    report.notices.push_back(std::move(n));
  }
}

/// Tells contents apart that are not the same, by every 61st byte and the last ones: a look, not a proof.
std::uint64_t digest_of(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto add = [&hash](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U; };
  const std::size_t step = std::max<std::size_t>(61, bytes.size() >> 20U);
  for (std::size_t i = 0; i < bytes.size(); i += step) add(bytes[i]);
  for (const char c : bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 4096))) add(c);
  return hash | 1U;
}

/// @param report  gets what the header tells
open_csv understand(input_bytes bytes, const std::string& name, const schema& columns, const read_options& options,
                    file_report& report) {
  refuse_other_kinds(bytes.view(), name);
  report.file = name;
  report.bytes = bytes.view().size();
  report.digest = digest_of(bytes.view());
  report.byte_order_mark = bytes.view().starts_with(byte_order_mark);
  csv_form form = find_table(std::move(bytes), columns, report);
  const std::string_view view = form.bytes.view();
  open_csv file;
  file.csv.bytes = view;
  const std::vector<std::string> headers =
      read_header_record(view, form.begin, name, file.csv.header, file.csv.body_begin, report.windows_1252_values);
  file.csv.width = headers.size();
  std::vector<repeated_column> repeated;
  file.csv.columns = match_header(headers, columns, {name, header_line(file.csv)}, report, &repeated);
  file.csv.body_end = std::max(form.end, file.csv.body_begin);
  if (file.csv.body_end == file.csv.body_begin && !columns.may_be_empty)
    throw input_error(error_code::no_rows, {.file = name}, "the file has a header and no rows",
                      "check that the export finished");
  file.bytes = std::move(form.bytes);
  if (view.find('\0') == std::string_view::npos || view.size() > (std::size_t{1} << 20U)) {
    settle_repeated(file.csv, repeated, report);
    look_at_forms(file.csv, options.accept_loss, report);
  }
  return file;
}

// ---- pieces ----------------------------------------------------------------------------------------------------------

/// A piece before its records are known: `begin` and `end` become record boundaries.
struct piece_range {
  std::size_t file = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  piece_survey survey;
};

std::vector<piece_range> cut(const std::vector<open_csv>& files, std::size_t piece_bytes) {
  std::vector<piece_range> ranges;
  for (std::size_t file = 0; file < files.size(); ++file) {
    const csv_file& csv = files[file].csv;
    for (std::size_t begin = csv.body_begin; begin < csv.body_end; begin += std::min(piece_bytes, csv.body_end - begin))
      ranges.push_back({file, begin, begin + std::min(piece_bytes, csv.body_end - begin), {}});
  }
  return ranges;
}

/// Moves the ends of the pieces to record boundaries: a record belongs to the piece in which it begins. Whether a piece
/// begins inside quotes follows from the quotes of all pieces before it.
void move_to_records(std::vector<piece_range>& ranges, const std::vector<open_csv>& files) {
  bool inside = false;
  std::vector<std::size_t> record_end(ranges.size());  // offset behind the first record end in the piece
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (i == 0 || ranges[i].file != ranges[i - 1].file) inside = false;
    const std::size_t first = ranges[i].survey.first_record_end[inside ? 1 : 0];
    record_end[i] = first == piece_survey::nowhere ? piece_survey::nowhere : ranges[i].begin + first + 1;
    // The line feed just before a piece ends the record before it.
    if (!inside && files[ranges[i].file].csv.bytes[ranges[i].begin - 1] == '\n') record_end[i] = ranges[i].begin;
    inside ^= ranges[i].survey.odd_quotes;
  }
  std::size_t next = 0;  // where the records of the piece behind begin
  for (std::size_t i = ranges.size(); i-- > 0;) {
    const csv_file& csv = files[ranges[i].file].csv;
    const bool last = i + 1 == ranges.size() || ranges[i + 1].file != ranges[i].file;
    const bool first = i == 0 || ranges[i - 1].file != ranges[i].file;
    const std::size_t end = last ? csv.body_end : next;
    const std::size_t begin = first ? csv.body_begin : std::min(record_end[i], end);
    ranges[i].begin = begin;
    ranges[i].end = end;
    next = begin;
  }
}

/// Reports share of work done, from one thread at a time and never falling.
class progress_meter {
 public:
  progress_meter(const progress& on_progress, double from, double to, std::size_t total)
      : on_progress_(on_progress), from_(from), to_(to), total_(total) {}

  void add(std::size_t bytes) {
    if (!on_progress_) return;
    const std::lock_guard lock(guard_);
    done_ += bytes;
    on_progress_("reading", from_ + (to_ - from_) * static_cast<double>(done_) / static_cast<double>(total_));
  }

 private:
  const progress& on_progress_;
  double from_;
  double to_;
  std::size_t total_;
  std::size_t done_ = 0;
  std::mutex guard_;
};

// ---- several files ---------------------------------------------------------------------------------------------------

class csv_reader {
 public:
  csv_reader(const schema& columns, const read_options& options) : options_(options), builder_(columns) {}

  /// Reads files that are open at the same time, as pieces shared by all threads.
  /// @param share  of the whole work that is done when these are
  void read(std::vector<open_csv> files, std::vector<file_report> reports, double share) {
    try {
      read_pieces(files, reports, share);
    } catch (const input_error&) {
      refuse_cut_files(files, reports);  // whatever was found there was not in the file
      throw;
    }
    refuse_cut_files(files, reports);
    std::move(reports.begin(), reports.end(), std::back_inserter(reports_));
    done_ = share;
  }

  read_result finish() {
    read_result result;
    result.report.files = std::move(reports_);
    result.lines = std::move(lines_);
    result.data = builder_.finish(options_.threads, result.report.files, result.first_row);
    return result;
  }

 private:
  void read_pieces(const std::vector<open_csv>& files, std::vector<file_report>& reports, double share) {
    const std::size_t first_file = reports_.size();
    std::vector<piece_range> ranges =
        cut(files, std::clamp<std::size_t>(options_.piece_bytes, 1, std::size_t{1} << 30U));
    survey(ranges, files, reports);
    move_to_records(ranges, files);

    // Pieces keep pointing at the columns of their file until the table is made.
    std::vector<const csv_file*> kept;
    for (const open_csv& file : files) kept.push_back(&files_.emplace_back(file.csv));

    const std::size_t first_piece = builder_.expect(ranges.size());
    std::vector<std::optional<csv_break>> breaks(ranges.size());
    std::atomic<std::size_t> first_break{ranges.size()};
    std::size_t total = 0;
    for (const piece_range& range : ranges) total += range.end - range.begin;
    progress_meter meter(options_.on_progress, done_, share, std::max<std::size_t>(total, 1));
    for_each_part(ranges.size(), options_.threads, [&](std::size_t i) {
      if (i > first_break.load(std::memory_order_relaxed)) return;  // the file is refused: only earlier faults matter
      piece& own = builder_.at(first_piece + i);
      own.file = first_file + ranges[i].file;
      own.keeps_places = options_.keep_lines;
      breaks[i] = read_csv_piece<native_block>(*kept[ranges[i].file], ranges[i].begin, ranges[i].end, own);
      if (breaks[i]) {
        std::size_t known = first_break.load();
        while (i < known && !first_break.compare_exchange_weak(known, i)) {
        }
        return;
      }
      builder_.done(first_piece + i);
      meter.add(ranges[i].end - ranges[i].begin);
    });
    if (const std::size_t broken = first_break.load(); broken < ranges.size()) {
      const std::size_t file = ranges[broken].file;
      throw_break(*breaks[broken], files[file].csv.bytes, reports[file].file, files[file].csv.width);
    }
    builder_.settle(options_.threads);
    report_faults(ranges, files, reports, first_piece);
    if (options_.keep_lines) find_lines(ranges, files, first_piece);
  }

  /// The line of each row that was kept, counted on from row to row.
  void find_lines(const std::vector<piece_range>& ranges, const std::vector<open_csv>& files, std::size_t first_piece) {
    std::uint64_t line = 1;
    std::size_t counted_to = 0;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      if (i == 0 || ranges[i].file != ranges[i - 1].file) {
        line = 1;
        counted_to = 0;
      }
      const std::string_view bytes = files[ranges[i].file].csv.bytes;
      for (const std::uint64_t place : builder_.at(first_piece + i).places) {
        line += count_newlines(bytes.substr(counted_to, place - counted_to));
        counted_to = place;
        lines_.push_back(line);
      }
    }
  }

  static void refuse_cut_files(const std::vector<open_csv>& files, const std::vector<file_report>& reports) {
    for (std::size_t i = 0; i < files.size(); ++i)
      if (files[i].bytes.was_cut(reports[i].file)) throw_cut(reports[i].file);
  }

  /// Where rows leave out the empty fields at their ends, others do so too. A single one without a line end was cut off.
  static void refuse_cut_row(const fault_count& short_rows, const csv_file& csv, const file_report& report) {
    if (short_rows.rows != 1 || csv.bytes.find('\n', short_rows.places[0]) != std::string_view::npos) return;
    std::size_t at = short_rows.places[0];
    std::vector<std::string> fields;
    (void)read_csv_record(csv.bytes, at, fields);
    throw_break({csv_break::kind::field_count, short_rows.places[0], short_rows.places[0], fields.size(), 0}, csv.bytes,
                report.file, csv.width);
  }

  void survey(std::vector<piece_range>& ranges, const std::vector<open_csv>& files,
              const std::vector<file_report>& reports) const {
    for_each_part(ranges.size(), options_.threads, [&](std::size_t i) {
      piece_range& range = ranges[i];
      const std::string_view bytes = files[range.file].csv.bytes;
      range.survey = survey_piece<native_block>(bytes.data() + range.begin, range.end - range.begin);
      if (!range.survey.nul) return;
      throw input_error(error_code::not_text,
                        {.file = reports[range.file].file,
                         .line = line_of(bytes, bytes.find('\0', range.begin)),
                         .field = {},
                         .column = 0},
                        "the line holds NUL bytes", "export the file again as CSV UTF-8");
    });
  }

  /// Spreadsheets have so many rows and drop what is behind them.
  static void tell_last_row(file_report& report) {
    if (report.rows_in + 1 != 1'048'576 && report.rows_in + 1 != 65'536) return;
    notice n = make_notice("file.last_row",
                           fmt::format("{} rows and a header: the last row of a spreadsheet", report.rows_in));
    n.file = report.file;
    report.notices.push_back(std::move(n));
  }

  void report_faults(const std::vector<piece_range>& ranges, const std::vector<open_csv>& files,
                     std::vector<file_report>& reports, std::size_t first_piece) {
    std::vector<fault_counts> faults;
    for (const open_csv& file : files) faults.emplace_back(file.csv.columns.size());
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      const piece& own = builder_.at(first_piece + i);
      file_report& report = reports[ranges[i].file];
      report.rows_in += own.rows_in;
      report.rows_kept += own.rows;
      faults[ranges[i].file].append(own.faults);
    }
    for (std::size_t file = 0; file < files.size(); ++file) {
      reports[file].rows_rejected = reports[file].rows_in - reports[file].rows_kept;
      refuse_cut_row(faults[file].of(row_fault::short_row), files[file].csv, reports[file]);
      tell_last_row(reports[file]);
      const line_finder line(files[file].csv.bytes, faults[file].all_places());
      add_faults(faults[file], files[file].csv.columns, reports[file], line);
    }
  }

  const read_options& options_;
  table_builder builder_;
  std::deque<csv_file> files_;
  std::vector<file_report> reports_;
  std::vector<std::uint64_t> lines_;  ///< by row, when asked for
  double done_ = 0;
};

}  // namespace

read_result read_csv(std::span<const std::filesystem::path> files, const schema& columns, const read_options& options) {
  // Files are read together as far as what has to be inflated fits: mapped files cost nothing.
  constexpr std::size_t most_inflated = std::size_t{1} << 29U;
  if (files.empty()) throw usage_error(error_code::missing_input, {}, "no file was given to read", "name at least one");
  csv_reader reader(columns, options);
  std::size_t first = 0;
  while (first < files.size()) {
    std::size_t last = first;
    for (std::size_t inflated = 0; last < files.size() && (last == first || inflated < most_inflated); ++last)
      inflated += expected_allocation(files[last]);
    std::vector<open_csv> open(last - first);
    std::vector<file_report> reports(last - first);
    for_each_part(open.size(), options.threads, [&](std::size_t i) {
      const std::filesystem::path& path = files[first + i];
      open[i] = understand(open_text(path), path.string(), columns, options, reports[i]);
    });
    reader.read(std::move(open), std::move(reports), static_cast<double>(last) / static_cast<double>(files.size()));
    first = last;
  }
  return reader.finish();
}

read_result read_csv_text(std::string_view bytes, std::string_view name, const schema& columns,
                          const read_options& options) {
  const std::string file(name);
  csv_reader reader(columns, options);
  std::vector<open_csv> open;
  std::vector<file_report> reports(1);
  input_bytes text = is_gzip(bytes) ? inflate_gzip(bytes, file) : input_bytes::lent(bytes);
  open.push_back(understand(std::move(text), file, columns, options, reports[0]));
  reader.read(std::move(open), std::move(reports), 1);
  return reader.finish();
}

std::vector<std::string> read_header(const std::filesystem::path& file, const schema& columns) {
  const std::string name = file.string();
  input_bytes bytes = open_text(file, std::size_t{1} << 16U, pipe_use::look);
  refuse_other_kinds(bytes.view(), name);
  if (bytes.view().find('\n') == std::string_view::npos)
    bytes = open_text(file, 0, pipe_use::look);  // a header longer than that
  file_report unused;
  unused.file = name;
  const csv_form form = find_table(std::move(bytes), columns, unused);
  std::string_view record;
  std::size_t body = 0;
  std::uint64_t decoded = 0;
  return read_header_record(form.bytes.view(), form.begin, name, record, body, decoded);
}

}  // namespace ascof
