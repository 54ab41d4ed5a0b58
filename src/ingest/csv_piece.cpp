#include "ingest/csv_piece.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "ingest/recent_texts.hpp"

namespace ascof::ingest {
namespace {

/// The text between the quotes of a quoted field, doubled quotes made single.
/// @param copy  holds the result when it is not in the file as it reads
std::string_view unquoted(std::string_view field, std::string& copy, bool& lasting) {
  std::string_view inner = field.substr(1, field.size() - 2);
  std::size_t quote = inner.find('"');
  if (quote == std::string_view::npos) return inner;
  copy.clear();
  while (quote != std::string_view::npos) {
    copy.append(inner.substr(0, quote + 1));
    inner.remove_prefix(quote + 2);
    quote = inner.find('"');
  }
  copy.append(inner);
  lasting = false;
  return copy;
}

/// Works in batches: first the places of all separators of some hundred records, then column by column, so that each
/// column's code, dictionary and output stay warm and a column that is not read costs nothing but its commas.
template <typename Block>
class piece_reader {
 public:
  piece_reader(const csv_file& file, std::size_t begin, std::size_t end, piece& out)
      : file_(file),
        offset_(begin),
        base_(file.bytes.data() + begin),
        size_(end - begin),
        width_(file.width),
        out_(out),
        recent_(file.columns.size()),
        ends_(std::max<std::size_t>(batch_separators, width_ + 2 * block_bytes)) {
    out_.columns.resize(file.columns.size());
    out_.faults = fault_counts(file.columns.size());
    out_.sources = &file.columns;
    for (const source_column& column : file.columns)
      finders_.emplace_back(column.info->kind == field_kind::mentions ? column.info->word : std::string_view{});
  }

  std::optional<csv_break> read() {
    if (size_ >= std::numeric_limits<std::uint32_t>::max()) {
      // Only a quoted field can make a piece that long, and no field of a real file is.
      return csv_break{csv_break::kind::unclosed_quote, offset_, offset_, 0, 0};
    }
    std::size_t at = 0;
    while (at < size_ && !broken_) {
      at = read_blocks(at);
      if (at >= size_ && !broken_) end_of_piece();
      read_batch(at);
    }
    if (broken_) return broken_;
    for (std::size_t c = 0; c < file_.columns.size(); ++c) close(c);
    return std::nullopt;
  }

 private:
  static constexpr std::size_t batch_separators = 8192;

  struct quote_state {
    std::uint64_t inside = 0;  ///< all ones: the next byte is inside quotes
    std::uint64_t opens = 1;   ///< 1: a quote at the next byte may open a field or double the one before
    std::uint64_t closed = 0;  ///< 1: the byte before closed a quoted field
  };

  // ---- structure ---------------------------------------------------------------------------------------------------

  /// Reads blocks from `at` until the batch is full or the piece at its end. @return where it stopped
  std::size_t read_blocks(std::size_t at) {
    const std::size_t full = ends_.size() - block_bytes;
    while (at < size_ && count_ < full && !broken_) {
      at = read_plain_blocks(at, full);
      if (count_ >= full) break;  // another block might not have room
      if (at + block_bytes <= size_) {
        add_block(base_ + at, at);
      } else if (at < size_) {
        char tail[block_bytes];
        std::memset(tail, ' ', sizeof tail);
        std::memcpy(tail, base_ + at, size_ - at);
        add_block(tail, at);
      }
      at = std::min(at + block_bytes, size_);
    }
    return at;
  }

  /// The loop that most of a file goes through: blocks without quotes. What changes is held in registers.
  std::size_t read_plain_blocks(std::size_t at, std::size_t full) {
    if ((quotes_.inside | quotes_.closed) != 0) return at;
    std::size_t count = count_;
    std::size_t newlines = newlines_;
    std::uint64_t separators = quotes_.opens << 63U;
    for (; at + block_bytes <= size_ && count < full; at += block_bytes) {
      ask_ahead(base_ + at);
      const Block block(base_ + at);
      if (block.has('"')) break;
      separators = block.equal_either(',', '\n');
      newlines += block.count('\n');
      count += write_places(separators, static_cast<std::uint32_t>(at), ends_.data() + count);
    }
    count_ = count;
    newlines_ = newlines;
    quotes_.opens = separators >> 63U;
    return at;
  }

