/// @file random_records.hpp
/// Main tables of random extracts, parts of them, and results as text: what the laws of evaluation are tested with.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/prepare/prepare.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/results/result_table.hpp"
#include "random_extract.hpp"
#include "random_source.hpp"
#include "text_table.hpp"

namespace support {

inline texts all_of(const ascof::result_table& results) {
  texts lines;
  for (const ascof::result_row& r : results.rows)
    lines.push_back(
        joined({r.measure, to_string(r.reporting), r.la_code, r.la_name, r.group,
                r.numerator ? std::to_string(*r.numerator) : "", std::to_string(r.denominator),
                r.value ? ascof::all_digits(*r.value) : "", std::to_string(r.unknown), std::to_string(r.invalid)}));
  for (const ascof::side_row& s : results.sides)
    lines.push_back(
        joined({s.published_as, s.description, to_string(s.reporting), s.la_code, s.group, std::to_string(s.count)}));
  for (const ascof::trace_table& t : results.traces)
    for (const ascof::traced_unit& u : t.units) {
      texts parts{t.id, to_string(u.reporting), u.la_code, u.person_id};
      parts.insert(parts.end(), u.values.begin(), u.values.end());
      lines.push_back(joined(parts));
    }
  return lines;
}

inline bool same_lines(const texts& a, const texts& b) {
  if (a == b) return true;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string left = i < a.size() ? a[i] : "nothing";
    const std::string right = i < b.size() ? b[i] : "nothing";
    if (left != right) {
      UNSCOPED_INFO("line " << i << " of the first is\n" << left << "\nand of the second\n" << right);
      break;
    }
  }
  return false;
}

inline std::vector<raw_row> random_rows(std::uint64_t seed) {
  random_source random(seed);
  return random_extract(random).rows();
}

/// A random extract of which some submission speaks for a period.
inline ascof::prepared random_preparation(std::uint64_t seed, ascof::table_mode mode) {
  ascof::prepare_options how = however_many_are_lost();
  how.mode = mode;
  return ascof::prepare(extract_from_rows(random_rows(seed)), ascof::mappings::shipped(), {}, how);
}

/// Rounds whose extract has no submission that speaks for a period are part of the game.
template <typename Law>
void for_each_round(int rounds, const Law& law) {
  int held = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t seed = first_seed() + static_cast<std::uint64_t>(round);
    INFO("seed " << seed);
    try {
      law(seed);
      ++held;
    } catch (const ascof::input_error& e) {
      CHECK(e.code() == ascof::error_code::no_submission);
    }
  }
  CHECK(held > rounds / 2);
}

/// The rows of some people of a main table.
inline ascof::records part_of(const ascof::records& people, const std::vector<std::uint32_t>& rows) {
  const ascof::table& from = people.events();
  ascof::table to(ascof::main_table_schema(), rows.size());
  for (std::size_t column = 0; column < ascof::event::count; ++column) {
    if (!from.has(column)) continue;
    switch (ascof::main_table_schema().fields[column].kind) {
      case ascof::field_kind::text: to.set(column, ascof::gather(from.text(column), rows)); break;
      case ascof::field_kind::day: to.set(column, ascof::gather(from.days(column), rows)); break;
      case ascof::field_kind::integer:
      case ascof::field_kind::mentions: to.set(column, ascof::gather(from.integers(column), rows)); break;
      case ascof::field_kind::record:
      case ascof::field_kind::hundredths: to.set(column, ascof::gather(from.wides(column), rows)); break;
      case ascof::field_kind::skipped: break;
    }
  }
  return ascof::records(ascof::main_table{std::move(to), people.main().single, {}});
}

}  // namespace support
