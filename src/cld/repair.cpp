#include "cld/repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <vector>

#include "ascof/core/text.hpp"

namespace ascof {
namespace {

/// Words of programs, never of people: none is a value of any field.
bool is_word_of_program(std::string_view text) {
  static constexpr std::array<std::string_view, 17> words{"#n/a",  "#ref!",  "#value!", "#name?",  "#div/0!",  "#null!",
                                                          "#num!", "(null)", "<null>",  "[null]",  "\\n",      "nat",
                                                          "nan",   "none",   "<na>",    "(blank)", "undefined"};
  if (text.size() > 12) return false;
  return std::find(words.begin(), words.end(), fold(text)) != words.end();
}

struct repaired_column {
  std::uint64_t repaired = 0;  ///< rows
  std::uint64_t nothing = 0;
};

repaired_column repair(table& data, std::size_t field) {
  const text_column column = data.text(field);
  const code size = column.values->size();
  std::deque<std::string> texts;
  std::vector<std::string_view> to(size);
  std::vector<std::uint8_t> how(size, 0);  // 1: repaired, 2: nothing
  bool any = false;
  for (code c = 1; c < size; ++c) {
    const std::string_view text = (*column.values)[c];
    to[c] = text;
    if (is_word_of_program(text)) {
      how[c] = 2;
      to[c] = {};
    } else if (!needs_no_repair(text)) {
      std::string plain = repaired_text(text);
      if (plain == text) continue;
      how[c] = is_word_of_program(plain) || plain.empty() ? 2 : 1;
      to[c] = how[c] == 2 ? std::string_view{} : texts.emplace_back(std::move(plain));
    }
    any = any || how[c] != 0;
  }
  repaired_column counts;
  if (!any) return counts;
  const auto values = std::make_shared<dictionary>();
  std::vector<code> code_of(size, missing_code);
  for (code c = 1; c < size; ++c)
    if (how[c] != 2) code_of[c] = values->intern(to[c]);
  text_column made{values, code_vector(column.size(), values->size() - 1)};
  for (std::size_t row = 0; row < column.size(); ++row) {
    const code c = column.codes[row];
    made.codes.set(row, code_of[c]);
    counts.repaired += how[c] == 1 ? 1 : 0;
    counts.nothing += how[c] == 2 ? 1 : 0;
  }
  data.set(field, std::move(made));
  return counts;
}

}  // namespace

void repair_texts(extract& of) {
  table& data = of.data;
  if (data.has(submitted::import_date)) return;
  for (std::size_t field = 0; field < submitted::count; ++field) {
    const field_info& info = extract_schema().fields[field];
    if (info.kind != field_kind::text || !data.has(field)) continue;
    const repaired_column counts = repair(data, field);
    const auto tell = [&](std::string_view kind, std::uint64_t rows, std::string_view what) {
      if (rows == 0) return;
      notice n = make_notice(kind, fmt::format("{} rows hold {}", rows, what));
      n.field = info.name;
      n.rows = rows;
      n.of = data.rows();
      of.notices.push_back(std::move(n));
    };
    tell("text.repaired", counts.repaired, "texts with blanks, dashes, quotes or entities of another kind");
    tell("text.nothing", counts.nothing, "a program's word for nothing, such as #N/A");
  }
}

}  // namespace ascof