  /// Any block: quotes may open, close and be wrong in it.
  void add_block(const char* bytes, std::size_t at) {
    const Block block(bytes);
    std::uint64_t separators = block.equal_either(',', '\n');
    const std::uint64_t quotes = block.equal('"');
    const std::uint64_t in = prefix_xor(quotes) ^ quotes_.inside;
    separators &= ~in;
    const std::uint64_t opening = quotes & in;
    const std::uint64_t closing = quotes & ~in;
    const std::uint64_t edges = separators | quotes;
    std::uint64_t misplaced = opening & ~((edges << 1U) | quotes_.opens);
    std::uint64_t unusual = ((closing << 1U) | quotes_.closed) & ~edges;  // neither separator nor doubled quote behind
    for (; unusual != 0; unusual &= unusual - 1) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(unusual));
      if (!ends_line(at + bit)) misplaced |= std::uint64_t{1} << bit;
    }
    quotes_.inside = (in >> 63U) != 0 ? ~std::uint64_t{0} : 0;
    quotes_.opens = edges >> 63U;
    quotes_.closed = closing >> 63U;
    const auto first_misplaced = static_cast<unsigned>(std::countr_zero(misplaced));
    if (misplaced != 0) separators &= (std::uint64_t{1} << first_misplaced) - 1;
    newlines_ += count_bits(block.equal('\n') & separators);
    count_ += write_places(separators, static_cast<std::uint32_t>(at), ends_.data() + count_);
    if (misplaced != 0) break_at_quote(csv_break::kind::misplaced_quote, at + first_misplaced);
  }

  /// True when what stands at `at` ends a line although it is no line feed: the carriage return before one, or the end.
  bool ends_line(std::size_t at) const {
    return at >= size_ || (base_[at] == '\r' && at + 1 < size_ && base_[at + 1] == '\n');
  }

  /// Writes the places of the bits, with room for 64 of them. Writes more than there are where that is cheaper than
  /// guessing the number of turns of a loop. @return how many there are
  static std::size_t write_places(std::uint64_t bits, std::uint32_t first, std::uint32_t* next) {
    const std::size_t count = count_bits(bits);
    for (int i = 0; i < 8; ++i, bits &= bits - 1) *next++ = first + lowest_bit(bits);
    if (count > 8) {
      for (int i = 0; i < 8; ++i, bits &= bits - 1) *next++ = first + lowest_bit(bits);
      for (; bits != 0; bits &= bits - 1) *next++ = first + lowest_bit(bits);
    }
    return count;
  }

  /// Place of the lowest bit, any place when there is none: the top bit keeps the compiler from testing for that.
  static std::uint32_t lowest_bit(std::uint64_t bits) {
    return static_cast<std::uint32_t>(std::countr_zero(bits | (std::uint64_t{1} << 63U)));
  }

  void end_of_piece() {
    if (quotes_.inside != 0) {
      break_at_quote(csv_break::kind::unclosed_quote, size_);
    } else if (base_[size_ - 1] != '\n') {
      ends_[count_++] = static_cast<std::uint32_t>(size_);  // the last record has no line end of its own
      ++newlines_;
    }
  }

  bool is_record_end(std::uint32_t at) const { return at == size_ || base_[at] == '\n'; }

  void break_at_quote(csv_break::kind what, std::size_t at) {
    const std::size_t begin = count_ == 0 ? next_record_ : std::size_t{ends_[count_ - 1]} + 1;
    std::size_t column = 1;
    for (std::size_t i = count_; i > 0 && !is_record_end(ends_[i - 1]); --i) ++column;
    broken_ = csv_break{what, offset_ + at, offset_ + begin, 0, column};
  }

  // ---- records -----------------------------------------------------------------------------------------------------

