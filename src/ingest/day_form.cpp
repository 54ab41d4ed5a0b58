#include "ingest/day_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "ascof/core/error.hpp"
#include "ingest/values.hpp"

namespace ascof::ingest {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Three numbers with a separator between them, as many digits as they have.
struct three_numbers {
  int value[3] = {};
  std::size_t digits[3] = {};
};

bool split(std::string_view text, three_numbers& out) {
  std::size_t at = 0;
  for (int part = 0; part < 3; ++part) {
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at]) && at - begin < 5)
      out.value[part] = out.value[part] * 10 + (text[at++] - '0');
    out.digits[part] = at - begin;
    if (out.digits[part] == 0) return false;
    if (part == 2) break;
    if (at == text.size() || (text[at] != '/' && text[at] != '-' && text[at] != '.')) return false;
    ++at;
  }
  return at == text.size() || text[at] == ' ' || text[at] == 'T' || text[at] == 't';
}

[[noreturn]] void refuse(const std::string& file, const source_column& column, const std::string& problem,
                         const std::string& advice) {
  throw input_error(error_code::bad_value, {.file = file, .line = 1, .field = column.header, .column = 0}, problem,
                    advice);
}

constexpr const char* write_plainly = "write days as dd/mm/yyyy or yyyy-mm-dd";

/// What most of the values that are no days look like.
std::string looks_like(const day_shapes& s) {
  const std::uint64_t most = std::max({s.numbers, s.short_years, s.hashes, s.others});
  if (most == s.short_years) return "their years have two digits, which can mean two centuries";
  if (most == s.numbers) return "they look like the day numbers of a spreadsheet";
  if (most == s.hashes) return "they are ########: the column was too narrow when the sheet was saved as text";
  return "they look like no form of a day";
}

void refuse_what_cannot_be(const day_shapes& s, const source_column& column, const std::string& file,
                           const loss_limit& accept) {
  const std::uint64_t slashes = s.either + s.day_first + s.month_first;
  const std::uint64_t odd = std::min(s.day_first, s.month_first);
  if (odd != 0 && (odd * 100 >= slashes || odd >= 20) && accept.share < 1)
    refuse(file, column,
           fmt::format("the column mixes days and months: {} values can only be day first and {} only month first",
                       s.day_first, s.month_first),
           std::string("the files of two systems were put together, or a spreadsheet changed some; ") + write_plainly);
  if (s.iso_late == 0 && s.either == 0 && s.month_first == 0 && s.iso_early >= 5 && s.day_first >= 5 &&
      accept.share < 1)
    refuse(file, column,
           fmt::format("{} values up to the 12th of a month are written yyyy-mm-dd and {} later ones dd/mm/yyyy: a "
                       "spreadsheet has exchanged day and month where it could",
                       s.iso_early, s.day_first),
           "export again and do not open the file in a spreadsheet before");
  const std::uint64_t readable = s.iso_early + s.iso_late + slashes + s.named;
  const std::uint64_t unreadable = s.filled - std::min(s.filled, readable);
  const bool most = unreadable * 2 > s.filled && s.filled >= 5;
  if ((most || accept.passed_by(unreadable, s.filled)) && accept.share < 1)
    refuse(file, column,
           fmt::format("{} of {} values are no days: {}", unreadable == s.filled ? "all" : std::to_string(unreadable),
                       s.filled, looks_like(s)),
           write_plainly);
}

}  // namespace

