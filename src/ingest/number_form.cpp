#include "ingest/number_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "ascof/core/error.hpp"
#include "ingest/values.hpp"

namespace ascof::ingest {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Digits behind `at`; the currency, brackets or blanks that may follow end them.
std::size_t digits_behind(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at - 1;
}

}  // namespace

void number_shapes::add(std::string_view text) {
  text = without_marks(text);
  if (is_missing_value(text) || is_word_for_nothing(text)) return;
  ++filled;
  const std::size_t comma = text.rfind(',');
  const std::size_t point = text.rfind('.');
  constexpr auto none = std::string_view::npos;
  if (comma == none && point == none) return;
  if (comma == none) {
    points += digits_behind(text, point) != 3 && text.find('.') == point ? 1 : 0;
  } else if (point == none) {
    const bool once = text.find(',') == comma;
    const std::size_t digits = digits_behind(text, comma);
    commas += once && digits != 0 && digits != 3 ? 1 : 0;
    points += !once ? 1 : 0;  // 1,078,000
  } else {
    ++(comma < point ? points : commas);
  }
}

void decide_number_forms(const std::vector<number_shapes>& shapes, std::vector<source_column>& columns,
                         const std::string& file, const loss_limit& accept, notice_list& list) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const number_shapes& s = shapes[c];
    if (columns[c].info->kind != field_kind::hundredths || s.commas == 0) continue;
    const std::uint64_t odd = std::min(s.commas, s.points);
    if (odd != 0 && (odd * 100 >= s.filled || odd >= 20) && accept.share < 1)
      throw input_error(error_code::bad_value, {.file = file, .line = 1, .field = columns[c].header, .column = 0},
                        fmt::format("{} values have a comma before their decimals and {} a point", s.commas, s.points),
                        "write decimals with a point in the whole column (1078.00)");
    if (s.points >= s.commas) continue;  // the few that are otherwise cannot be read, and are told
    columns[c].numbers = number_form::decimal_comma;
    notice n = make_notice("number.decimal_comma", fmt::format("{} values have a comma before their decimals and {} a "
                                                               "point: read with commas",
                                                               s.commas, s.points == 0 ? "none" : std::to_string(odd)));
    n.file = file;
    n.field = columns[c].header;
    n.rows = s.commas;
    n.of = s.filled;
    list.push_back(std::move(n));
  }
}

}  // namespace ascof::ingest