  /// Turns the separators gathered so far into rows and reads them; what belongs to an unfinished record stays.
  void read_batch(std::size_t read_so_far) {
    begins_.clear();
    rows_ = count_ / width_;
    std::size_t used = 0;
    if (is_regular()) {
      used = rows_ * width_;
      for (std::size_t row = 0; row < rows_; ++row) {
        begins_.push_back(next_record_);
        next_record_ = ends_[row * width_ + width_ - 1] + 1;
      }
      out_.rows_in += rows_;
    } else {
      used = sort_out_records();
    }
    const bool irregular = !sorted_.empty();
    const std::vector<std::uint32_t> rest(ends_.begin() + static_cast<std::ptrdiff_t>(used),
                                          ends_.begin() + static_cast<std::ptrdiff_t>(count_));
    if (irregular) {
      if (ends_.size() < sorted_.size()) ends_.resize(sorted_.size());
      std::copy(sorted_.begin(), sorted_.end(), ends_.begin());
      sorted_.clear();
    }
    if (!broken_ || broken_->what != csv_break::kind::field_count) {
      leave_out_empty_rows();
      read_columns(read_so_far);
    }
    std::copy(rest.begin(), rest.end(), ends_.begin());
    count_ = rest.size();
    newlines_ = 0;
  }

  /// True when every `width_`-th separator ends a record and no other does.
  bool is_regular() const {
    if (newlines_ != rows_) return false;
    for (std::size_t row = 1; row <= rows_; ++row)
      if (!is_record_end(ends_[row * width_ - 1])) return false;
    return true;
  }

  /// The slow way: leaves out blank lines and finds the record with the wrong number of fields.
  /// @return separators used
  std::size_t sort_out_records() {
    sorted_.clear();
    std::size_t record_at = 0;  // its first separator
    for (std::size_t i = 0; i < count_; ++i) {
      const std::uint32_t end = ends_[i];
      if (!is_record_end(end)) continue;
      const std::size_t fields = i + 1 - record_at;
      const std::uint32_t begin = next_record_;
      next_record_ = end + 1;
      const std::span<const std::uint32_t> places(ends_.data() + record_at, fields);
      if (fields == width_ || has_only_empty_extras(places) || is_short_row(begin, places)) {
        ++out_.rows_in;
        if (fields > width_) out_.faults.of(row_fault::extra_fields).add(offset_ + begin);
        if (fields < width_) out_.faults.of(row_fault::short_row).add(offset_ + begin);
        take_row(places);
        begins_.push_back(begin);
      } else if (fields == 1 && (begin == end || (begin + 1 == end && base_[begin] == '\r'))) {
        ++out_.rows_in;
        out_.faults.of(row_fault::blank_line).add(offset_ + begin);
      } else {
        broken_ = csv_break{csv_break::kind::field_count, offset_ + begin, offset_ + begin, fields, 0};
        break;
      }
      record_at = i + 1;
    }
    rows_ = begins_.size();
    return record_at;
  }

  /// More fields than the header, and nothing in those behind its last column.
  bool has_only_empty_extras(std::span<const std::uint32_t> places) const {
    if (places.size() <= width_) return false;
    for (std::size_t f = width_; f < places.size(); ++f) {
      std::string_view text{base_ + places[f - 1] + 1, places[f] - places[f - 1] - 1};
      if (f + 1 == places.size() && text.ends_with('\r')) text.remove_suffix(1);
      if (!text.empty() && text != "\"\"") return false;
    }
    return true;
  }

  /// Fewer fields than the header, as programs write that leave empty fields at the end out. The other half of a row that
  /// an unquoted line break has cut does not pass: what must be there to place the row is not where it should be.
  bool is_short_row(std::uint32_t begin, std::span<const std::uint32_t> places) const {
    if (places.size() >= width_ || places.size() < 2) return false;
    bool placed = false;
    for (const source_column& column : file_.columns) {
      if (column.info->kind != field_kind::day || column.at >= places.size()) continue;
      const std::uint32_t from = column.at == 0 ? begin : places[column.at - 1] + 1;
      std::string_view text{base_ + from, places[column.at] - from};
      if (text.ends_with('\r')) text.remove_suffix(1);
      if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
      if (is_unreadable(read_day(text, true, column.form).fault)) return false;
      placed = placed || (column.info->rejects_row && !text.empty());
    }
    return placed;
  }

