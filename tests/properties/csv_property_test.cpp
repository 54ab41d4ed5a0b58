/// Random tables, written as CSV in random ways, must read back as they were.
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/ingest/csv.hpp"

using namespace ascof;

namespace {

/// One row: a text, a day, a whole number, an amount in hundredths; empty text and missing values as in a table.
struct random_row {
  std::string text;
  day date;
  std::int32_t count = missing_integer;
  std::int64_t amount = missing_wide;

  friend bool operator==(const random_row&, const random_row&) = default;
};

class random_file {
 public:
  explicit random_file(unsigned seed) : random_(seed) {
    line_end_ = one_in(2) ? "\r\n" : "\n";
    const std::size_t count = 1 + below(60);
    for (std::size_t i = 0; i < count; ++i) rows_.push_back(make_row());
  }

  const std::vector<random_row>& rows() const { return rows_; }
  std::size_t extra() const { return extra_; }

  /// The rows as CSV, each field quoted or not, dates and numbers in any of the accepted forms, and lines that are not
  /// rows strewn between.
  std::string written() {
    std::string out = one_in(3) ? "\xEF\xBB\xBF" : "";
    out += "Text,Unknown,Date,Count,Amount" + line_end_;
    for (const random_row& row : rows_) {
      if (one_in(12)) add_rejected(out);
      out += quoted(row.text) + "," + quoted(random_text()) + "," + maybe_quoted(date(row.date)) + "," +
             maybe_quoted(count(row.count)) + "," + maybe_quoted(amount(row.amount)) + line_end_;
    }
    for (std::size_t i = below(3); i > 0; --i) out += line_end_;
    if (out.ends_with(line_end_) && one_in(4)) out.resize(out.size() - line_end_.size());
    return out;
  }

 private:
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
  bool one_in(std::size_t n) { return below(n) == 0; }

  std::string random_text() {
    static const std::vector<std::string> parts{"a",      "Long Term Support: Community",
                                                ",",      "\"",
                                                "\n",     "\r\n",
                                                " ",      "\xC3\xA9",
                                                "NULL",   "0",
                                                "\"\"",   ",,",
                                                "x\r",    "\xE2\x80\x99",
                                                "Unknown"};
    std::string text;
    for (std::size_t i = below(4); i > 0; --i) text += parts[below(parts.size())];
    return text;
  }

  random_row make_row() {
    random_row row;
    row.text = random_text();
    if (row.text.ends_with('\r')) row.text += '.';
    if (!one_in(5)) row.date = day{static_cast<std::int32_t>(below(60000)) - 30000};
    if (!one_in(5)) row.count = static_cast<std::int32_t>(below(2000)) - 1000;
    row.amount = static_cast<std::int64_t>(below(2'000'000)) - 1'000'000;  // never missing: the row is never empty
    return row;
  }

  std::string quoted(const std::string& text) {
    const bool needed = text.find_first_of(",\"\r\n") != std::string::npos;
    if (!needed && !one_in(3)) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
  }
  std::string maybe_quoted(const std::string& text) { return one_in(4) ? "\"" + text + "\"" : text; }

  std::string date(day d) {
    if (d.is_missing()) return one_in(2) ? "" : one_in(2) ? "NULL" : "  ";
    const civil_day c = to_civil(d);
    const std::string iso = to_string(d);
    switch (below(4)) {
      case 0: return iso;
      case 1: return iso + " 11:18:23.007";
      case 2: return iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4);
      default: return std::to_string(c.day_of_month) + "-" + std::to_string(c.month) + "-" + iso.substr(0, 4);
    }
  }
  std::string count(std::int32_t n) {
    if (n == missing_integer) return one_in(2) ? "" : "null ";
    return std::to_string(n) + (one_in(4) ? ".0" : "");
  }
  std::string amount(std::int64_t n) {
    const std::int64_t whole = n < 0 ? -n : n;
    std::string text = std::to_string(whole / 100) + "." + std::to_string(whole / 10 % 10) + std::to_string(whole % 10);
    if (one_in(4)) text += "0049";
    return std::string(n < 0 ? "-" : "") + (one_in(4) ? "\xC2\xA3" : "") + text;
  }