void day_shapes::add(std::string_view text) {
  text = without_marks(text);
  if (is_missing_value(text) || is_word_for_nothing(text)) return;
  ++filled;
  three_numbers n;
  if (split(text, n)) {
    if (text.size() > 12) add_time(text);
    const int year = n.digits[0] == 4 ? n.value[0] : n.value[2];
    if ((n.digits[0] == 4 || n.digits[2] == 4) && year > 1 && year < 1600) {
      ++others;  // 0205 in place of 2025; year 1 is a default day of systems
    } else if (n.digits[0] == 4 && n.digits[1] <= 2 && n.digits[2] <= 2) {
      ++(n.value[2] > 12 ? iso_late : iso_early);
    } else if (n.digits[0] <= 2 && n.digits[1] <= 2 && n.digits[2] == 4) {
      ++(n.value[0] > 12 && n.value[0] <= 31 && n.value[1] <= 12   ? day_first
         : n.value[1] > 12 && n.value[1] <= 31 && n.value[0] <= 12 ? month_first
         : n.value[0] <= 12 && n.value[1] <= 12                    ? either
                                                                   : others);
    } else {
      ++(n.digits[0] <= 2 && n.digits[1] <= 2 && n.digits[2] == 2 ? short_years : others);
    }
    return;
  }
  const parsed<day> found = read_day(text, true, day_form::standard);
  if (found.fault != value_fault::not_a_date) {
    ++named;
  } else if (is_day_number(text)) {
    ++numbers;
    years += text.size() == 4 && text >= "1850" && text < "2150" ? 1 : 0;
  } else if (is_short_year_name(text)) {
    ++short_years;
  } else {
    ++(text.find_first_not_of('#') == std::string_view::npos ? hashes : others);
  }
}

void day_shapes::add_time(std::string_view text) {
  const int minutes = plain_time(text);
  if (minutes < 0) return;
  const auto date = parse_day(text);
  if (!date) return;
  const bool midnight = minutes == 0 && uk_day_of_evening(*date - 1) == *date - 1;
  if (minutes == 23 * 60 && uk_day_of_evening(*date) != *date)
    ++evenings;
  else if (!midnight)
    ++moments;
}

void decide_day_forms(const std::vector<day_shapes>& shapes, std::vector<source_column>& columns,
                      const std::string& file, const loss_limit& accept, notice_list& list) {
  const auto tell = [&](std::size_t c, std::string_view code, std::uint64_t rows, std::string found) {
    notice n = make_notice(code, std::move(found));
    n.file = file;
    n.field = columns[c].header;
    n.rows = rows;
    n.of = shapes[c].filled;
    list.push_back(std::move(n));
  };
  std::size_t by_month = columns.size();
  bool any_day_first = false;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].info->kind != field_kind::day) continue;
    const day_shapes& s = shapes[c];
    if (s.years * 2 > s.filled && s.years >= 5 && accept.share < 1)
      refuse(file, columns[c], fmt::format("{} of {} values are years without a day", s.years, s.filled),
             write_plainly);
    if (s.numbers != 0 && s.numbers == s.filled) {
      columns[c].form = day_form::day_number;
      tell(c, "day.numbers", s.numbers, fmt::format("{} values are day numbers of a spreadsheet", s.numbers));
      continue;
    }
    any_day_first = any_day_first || s.day_first != 0;
    if (s.evenings != 0 && s.moments == 0 && s.month_first == 0) {
      columns[c].form = day_form::utc_moment;
      tell(c, "day.utc", s.evenings,
           fmt::format("{} values are 23:00 on a day of summer and no other time is given but midnight in winter: read "
                       "as the day that begins then in the United Kingdom",
                       s.evenings));
      continue;
    }
    if (s.month_first > s.day_first && (s.day_first == 0 || s.month_first > 99 * s.day_first)) {
      // Judged as it will be read: the few that are day first are the odd ones then.
      columns[c].form = day_form::month_first;
      by_month = std::min(by_month, c);
      tell(c, "day.month_first", s.month_first + s.either,
           fmt::format("{} values have a second number above 12 and {} a first one: read month first", s.month_first,
                       s.day_first == 0 ? "none" : std::to_string(s.day_first)));
    }
    refuse_what_cannot_be(s, columns[c], file, accept);
  }
  if (by_month == columns.size()) return;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const day_shapes& s = shapes[c];
    if (columns[c].info->kind != field_kind::day || columns[c].form != day_form::standard || s.either == 0 ||
        s.day_first != 0)
      continue;
    if (any_day_first)
      refuse(file, columns[c],
             fmt::format("{} values can be day first or month first, and other columns of the file are of both kinds",
                         s.either),
             write_plainly);
    columns[c].form = day_form::month_first;
    tell(c, "day.month_first", s.either,
         fmt::format("{} values can be day first or month first: read month first, as \"{}\" is", s.either,
                     columns[by_month].header));
  }
}

}  // namespace ascof::ingest