  /// Keeps the places of a row's fields: those behind the last column are left out, those that are not there are empty.
  void take_row(std::span<const std::uint32_t> places) {
    for (std::size_t f = 0; f < std::min(width_, places.size()); ++f) sorted_.push_back(places[f]);
    if (places.size() >= width_) return;
    std::uint32_t& last = sorted_.back();
    if (last > 0 && base_[last - 1] == '\r') --last;
    for (std::size_t f = places.size(); f < width_; ++f) sorted_.push_back(sorted_.back() + 1);
  }

  void leave_out_empty_rows() {
    rejected_.assign(rows_, 0);
    bool any = false;
    for (std::size_t row = 0; row < rows_; ++row) {
      const std::uint32_t begin = begins_[row];
      // Fields that a short row does not have are counted on behind its end, and may lie behind that of the file.
      std::size_t size = std::min<std::size_t>(ends_[row * width_ + width_ - 1], size_) - begin;
      if (size != 0 && base_[begin + size - 1] == '\r') --size;
      // A row of nothing but commas and empty quotes is at most this long; most rows are told apart by that alone.
      if (size < 3 * width_ && is_empty({base_ + begin, size})) {
        out_.faults.of(row_fault::all_empty).add(offset_ + begin);
        rejected_[row] = 1;
        any = true;
      } else if (is_header({base_ + begin, size})) {
        out_.faults.of(row_fault::header_again).add(offset_ + begin);
        rejected_[row] = 1;
        any = true;
      }
    }
    if (any) leave_out_rejected();
  }

  /// True when each field is nothing or an empty pair of quotes.
  static bool is_empty(std::string_view record) {
    for (;;) {
      if (record.starts_with("\"\"")) record.remove_prefix(2);
      if (record.empty()) return true;
      if (record.front() != ',') return false;
      record.remove_prefix(1);
    }
  }

  /// The header once more, as files put behind one another have it, perhaps with its byte order mark.
  bool is_header(std::string_view record) const {
    const std::size_t size = file_.header.size();
    return (record.size() == size && record == file_.header) ||
           (record.size() == size + 3 && record.substr(3) == file_.header && record.starts_with("\xEF\xBB\xBF"));
  }

  /// Takes the rejected rows out of the places of fields.
  void leave_out_rejected() {
    std::size_t kept = 0;
    for (std::size_t row = 0; row < rows_; ++row) {
      if (rejected_[row] != 0) continue;
      std::copy_n(ends_.begin() + static_cast<std::ptrdiff_t>(row * width_), width_,
                  ends_.begin() + static_cast<std::ptrdiff_t>(kept * width_));
      begins_[kept++] = begins_[row];
    }
    rows_ = kept;
    rejected_.assign(rows_, 0);
  }

  // ---- columns -----------------------------------------------------------------------------------------------------

  void read_columns(std::size_t read_so_far) {
    if (rows_ == 0) return;
    if (out_.rows == 0 && read_so_far != 0) expected_rows_ = rows_ * size_ / read_so_far + rows_ / 8 + 16;
    rejected_.assign(rows_, 0);
    bool any = false;
    for (std::size_t c = 0; c < file_.columns.size(); ++c)
      if (file_.columns[c].info->rejects_row) any |= read_column(c);
    if (any) {
      for (std::size_t c = 0; c < file_.columns.size(); ++c)
        if (file_.columns[c].info->rejects_row) out_.columns[c].take_back(rejected_);
      leave_out_rejected();
    }
    for (std::size_t c = 0; c < file_.columns.size(); ++c)
      if (!file_.columns[c].info->rejects_row) read_column(c);
    out_.rows += rows_;
    if (out_.keeps_places)
      for (std::size_t row = 0; row < rows_; ++row) out_.places.push_back(offset_ + begins_[row]);
  }