  void add_rejected(std::string& out) {
    ++extra_;
    switch (below(4)) {
      case 0: out += line_end_; break;
      case 1: out += ",,,," + line_end_; break;
      case 2: out += "\"\",,\"\",," + line_end_; break;
      default: out += "Text,Unknown,Date,Count,Amount" + line_end_; break;
    }
  }

  std::mt19937 random_;
  std::string line_end_;
  std::vector<random_row> rows_;
  std::size_t extra_ = 0;
};

schema columns() {
  const auto field = [](std::string_view name, field_kind kind) {
    field_info info;
    info.name = name;
    info.kind = kind;
    return info;
  };
  return {"random table",
          {field("Text", field_kind::text), field("Date", field_kind::day), field("Count", field_kind::integer),
           field("Amount", field_kind::hundredths)}};
}

std::vector<random_row> rows_of(const read_result& result) {
  std::vector<random_row> rows;
  for (std::size_t row = 0; row < result.data.rows(); ++row)
    rows.push_back({std::string(result.data.text(0)[row]), result.data.days(1)[row], result.data.integers(2)[row],
                    result.data.wides(3)[row]});
  return rows;
}

}  // namespace

TEST_CASE("a random table written as CSV in random ways reads back as it was") {
  const schema fields = columns();
  const unsigned first_seed = std::random_device{}();
  for (unsigned seed = first_seed; seed != first_seed + 400; ++seed) {
    CAPTURE(seed);
    random_file file(seed);
    const std::string text = file.written();
    std::mt19937 random(seed);
    for (int round = 0; round < 4; ++round) {
      read_options options;
      options.threads = 1 + random() % 8;
      options.piece_bytes = round == 0 ? text.size() : 1 + random() % text.size();
      CAPTURE(options.threads, options.piece_bytes);
      const read_result result = read_csv_text(text, "random.csv", fields, options);
      REQUIRE(rows_of(result) == file.rows());
      const file_report& report = result.report.files[0];
      REQUIRE(report.rows_in == file.rows().size() + file.extra());
      REQUIRE(report.rows_rejected == file.extra());
      REQUIRE(report.faults.size() <= 3);  // row faults only
      // Codes by first appearance, no entry unused.
      code next = 1;
      const text_column& column = result.data.text(0);
      for (std::size_t row = 0; row < column.size(); ++row) {
        REQUIRE(column.codes[row] <= next);
        if (column.codes[row] == next) ++next;
      }
      REQUIRE(next == column.values->size());
    }
  }
}

TEST_CASE("random bytes are read or refused, alike for every piece size") {
  const schema fields = columns();
  const unsigned first_seed = std::random_device{}();
  for (unsigned seed = first_seed; seed != first_seed + 2000; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    static constexpr std::string_view bytes = "a,\"\n\r1,\n ";
    std::string text = "Text,Date\n";
    for (std::size_t i = random() % 120; i > 0; --i) text += bytes[random() % bytes.size()];
    const auto outcome = [&](std::size_t piece_bytes) {
      read_options options;
      options.threads = 2;
      options.piece_bytes = piece_bytes;
      try {
        const read_result result = read_csv_text(text, "random.csv", fields, options);
        std::string shown = std::to_string(result.report.rows_in());
        for (const random_row& row : rows_of(result)) shown += "|" + row.text + "|" + to_string(row.date);
        return shown;
      } catch (const input_error& e) {
        return std::string(e.what());
      }
    };
    const std::string whole = outcome(text.size());
    for (int round = 0; round < 3; ++round) REQUIRE(outcome(1 + random() % text.size()) == whole);
  }
}