  /// @return true when a row was rejected
  bool read_column(std::size_t c) {
    piece_column& column = out_.columns[c];
    const field_info& info = *file_.columns[c].info;
    switch (info.kind) {
      case field_kind::text: read_texts(c, column); return false;
      case field_kind::mentions: read_mentions(c, column); return false;
      case field_kind::day:
        return read_values(c, column.days, [&info, form = file_.columns[c].form](std::string_view text) -> parsed<day> {
          day found;
          // Ten bytes with a slash are the specification's own form, unless the column says otherwise.
          if (form == day_form::standard && text.size() == 10 && read_common_day(text.data(), found)) return {found};
          return read_day(text, info.month_will_do, form);
        });
      case field_kind::integer: return read_values(c, column.integers, read_integer);
      case field_kind::record: return read_values(c, column.wides, read_record);
      case field_kind::hundredths:
        return read_values(c, column.wides, [form = file_.columns[c].numbers](std::string_view text) {
          return read_hundredths(text, form);
        });
      case field_kind::skipped: return false;
    }
    return false;
  }

  template <typename T>
  T* make_room(std::vector<T>& values) const {
    const std::size_t before = values.size();
    if (before == 0) values.reserve(expected_rows_);
    values.resize(before + rows_);
    return values.data() + before;
  }

  /// Calls `take(row, text, lasting)` for the field in column `c` of each row.
  template <typename Take>
  void each_field(std::size_t c, Take take) {
    const std::size_t at = file_.columns[c].at;
    const bool last = at + 1 == width_;
    const std::uint32_t* end_of = ends_.data() + at;
    for (std::size_t row = 0; row < rows_; ++row, end_of += width_) {
      const std::uint32_t begin = at == 0 ? begins_[row] : end_of[-1] + 1;
      std::uint32_t end = *end_of;
      if (last && end > begin && base_[end - 1] == '\r') --end;
      std::string_view text{base_ + begin, end - begin};
      bool lasting = true;
      if (!text.empty() && text.front() == '"') text = unquoted(text, copy_, lasting);
      take(row, text, lasting);
    }
  }

  void read_texts(std::size_t c, piece_column& column) {
    code* out = make_room(column.texts);
    piece_dictionary& dictionary = column.dictionary;
    recent_texts& recent = recent_[c];
    const char* const roomy_until =
        file_.bytes.data() + file_.bytes.size() - std::min(recent_texts::word, file_.bytes.size());
    const auto code_of = [&dictionary](std::string_view text, bool lasting) {
      return text.empty() ? missing_code : dictionary.intern(text, lasting);
    };
    each_field(c, [&](std::size_t row, std::string_view text, bool lasting) {
      if (dictionary.only_lists() || !lasting || text.data() > roomy_until) {
        out[row] = code_of(text, lasting);
        return;
      }
      const recent_texts::key key = recent_texts::key_of(text);
      out[row] = recent.find(text, key);
      if (out[row] != recent_texts::unknown) return;
      out[row] = code_of(text, lasting);
      recent.keep(text, key, out[row]);
    });
    dictionary.consider_listing(column.texts.size());
  }

  void read_mentions(std::size_t c, piece_column& column) {
    std::int32_t* out = make_room(column.integers);
    const word_finder& mentions = finders_[c];
    each_field(c, [&](std::size_t row, std::string_view text, bool) {
      out[row] = text.empty() ? missing_integer : mentions(text);
    });
  }

  template <typename T, typename Parse>
  bool read_values(std::size_t c, std::vector<T>& values, Parse parse) {
    T* out = make_room(values);
    const T missing = parse(std::string_view{}).value;
    const bool rejects = file_.columns[c].info->rejects_row;
    bool any = false;
    each_field(c, [&](std::size_t row, std::string_view text, bool) {
      if (text.empty()) {
        out[row] = missing;
        return;
      }
      const parsed<T> value = parse(text);
      out[row] = value.value;
      if (value.fault == value_fault::none || rejected_[row] != 0) return;
      out_.faults.of(c, value.fault).add(offset_ + begins_[row]);
      if (!rejects || !is_unreadable(value.fault)) return;
      rejected_[row] = 1;
      any = true;
    });
    return any;
  }

  void close(std::size_t c) {
    piece_column& column = out_.columns[c];
    if (file_.columns[c].info->kind != field_kind::text) return;
    column.codes.assign(column.texts, column.dictionary.size());
    std::vector<code>().swap(column.texts);
    column.dictionary.close();
  }

  const csv_file& file_;
  const std::size_t offset_;  // of the piece in the file; all places below count from it
  const char* const base_;
  const std::size_t size_;
  const std::size_t width_;
  piece& out_;
  std::vector<word_finder> finders_;  // by source column
  std::vector<recent_texts> recent_;  // likewise

  quote_state quotes_;
  std::vector<std::uint32_t> ends_;  // places of separators: row by row, width_ each, then an unfinished record
  std::size_t count_ = 0;
  std::size_t newlines_ = 0;           // among them
  std::uint32_t next_record_ = 0;      // where the record of the first separator not yet used begins
  std::vector<std::uint32_t> begins_;  // of rows
  std::vector<std::uint32_t> sorted_;  // places of the fields of rows, where some had more or fewer than the header
  std::size_t rows_ = 0;
  std::vector<std::uint8_t> rejected_;  // by row
  std::size_t expected_rows_ = 0;
  std::string copy_;
  std::optional<csv_break> broken_;
};

}  // namespace

template <typename Block>
std::optional<csv_break> read_csv_piece(const csv_file& file, std::size_t begin, std::size_t end, piece& out) {
  if (begin == end) {
    out.columns.resize(file.columns.size());
    out.faults = fault_counts(file.columns.size());
    out.sources = &file.columns;
    return std::nullopt;
  }
  return piece_reader<Block>(file, begin, end, out).read();
}

template std::optional<csv_break> read_csv_piece<native_block>(const csv_file&, std::size_t, std::size_t, piece&);
#if defined(__SSE2__)
template std::optional<csv_break> read_csv_piece<portable_block>(const csv_file&, std::size_t, std::size_t, piece&);
#endif

std::optional<csv_break> read_csv_record(std::string_view bytes, std::size_t& begin, std::vector<std::string>& fields) {
  std::size_t at = begin;
  for (;;) {
    const std::size_t field_at = at;
    std::string field;
    if (at < bytes.size() && bytes[at] == '"') {
      ++at;
      for (;;) {
        const std::size_t quote = bytes.find('"', at);
        if (quote == std::string_view::npos)
          return csv_break{csv_break::kind::unclosed_quote, bytes.size(), field_at, 0, fields.size() + 1};
        field.append(bytes.substr(at, quote - at));
        at = quote + 1;
        if (at >= bytes.size() || bytes[at] != '"') break;
        field += '"';
        ++at;
      }
      const std::string_view rest = bytes.substr(at);
      if (!rest.empty() && rest[0] != ',' && rest[0] != '\n' && rest != "\r" && !rest.starts_with("\r\n"))
        return csv_break{csv_break::kind::misplaced_quote, at, field_at, 0, fields.size() + 1};
    } else {
      while (at < bytes.size() && bytes[at] != ',' && bytes[at] != '\n') {
        if (bytes[at] == '"') return csv_break{csv_break::kind::misplaced_quote, at, field_at, 0, fields.size() + 1};
        ++at;
      }
      field = bytes.substr(field_at, at - field_at);
      if ((at >= bytes.size() || bytes[at] == '\n') && field.ends_with('\r')) field.pop_back();
    }
    fields.push_back(std::move(field));
    if (at < bytes.size() && bytes[at] == ',') {
      ++at;
      continue;
    }
    if (at < bytes.size() && bytes[at] == '\r') ++at;
    if (at < bytes.size() && bytes[at] == '\n') ++at;
    begin = at;
    return std::nullopt;
  }
}

}  // namespace ascof::ingest
